// How Silero's network fades, by ONNX Runtime and Silero's file alone: the windows of
// testdata/speech.wav, in pink noise, that are found after minutes of the noise, and
// the same if the cell state decays in silence. At the root of the repository, after
// sh testdata/fetch.sh:
//
//	NODE_PATH=.cache/ort/node_modules node bench/fading/alone.mjs [silero_vad.onnx]
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const ort = createRequire(import.meta.url)('onnxruntime-node')
const file = process.argv[2] ?? '.cache/onnx/silero_vad_v6.onnx'
const session = await ort.InferenceSession.create(file, { intraOpNumThreads: 1 })

const wav = readFileSync('testdata/speech.wav')
const speech = Float32Array.from({ length: 18 * 16000 }, (_, i) => wav.readInt16LE(44 + 2 * i) / 32768)

// newPink returns a source of pink noise, after Paul Kellet: white noise through
// first-order filters.
function newPink(seed) {
  const uniform = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32
  const poles = [0.99886, 0.99332, 0.969, 0.8665, 0.55, -0.7616]
  const gains = [0.0555179, 0.0750759, 0.153852, 0.3104856, 0.5329522, -0.016898]
  const filters = poles.map(() => 0)
  let last = 0
  return () => {
    const white = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
    let sum = last + 0.5362 * white
    last = 0.115926 * white
    poles.forEach((pole, i) => { sum += filters[i] = pole * filters[i] + gains[i] * white })
    return 0.0175 * sum // RMS 0.052, as loud as the speech
  }
}

// found returns how many windows of the speech are found after minutes of noise.
async function found(minutes, seconds) {
  const noise = newPink(1), under = newPink(2)
  const before = Math.round(minutes * 60 * 16000 / 512)
  const input = new Float32Array(64 + 512) // 64 samples of context, 512 new ones
  const sr = new ort.Tensor('int64', [16000n])
  let state = new ort.Tensor('float32', new Float32Array(256), [2, 1, 128]) // h, c
  let windows = 0
  for (let w = 0; w < before + Math.floor(speech.length / 512); w++) {
    input.copyWithin(0, 512)
    for (let i = 0; i < 512; i++) input[64 + i] = w < before ? noise() : under() + speech[(w - before) * 512 + i]
    const out = await session.run({ input: new ort.Tensor('float32', input, [1, 576]), state, sr })
    const prob = out.output.data[0]
    state = out.stateN
    if (seconds && prob < 0.2) for (let u = 128; u < 256; u++) state.data[u] *= 1 - 0.032 / seconds
    if (w >= before && prob >= 0.5) windows++
  }
  return windows
}

console.log('windows found after  0 min  1 min  3 min of noise')
for (const [name, seconds] of [['Silero as it is', 0], ['c decays, 4 s', 4]]) {
  const counts = []
  for (const minutes of [0, 1, 3]) counts.push(String(await found(minutes, seconds)).padStart(5))
  console.log(name.padEnd(19), counts.join('  '))
}
