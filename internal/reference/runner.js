// Runs ONNX files on ONNX Runtime, the way Silero's own wrapper does:
//
//	node -e runner.js PATH_OF_ONNXRUNTIME_NODE
//
// It reads requests from standard input and writes one answer for each to standard
// output. Both are frames, little-endian:
//
//	uint32 a, uint32 b, a bytes of JSON, b bytes of payload
//
// {"op": "load"}, payload an ONNX file: answers {"session": number}.
//
// {"op": "run", "session", "rate", "window", "context"}, payload float32
// state [2][128] (v4: h, then c, [2][64] each), context, samples: answers {"outputs": [{"name", "shape"}]} and
// float32 state, context, then per output its values in every window; the last
// window is filled with zeros.
//
// The answer to a request that fails is {"error": text}.
'use strict';

const ort = require(process.argv[1]);
const sessions = [];
const stateLength = 2 * 128;

const input = process.stdin[Symbol.asyncIterator]();
let rest = Buffer.alloc(0);

// take returns the next n bytes, or null at the end of the input.
async function take(n) {
  const parts = [rest];
  let have = rest.length;
  while (have < n) {
    const { value, done } = await input.next();
    if (done) return null;
    parts.push(value);
    have += value.length;
  }
  const all = Buffer.concat(parts);
  rest = all.subarray(n);
  return all.subarray(0, n);
}

function answer(header, payload = []) {
  const json = Buffer.from(JSON.stringify(header));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(json.length, 0);
  lengths.writeUInt32LE(payload.reduce((sum, floats) => sum + floats.byteLength, 0), 4);
  process.stdout.write(lengths);
  process.stdout.write(json);
  for (const f of payload) process.stdout.write(Buffer.from(f.buffer, f.byteOffset, f.byteLength));
}

async function load(request, payload) {
  const session = await ort.InferenceSession.create(payload, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  sessions.push(session);
  answer({ session: sessions.length - 1 });
}

// stateInputs gives the state the form that the network has it in: v4's is h
// and c, the later ones' is both in one.
function stateInputs(session, state) {
  if (!session.inputNames.includes('h')) return { state: new ort.Tensor('float32', state, [2, 1, 128]) };
  const half = (at) => new ort.Tensor('float32', state.slice(at, at + stateLength / 2), [2, 1, 64]);
  return { h: half(0), c: half(stateLength / 2) };
}

function stateAfter(result) {
  return result.stateN ? result.stateN.data : Float32Array.from([...result.hn.data, ...result.cn.data]);
}

async function run({ session: id, rate, window, context }, payload) {
  const floats = new Float32Array(payload.buffer.slice(payload.byteOffset, payload.byteOffset + payload.length));
  const samples = floats.subarray(stateLength + context);
  const session = sessions[id];
  const sr = new ort.Tensor('int64', BigInt64Array.of(BigInt(rate)), []);
  const names = session.outputNames.filter((name) => !['stateN', 'hn', 'cn'].includes(name));
  const values = names.map(() => []);
  let shapes = names.map(() => []);

  let state = floats.slice(0, stateLength);
  const x = new Float32Array(context + window);
  x.set(floats.subarray(stateLength, stateLength + context), window);
  for (let at = 0; at < samples.length; at += window) {
    x.copyWithin(0, window); // the end of the input before is the context
    x.fill(0, context);
    x.set(samples.subarray(at, at + window), context);
    const feeds = { input: new ort.Tensor('float32', x, [1, x.length]), ...stateInputs(session, state) };
    if (session.inputNames.includes('sr')) feeds.sr = sr; // a file for one rate may lack it
    const result = await session.run(feeds);
    state = stateAfter(result);
    names.forEach((name, i) => values[i].push(...result[name].data));
    shapes = names.map((name) => result[name].dims);
  }
  answer({ outputs: names.map((name, i) => ({ name, shape: shapes[i] })) },
    [state, x.slice(window), ...values.map((v) => Float32Array.from(v))]);
}

async function serve() {
  answer({ version: ort.env.versions.node });
  for (;;) {
    const lengths = await take(8);
    if (lengths === null) return;
    const json = await take(lengths.readUInt32LE(0));
    const payload = await take(lengths.readUInt32LE(4));
    if (payload === null) throw new Error('the input ends within a request');
    try {
      const request = JSON.parse(json);
      await { load, run }[request.op](request, payload);
    } catch (error) {
      answer({ error: String(error) });
    }
  }
}

serve();
