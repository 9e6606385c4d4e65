// The npm package: what npm pack makes of it, in an empty page and in Node.js.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { detect, open, root, serveFolder, speech, vad as command } from "./browser.js";

const folder = mkdtempSync(join(tmpdir(), "vad-package-"));
const packed = JSON.parse(execFileSync("npm", ["pack", "--json", "--pack-destination", folder], { cwd: join(root, "web/dist"), encoding: "utf8" }))[0];
execFileSync("tar", ["xzf", join(folder, packed.filename), "-C", folder]);
const installed = join(folder, "package");

const pcm = Float32Array.from(new Int16Array(new Uint8Array(readFileSync(speech)).slice(44).buffer), (v) => v / 32768);
const windows = JSON.parse(command("probs", "-q", "--format", "json", speech)).probabilities;

/** Asserts that probabilities are those of the command, to what its kernels differ by. */
function close(got, want) {
	assert.equal(got.length, want.length);
	got.forEach((p, i) => assert.ok(Math.abs(p - want[i]) < 1e-5, `window ${i}: got ${p}, want ${want[i]}`));
}

test("the tarball has what it needs and no more", () => {
	const names = packed.files.map(({ path }) => path).sort();
	assert.deepEqual(names, [
		"LICENSE", "NOTICE", "README.md", "audio.js", "client.js", "engine.js", "files.js", "index.d.ts", "index.js", "mic.js", "options.js", "package.json",
		"recording.js", "service.js", "v4.safetensors", "v5.safetensors", "v6.safetensors", "vad.js", "vad.wasm", "wasi.js", "worker.js",
		"worklet.js",
	]);
	const size = (name) => packed.files.find(({ path }) => path === name).size;
	assert.ok(size("vad.wasm") + size("v6.safetensors") <= 5e6);
});

test("five lines in an empty page", async (t) => {
	const page = await open(t, { microphone: `${speech}%noloop` });
	await page.goto(await serveFolder(t, installed, `<script type="module">
		import { MicVAD } from "./index.js";
		window.heard = [];
		window.vad = await MicVAD.new({
			onSpeechEnd: (audio) => heard.push(audio.length),
		});
	</script>`));
	await page.waitForFunction(() => window.heard?.length > 0, null, { timeout: 60000 });
	// The 1400 ms of silence that end speech are handed over, and up to 800 ms from before.
	const [samples] = await page.evaluate("heard");
	const { start, end } = detect(speech)[0];
	const around = samples / 16000 - (end - start);
	assert.ok(around > 1.2 && around < 2.4, `got ${around} s besides the speech`);
	assert.equal(page.failure, undefined);
});

