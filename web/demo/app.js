// The page: sound comes in, probabilities are computed once, and segments each time
// that an option moves.

import { MicVAD, VAD } from "./index.js";
import { labels, save, wav } from "./labels.js";
import { Player } from "./player.js";
import { Plot } from "./plot.js";
import { Sound, decode, level, sampleRate } from "./sound.js";

const $ = (id) => document.getElementById(id);
const inputs = [...document.querySelectorAll(".options input")];
const plot = new Plot($("plot"));
const player = new Player();

let vad; // computes files and segments
let mic = null;
let sound = new Sound("");
let segments = [];
let source = 0; // counts sounds: what an older one still delivers is dropped

function say(text, error = false) {
	$("status").textContent = text;
	$("status").classList.toggle("error", error);
}

/** Returns a sentence for what a browser says of a microphone. */
function sentence(error) {
	switch (error.name) {
		case "NotAllowedError":
		case "SecurityError":
			return "The browser does not let this page use the microphone. Allow it beside the address, and press the button again.";
		case "NotFoundError":
			return "There is no microphone. Plug one in, or choose a recording.";
		case "NotReadableError":
			return "Another program uses the microphone. Close it, and press the button again.";
		default:
			return error.message;
	}
}

const options = () => Object.fromEntries(inputs.map((input) => [input.id, input.valueAsNumber]));

function show() {
	for (const input of inputs) {
		input.parentElement.querySelector("output").textContent = input.value;
	}
	plot.draw({ sound, segments, window: vad.windowSize, threshold: options().threshold });
	const speech = segments.reduce((sum, { start, end }) => sum + end - start, 0);
	$("summary").textContent = sound.samples === 0 ? "" :
		`${segments.length} ${segments.length === 1 ? "segment" : "segments"}, ${(speech / sampleRate).toFixed(1)} s of speech in ${sound.duration.toFixed(1)} s`;
	document.querySelectorAll("[data-format]").forEach((button) => { button.disabled = segments.length === 0; });
	list();
}

/** Lists the segments: the first thousand, each a button that plays it. */
function list() {
	const shown = segments.slice(0, 1000);
	const items = $("segments");
	while (items.children.length > shown.length) {
		items.lastChild.remove();
	}
	shown.forEach(({ start, end }, i) => {
		const button = items.children[i]?.firstChild ?? items.appendChild(document.createElement("li")).appendChild(document.createElement("button"));
		button.type = "button";
		button.dataset.start = start;
		button.dataset.end = end;
		const text = `▶ ${(start / sampleRate).toFixed(2)} to ${(end / sampleRate).toFixed(2)} s`;
		if (button.textContent !== text) {
			button.textContent = text;
		}
	});
}

let finding = null, again = false;

/** Finds the segments of what there is, with the options as they are. */
function find() {
	again = finding !== null;
	return (finding ??= findUntilDone());
}

async function findUntilDone() {
	do {
		again = false;
		const current = source;
		const { probabilities } = sound;
		const samples = Math.min(sound.samples, probabilities.length * vad.windowSize);
		try {
			const found = await vad.segments(probabilities, { ...options(), samples });
			segments = current === source ? found : [];
		} catch (error) {
			say(error.message, true);
		}
		show();
	} while (again);
	finding = null;
}

function begin(name) {
	sound = new Sound(name);
	segments = [];
	player.stop();
	return ++source;
}

async function open(file) {
	await stopListening();
	const current = begin(file.name);
	const progress = $("progress");
	progress.hidden = false;
	progress.removeAttribute("value");
	say(`Reading ${file.name} ...`);
	try {
		await vad.reset();
		for await (const { samples, done } of decode(file)) {
			const probabilities = current === source ? await vad.process(samples) : [];
			if (current !== source) {
				return;
			}
			sound.append(samples);
			sound.probabilities.push(...probabilities);
			progress.value = done;
			find();
		}
		sound.probabilities.push(...(await vad.flush()));
		await find();
		say(sound.samples === 0 ? `${file.name} has no sound.` : file.name);
	} catch (error) {
		say(error.message, true);
		show();
	} finally {
		progress.hidden = current === source;
	}
}

async function listen() {
	begin("microphone");
	say("Asking for the microphone ...");
	const constraints = { audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } };
	const getStream = () => navigator.mediaDevices.getUserMedia(constraints);
	try {
		if (navigator.mediaDevices === undefined) {
			throw new Error("The browser has no microphone for this page. It needs https, or an address on this machine.");
		}
		mic = await MicVAD.new({
			getStream,
			resumeStream: getStream,
			onFrameProcessed({ isSpeech }, frame) {
				sound.append(frame);
				sound.probabilities.push(isSpeech);
				$("level").value = level(frame);
				find();
			},
			onError: (error) => say(error.message, true),
		});
		$("microphone").setAttribute("aria-pressed", "true");
		$("microphone").textContent = "Stop";
		say("Listening. Nothing is recorded but in this page.");
	} catch (error) {
		say(sentence(error), true);
		show();
	}
}

async function stopListening() {
	if (mic === null) {
		return;
	}
	const ended = mic;
	mic = null;
	await ended.destroy();
	$("level").value = -60;
	$("microphone").setAttribute("aria-pressed", "false");
	$("microphone").textContent = "Listen to the microphone";
	say(`${sound.duration.toFixed(1)} s heard.`);
	await find();
}

function connect() {
	inputs.forEach((input) => input.addEventListener("input", () => {
		// A window that is speech is no silence.
		if (input.id === "threshold") {
			$("negThreshold").value = Math.min($("negThreshold").valueAsNumber, input.valueAsNumber);
		} else if (input.id === "negThreshold") {
			$("threshold").value = Math.max($("threshold").valueAsNumber, input.valueAsNumber);
		}
		find();
	}));
	$("microphone").addEventListener("click", () => (mic === null ? listen() : stopListening()));
	$("file").addEventListener("change", ({ target }) => {
		if (target.files.length > 0) {
			open(target.files[0]);
		}
		target.value = "";
	});
	document.addEventListener("dragover", (event) => {
		event.preventDefault();
		$("drop").classList.add("over");
	});
	document.addEventListener("dragleave", () => $("drop").classList.remove("over"));
	document.addEventListener("drop", (event) => {
		event.preventDefault();
		$("drop").classList.remove("over");
		if (event.dataTransfer.files.length > 0) {
			open(event.dataTransfer.files[0]);
		}
	});
	$("segments").addEventListener("click", ({ target }) => {
		if (target.dataset.start !== undefined) {
			player.play(sound.slice(Number(target.dataset.start), Math.min(sound.samples, Number(target.dataset.end))), sampleRate, target);
		}
	});
	document.querySelectorAll("[data-format]").forEach((button) => button.addEventListener("click", () => {
		const { format } = button.dataset;
		const data = format === "wav" ? wav(sound) : labels(format, sound, segments);
		save(`${sound.name.replace(/\.[^.]*$/, "") || "speech"}.${format}`, data);
	}));
}

try {
	if (typeof WebAssembly !== "object" || typeof Worker !== "function" || typeof AudioWorkletNode !== "function") {
		throw new Error("This browser is too old for the page: it needs WebAssembly, Workers and AudioWorklet, as all have had since 2021.");
	}
	vad = await VAD.create();
	connect();
	show();
	say("Ready.");
} catch (error) {
	say(error.message, true);
	document.querySelectorAll("button, input").forEach((control) => { control.disabled = true; });
}
