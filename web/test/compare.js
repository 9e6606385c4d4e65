// One window at a time by this package and by onnxruntime-web on the same model, in
// turns. bench.js calls it in Node.js and in a browser.

/** Windows of a round. A round of each comes before the first that counts. */
const roundWindows = 590;

/** Returns microseconds per window, least and median over rounds, of each. */
export async function compare({ engine, ort, model, pcm, rounds = 7 }) {
	const ours = ourWindows(engine);
	const theirs = await theirWindows(ort, model);
	const times = { ours: [], theirs: [] };
	let difference = 0;
	for (let round = 0; round <= rounds; round++) {
		const probabilities = {};
		for (const [name, run] of [["ours", ours], ["theirs", theirs]]) {
			const start = performance.now();
			probabilities[name] = await run(pcm, roundWindows);
			if (round > 0) {
				times[name].push(((performance.now() - start) * 1000) / roundWindows);
			}
		}
		probabilities.ours.forEach((p, i) => { difference = Math.max(difference, Math.abs(p - probabilities.theirs[i])); });
	}
	const sorted = (name) => times[name].sort((a, b) => a - b);
	const summary = (t) => ({ best: t[0], median: t[t.length >> 1] });
	return { ours: summary(sorted("ours")), theirs: summary(sorted("theirs")), difference };
}

/** Returns a function that computes windows of a new stream. */
function ourWindows(engine) {
	return (pcm, windows) => {
		const stream = engine.stream(16000);
		const probabilities = [];
		for (let i = 0; i < windows; i++) {
			probabilities.push(engine.feed(stream, pcm.subarray(i * 512, (i + 1) * 512))[0]);
		}
		engine.close(stream);
		return probabilities;
	};
}

async function theirWindows(ort, model) {
	const session = await ort.InferenceSession.create(model, { executionProviders: ["wasm"] });
	const sr = new ort.Tensor("int64", BigInt64Array.of(16000n), []);
	return async (pcm, windows) => {
		const input = new Float32Array(64 + 512);
		let state = new ort.Tensor("float32", new Float32Array(256), [2, 1, 128]);
		const probabilities = [];
		for (let i = 0; i < windows; i++) {
			input.copyWithin(0, 512);
			input.set(pcm.subarray(i * 512, (i + 1) * 512), 64);
			const result = await session.run({ input: new ort.Tensor("float32", input, [1, 576]), state, sr });
			state = result.stateN;
			probabilities.push(result.output.data[0]);
		}
		return probabilities;
	};
}