test("MicVAD: callbacks, pause, options and errors", async (t) => {
	const page = await open(t, { microphone: speech });
	await page.goto(await serveFolder(t, installed, ""));
	const got = await page.evaluate(async () => {
		const { MicVAD } = await import("/index.js");
		const calls = [];
		const frames = [];
		let ended;
		const end = new Promise((resolve) => { ended = resolve; });
		const vad = await MicVAD.new({
			startOnLoad: false,
			submitUserSpeechOnPause: true,
			positiveSpeechThreshold: 0.5,
			negativeSpeechThreshold: 0.35,
			minSpeechMs: 100,
			redemptionFrames: 60,
			onFrameProcessed: ({ isSpeech, notSpeech }, frame) => frames.push([isSpeech + notSpeech, frame.length]),
			onSpeechStart: () => calls.push("start"),
			onSpeechRealStart: () => { calls.push("real start"); ended(); },
			onSpeechEnd: (audio) => calls.push(audio.constructor.name),
			onVADMisfire: () => calls.push("misfire"),
		});
		const errors = [];
		await MicVAD.new({ positiveSpeechThreshold: NaN }).catch((error) => errors.push(error.message));
		await MicVAD.new({ model: "v7" }).catch((error) => errors.push(error.message));
		await vad.start();
		const listening = vad.listening;
		await vad.setOptions({ negativeSpeechThreshold: 0.9 }).catch((error) => errors.push(error.message));
		await end;
		await vad.pause();
		const first = [...calls];
		const paused = frames.length;
		await new Promise((resolve) => setTimeout(resolve, 200));
		const later = frames.length;
		await vad.start();
		while (frames.length < later + 5) {
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
		await vad.destroy();
		await vad.start().catch((error) => errors.push(error.message));
		return { calls: first, frames: frames.slice(0, 3), listening, stayed: paused === later, errors };
	});
	assert.deepEqual(got, {
		calls: ["start", "real start", "Float32Array"],
		frames: [[1, 512], [1, 512], [1, 512]],
		listening: true,
		stayed: true,
		errors: [
			"live: Segments: segment: option out of range: Threshold: got NaN, want inside (0, 1)",
			"model: got \"v7\", want one of v6, v5, legacy",
			"live: Segments: segment: option out of range: NegThreshold: got 0.9, want at most Threshold, 0.5",
			"start: this MicVAD is destroyed",
		],
	});
});

test("errors leave the Worker alive", async (t) => {
	const page = await open(t);
	// /without has all files but the Worker's.
	await page.goto(await serveFolder(t, installed, "", (name) => join(installed, name.replace(/^\/without\/(?!worker)/, "/"))));
	const got = await page.evaluate(async () => {
		const { NonRealTimeVAD, VAD } = await import("/index.js");
		const errors = [];
		const note = (error) => errors.push(error instanceof Error && error.message);
		const vad = await VAD.create();
		await vad.process(Float32Array.of(0, NaN)).catch(note);
		await vad.process([1, 2, 3]).catch(note);
		await vad.segments([0.5, 0.5], { samples: 5 }).catch(note);
		await VAD.create({ sampleRate: 0 }).catch(note);
		await VAD.create({ samplerate: 8000 }).catch(note);
		const recordings = await NonRealTimeVAD.new();
		await recordings.run([1, 2, 3], 16000).next().catch(note);
		await VAD.create({ baseAssetPath: "/nowhere/" }).catch(note);
		await VAD.create({ baseAssetPath: "/without/" }).catch(note);
		errors.push((await vad.process(new Float32Array(1024))).length);
		return errors;
	});
	assert.match(got[6], /\/nowhere\/(vad\.wasm|v6\.safetensors): got 404/);
	assert.match(got[7], /^the Worker has failed/);
	assert.deepEqual(got.toSpliced(6, 2), [
		"vad: sample out of range: got NaN at 1, want less than 2^32 in size",
		"got Array, want a Float32Array",
		"segment: wrong number of probabilities: got 2, want 1 for 5 samples in windows of 512",
		"resample: sample rate not supported: got 0 Hz, want 1000 to 1048576",
		"got option samplerate, want one of model, sampleRate, worker, baseAssetPath",
		"got Array, want a Float32Array",
		2,
	]);
});

test("Node.js: probabilities, segments and recordings", async () => {
	const { NonRealTimeVAD, VAD } = await import(pathToFileURL(join(installed, "index.js")));
	const vad = await VAD.create({ worker: false });
	const got = [];
	for (let i = 0; i < pcm.length; i += 30000) { // longer than the room of the module
		got.push(...(await vad.process(pcm.subarray(i, i + 30000))));
	}
	got.push(...(await vad.flush()));
	close(got, windows);
	assert.deepEqual(
		await vad.segments(got, { samples: pcm.length }),
		detect(speech).map(({ start_sample: start, end_sample: end }) => ({ start, end })),
	);
	for (const [options, ...flags] of [
		[{ maxSpeech: 3000, minSilenceAtMaxSpeech: 32 }, "--max-speech=3s", "--min-silence-at-max-speech=32ms"],
		[
			{ maxSpeech: 3000, minSilenceAtMaxSpeech: 32, splitAtLongestSilence: false },
			"--max-speech=3s", "--min-silence-at-max-speech=32ms", "--no-split-at-longest-silence",
		],
		[{ startPad: 40, endPad: 70 }, "--start-pad=40ms", "--end-pad=70ms"],
	]) {
		assert.deepEqual(
			await vad.segments(got, { samples: pcm.length, ...options }),
			detect(speech, ...flags).map(({ start_sample: start, end_sample: end }) => ({ start, end })),
			flags.join(" "),
		);
	}
	await assert.rejects(vad.segments(got, { minSpeechMs: 3 }), /got option minSpeechMs/);
	vad.destroy();
	await assert.rejects(vad.process(pcm), /destroyed/);

	for (const model of ["v6", "v5", "legacy"]) {
		const recordings = await NonRealTimeVAD.new({ worker: false, model, redemptionMs: 640 });
		const found = [];
		for await (const { audio, start, end } of recordings.run(pcm, 16000)) {
			assert.ok(audio.length >= (end - start) * 16 - recordings.frameSamples, `${model}: ${audio.length} samples`);
			found.push(Math.round(start / 1000));
		}
		assert.deepEqual(found, [1, 9, 13], model);
	}
});

test("the types are those of the package", () => {
	const file = join(installed, "use.ts");
	writeFileSync(file, `
		import { MicVAD, NonRealTimeVAD, VAD, getDefaultRealTimeVADOptions } from "./index.js";
		const vad: VAD = await VAD.create({ model: "v5", sampleRate: 48000 });
		const p: Float32Array = await vad.process(new Float32Array(512));
		const [{ start, end }] = await vad.segments(p, { threshold: 0.6, splitAtLongestSilence: false, minSilenceAtMaxSpeech: 60, startPad: 0, endPad: 40 });
		const mic = await MicVAD.new({ ...getDefaultRealTimeVADOptions("v6"), onSpeechEnd: (audio) => { audio.length + start + end; } });
		await mic.setOptions({ redemptionMs: 500 });
		for await (const s of (await NonRealTimeVAD.new({ minSpeechMs: 100 })).run(p, 16000)) { s.audio.length; }
		// @ts-expect-error
		await VAD.create({ model: "v7" });
	`);
	execFileSync("node_modules/.bin/tsc", [
		"--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom", file,
	], { cwd: join(root, "web/test"), stdio: "inherit" });
});
