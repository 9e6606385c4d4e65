import { connect } from "./client.js";

/** Probabilities of speech in one stream of audio, and the segments they make. */
export class VAD {
	#client;
	#stream;

	static async create({ model = "v6", sampleRate = 16000, worker = true, baseAssetPath, ...others } = {}) {
		for (const name in others) {
			throw new TypeError(`got option ${name}, want one of model, sampleRate, worker, baseAssetPath`);
		}
		const vad = new VAD();
		vad.#client = await connect({ model, worker, baseAssetPath });
		try {
			vad.#stream = await vad.#client.call("stream", [sampleRate]);
		} catch (error) {
			vad.destroy();
			throw error;
		}
		vad.windowSize = vad.#client.window;
		return vad;
	}

	process(audio) {
		// A part of a buffer is copied, or all of the buffer would be sent.
		const own = audio instanceof Float32Array ? audio.slice() : audio;
		return this.#client.call("feed", [this.#stream, own], own === audio ? [] : [own.buffer]);
	}

	flush() {
		return this.#client.call("flush", [this.#stream]);
	}

	reset() {
		return this.#client.call("reset", [this.#stream]);
	}

	segments(probabilities, { samples = probabilities.length * this.windowSize, ...options } = {}) {
		return this.#client.call("segments", [Float32Array.from(probabilities), samples, options]);
	}

	destroy() {
		this.#client.close();
	}
}
