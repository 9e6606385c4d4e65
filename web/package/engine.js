// The module in the thread that calls: models, streams and detectors by number, as
// vad.h describes them.

import { checkAudio } from "./audio.js";
import { wasi } from "./wasi.js";

/** Options of a detector in the order of the module, times in milliseconds. */
const optionNames = [
	"sampleRate", "threshold", "negThreshold", "minSpeech", "maxSpeech", "minSilence", "speechPad", "preRoll", "postRoll",
	"minOnset", "resetSilence", "audio", "windows", "resample",
	"minSilenceAtMaxSpeech", "splitAtLongestSilence", "startPad", "endPad",
];

const eventKinds = [
	"window", "speechStarted", "speechConfirmed", "speechDropped", "speechEnded", "speechSplit", "segmentFinal", "speechAudio",
];

/** Samples for which there is always room in the module. */
const room = 1 << 14;

export class Engine {
	#exports;
	#input; // where samples go
	#stopped = null; // why the module cannot go on

	/** Starts the module with a model, both as fetchFiles returns them. */
	static async load({ module, weights, window }) {
		const engine = new Engine();
		const imports = { wasi_snapshot_preview1: wasi(() => engine.#exports.memory) };
		engine.#exports = (await WebAssembly.instantiate(module, imports)).exports;
		engine.#exports._initialize();
		engine.#input = engine.#exports.vad_alloc(4 * room);
		engine.model = engine.#load(new Uint8Array(weights), window);
		engine.window = engine.#call("vad_window", engine.model, 16000);
		return engine;
	}

	#load(weights, window) {
		const memory = this.#exports.vad_alloc(weights.length);
		new Uint8Array(this.#exports.memory.buffer).set(weights, memory);
		try {
			return this.#call("vad_model", memory, weights.length, window);
		} finally {
			this.#exports.vad_free(memory);
		}
	}

	/** Calls a function of the module and throws its error. */
	#call(name, ...args) {
		if (this.#stopped !== null) {
			throw this.#stopped;
		}
		let result;
		try {
			result = this.#exports[name](...args);
		} catch (error) {
			this.#stopped = new Error(`${error.message}; make a new one`);
			throw this.#stopped;
		}
		if (result < 0) {
			throw new Error(this.#text(this.#exports.vad_error()));
		}
		return result;
	}

	#text(start) {
		const bytes = new Uint8Array(this.#exports.memory.buffer, start);
		return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
	}

	#floats(start, length) {
		return new Float32Array(this.#exports.memory.buffer, start, length);
	}

	/** Copies options in and returns the arguments that stand for them. */
	#options(options) {
		let given = 0;
		const values = new Float64Array(this.#exports.memory.buffer, this.#input, optionNames.length);
		for (const [name, value] of Object.entries(options)) {
			const i = optionNames.indexOf(name);
			if (i < 0) {
				throw new TypeError(`got option ${name}, want one of ${optionNames.join(", ")}`);
			}
			if (value !== undefined) {
				values[i] = Number(value);
				given |= 1 << i;
			}
		}
		return [this.#input, optionNames.length, given];
	}

	/** Calls a function with samples and returns its number. */
	#write(name, handle, pcm) {
		checkAudio(pcm);
		const memory = pcm.length <= room ? this.#input : this.#call("vad_alloc", 4 * pcm.length);
		try {
			this.#floats(memory, pcm.length).set(pcm);
			return this.#call(name, handle, memory, pcm.length);
		} finally {
			if (memory !== this.#input) {
				this.#exports.vad_free(memory);
			}
		}
	}

	#probabilities(count) {
		return this.#floats(this.#exports.vad_probabilities(), count).slice();
	}

	#events(count) {
		const numbers = new Float64Array(this.#exports.memory.buffer, this.#exports.vad_result(), 8 * count);
		const events = [];
		for (let i = 0; i < numbers.length; i += 8) {
			const [kind, start, end, known, probability, audio, samples, audioStart] = numbers.subarray(i, i + 8);
			const event = { kind: eventKinds[kind], start, end, known };
			if (event.kind === "window") {
				event.probability = probability;
			}
			if (samples > 0) {
				event.audio = this.#floats(audio, samples).slice();
				event.audioStart = audioStart;
			}
			events.push(event);
		}
		return events;
	}

	stream(sampleRate) {
		return this.#call("vad_stream", this.model, sampleRate);
	}

	feed(stream, pcm) {
		return this.#probabilities(this.#write("vad_feed", stream, pcm));
	}

	flush(stream) {
		return this.#probabilities(this.#call("vad_flush", stream));
	}

	detector(options) {
		return this.#call("vad_detector", this.model, ...this.#options(options));
	}

	write(detector, pcm) {
		return this.#events(this.#write("vad_write", detector, pcm));
	}

	end(detector) {
		return this.#events(this.#call("vad_end", detector));
	}

	set(detector, options) {
		this.#call("vad_set", detector, ...this.#options(options));
	}

	reset(handle) {
		this.#call("vad_reset", handle);
	}

	close(handle) {
		this.#exports.vad_close(handle);
	}

	/** The segments that probabilities make, in samples at 16 kHz. */
	segments(probabilities, samples, options) {
		const memory = this.#exports.vad_alloc(4 * probabilities.length);
		try {
			this.#floats(memory, probabilities.length).set(probabilities);
			const count = this.#call("vad_segments", memory, probabilities.length, samples, this.window, ...this.#options(options));
			const numbers = new Float64Array(this.#exports.memory.buffer, this.#exports.vad_result(), 2 * count);
			return Array.from({ length: count }, (_, i) => ({ start: numbers[2 * i], end: numbers[2 * i + 1] }));
		} finally {
			this.#exports.vad_free(memory);
		}
	}
}
