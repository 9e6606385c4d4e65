// The module under Node.js's own WASI, called as vad.h says.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { WASI } from "node:wasi";
import { detect, root, speech } from "./browser.js";

test("a reactor under node:wasi", async () => {
	const wasi = new WASI({ version: "preview1" });
	const { instance } = await WebAssembly.instantiate(await readFile(join(root, "web/dist/vad.wasm")), wasi.getImportObject());
	wasi.initialize(instance);
	const {
		memory, vad_alloc: alloc, vad_detector: detector, vad_end: end, vad_error: error, vad_feed: feed, vad_model: model,
		vad_result: result, vad_write: write,
	} = instance.exports;
	const put = (bytes) => {
		const address = alloc(bytes.length);
		new Uint8Array(memory.buffer).set(bytes, address);
		return address;
	};
	const text = () => {
		const bytes = Buffer.from(memory.buffer, error());
		return bytes.toString("utf8", 0, bytes.indexOf(0));
	};

	const weights = await readFile(join(root, "web/dist/v6.safetensors"));
	const loaded = model(put(weights), weights.length, 0);
	assert.ok(loaded > 0, text());
	const live = detector(loaded, 0, 0, 0);

	const wav = new Uint8Array(await readFile(speech)).slice(44);
	const pcm = Float32Array.from(new Int16Array(wav.buffer), (v) => v / 32768);
	const found = [];
	const read = (count) => {
		const events = new Float64Array(memory.buffer, result(), 8 * count);
		for (let i = 0; i < events.length; i += 8) {
			if (events[i] === 6) {
				found.push({ start: events[i + 1], end: events[i + 2] });
			}
		}
	};
	const address = put(new Uint8Array(pcm.buffer));
	read(write(live, address, pcm.length));
	read(end(live));
	assert.deepEqual(found, detect(speech).map(({ start_sample: start, end_sample: end }) => ({ start, end })));

	assert.equal(feed(live, address, 1), -1);
	assert.equal(text(), `host: wrong handle: got ${live}, want a stream's`);
});
