// The page of vad web, in a browser.

import assert from "node:assert/strict";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { detect, open, root, serve, speech, vad } from "./browser.js";

/** Opens the page and waits until it can be used. */
async function openPage(t, options) {
	const address = await serve(t);
	const page = await open(t, options);
	await page.goto(address);
	await page.getByText("Ready.").waitFor();
	return page;
}

async function choose(page, file) {
	await page.locator("#file").setInputFiles(file);
	await page.locator("#status").getByText(file.split("/").pop(), { exact: true }).waitFor();
}

const segmentsOf = (page) => page.locator("#segments button").evaluateAll((buttons) =>
	buttons.map(({ dataset }) => ({ start: Number(dataset.start), end: Number(dataset.end) })));

/** Asserts that segments, at 16 kHz, are those of the command within 64 ms. */
function same(got, want, rate = 16000) {
	assert.equal(got.length, want.length, `got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
	got.forEach(({ start, end }, i) => {
		assert.ok(Math.abs(start / 16000 - want[i].start_sample / rate) <= 0.064, `start ${i}: got ${start}`);
		assert.ok(Math.abs(end / 16000 - want[i].end_sample / rate) <= 0.064, `end ${i}: got ${end}`);
	});
}

test("a recording: segments, options, labels, and nothing leaves the browser", async (t) => {
	const page = await openPage(t);
	const requests = [];
	page.on("request", (request) => requests.push(request.url()));
	await choose(page, speech);
	assert.deepEqual(
		await segmentsOf(page),
		detect(speech).map(({ start_sample: start, end_sample: end }) => ({ start, end })),
	);

	for (const [format, name] of [["srt", "speech.srt"], ["txt", "speech.txt"], ["json", "speech.json"]]) {
		const [download] = await Promise.all([page.waitForEvent("download"), page.locator(`[data-format=${format}]`).click()]);
		assert.equal(download.suggestedFilename(), name);
		const text = await readFile(await download.path(), "utf8");
		if (format === "json") {
			const { sample_rate: rate, duration, segments } = JSON.parse(text);
			assert.deepEqual({ rate, duration, segments }, { rate: 16000, duration: 18.89, segments: detect(speech) });
		} else {
			assert.equal(text, vad("detect", "-q", "--format", format === "txt" ? "audacity" : format, speech));
		}
	}

	await page.locator("#threshold").fill("0.9");
	await page.locator("#negThreshold").fill("0.8");
	await page.locator("#minSilence").fill("500");
	const want = detect(speech, "--threshold", "0.9", "--neg-threshold", "0.8", "--min-silence", "500ms");
	assert.notDeepEqual(want, detect(speech));
	await page.locator(`#segments button[data-start="${want[0].start_sample}"][data-end="${want[0].end_sample}"]`).waitFor();
	same(await segmentsOf(page), want);

	await page.locator("#segments button").first().focus();
	await page.keyboard.press("Enter");
	await page.locator("#segments button.playing").waitFor();
	assert.deepEqual(requests.filter((url) => !url.startsWith(page.url()) && !url.startsWith("blob:")), []);
	assert.equal(page.failure, undefined);
});

test("a recording at 48 kHz in another format", async (t) => {
	const page = await openPage(t);
	const file = join(root, "audio/testdata/speech-celt.opus");
	await choose(page, file);
	same(await segmentsOf(page), detect(file), 48000);
});

test("the microphone", async (t) => {
	const page = await openPage(t, { microphone: `${speech}%noloop` });
	await page.locator("#microphone").click();
	await page.getByText("Listening.").waitFor();
	await page.locator("#segments button").nth(2).waitFor({ timeout: 60000 });
	await page.waitForFunction(() => {
		const end = Number(document.querySelector("#segments li:nth-child(3) button").dataset.end);
		return end > 0 && Number(document.querySelector("#summary").textContent.match(/in (.*) s$/)[1]) > end / 16000 + 0.5;
	}, null, { timeout: 60000 });
	await page.locator("#microphone").click();
	await page.getByText("s heard.").waitFor();

	// What was heard begins as the browser opens the microphone, and lacks what a busy
	// machine drops.
	const [download] = await Promise.all([page.waitForEvent("download"), page.locator("[data-format=wav]").click()]);
	const heard = join(await mkdtemp(join(tmpdir(), "vad-")), download.suggestedFilename());
	await download.saveAs(heard);
	assert.equal(heard.split("/").pop(), "microphone.wav");
	same(await segmentsOf(page), detect(heard));
	assert.equal(page.failure, undefined);
});

test("a microphone that is refused", async (t) => {
	const page = await openPage(t);
	await page.locator("#microphone").click();
	await page.locator("#status.error").getByText(/microphone/).waitFor();
	await choose(page, speech);
	assert.equal((await segmentsOf(page)).length, 3);
});

test("a file that is no audio", async (t) => {
	const page = await openPage(t);
	await page.locator("#file").setInputFiles({ name: "notes.wav", mimeType: "audio/wav", buffer: Buffer.from("no audio at all") });
	await page.locator("#status.error").getByText("The browser cannot read notes.wav as audio.").waitFor();
	await choose(page, speech);
	assert.equal((await segmentsOf(page)).length, 3);
});

test("a browser without what it takes", async (t) => {
	const address = await serve(t);
	const page = await open(t);
	await page.addInitScript("delete window.WebAssembly");
	await page.goto(address);
	await page.locator("#status.error").getByText("This browser is too old").waitFor();
	assert.ok(await page.locator("#microphone").isDisabled());
});

test("an hour stays responsive", async (t) => {
	const page = await openPage(t);
	const wav = await readFile(speech);
	const times = Math.ceil(3600 / 18.89);
	const samples = wav.subarray(44);
	const header = Buffer.from(wav.subarray(0, 44));
	header.writeUInt32LE(36 + times * samples.length, 4);
	header.writeUInt32LE(times * samples.length, 40);
	const file = join(await mkdtemp(join(tmpdir(), "vad-")), "hour.wav");
	await writeFile(file, Buffer.concat([header, ...Array(times).fill(samples)]));

	await page.locator("#file").setInputFiles(file);
	await page.waitForFunction(() => document.querySelectorAll("#segments button").length > 10, null, { timeout: 120000 });
	// While the rest is computed, options have their effect.
	await page.locator("#minSpeech").fill("2000");
	await page.locator("label", { hasText: "Shortest speech" }).getByText("2000").waitFor();
	assert.ok(await page.locator("#progress").isVisible());
	await page.locator("#minSpeech").fill("250");
	await page.locator("#status").getByText("hour.wav", { exact: true }).waitFor({ timeout: 600000 });
	same(await segmentsOf(page), detect(file).slice(0, 1000));
});

test("a telephone's width, in the dark", async (t) => {
	const page = await openPage(t, { viewport: { width: 360, height: 740 }, colorScheme: "dark" });
	await choose(page, speech);
	assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
	await picture(page, "web-phone.png");
});

test("the picture of the documents", async (t) => {
	const page = await openPage(t, { viewport: { width: 900, height: 820 } });
	await choose(page, speech);
	await picture(page, "web.png");
});

/** Saves a picture of the page in the folder VAD_PICTURES, if that is set. */
async function picture(page, name) {
	const data = await page.screenshot({ animations: "disabled" });
	assert.ok(data.length < 150000, `${name} has ${data.length} bytes`);
	if (process.env.VAD_PICTURES !== undefined) {
		await writeFile(join(process.env.VAD_PICTURES, name), data);
	}
}
