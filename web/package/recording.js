import { checkAudio } from "./audio.js";
import { connect } from "./client.js";
import { defaults, detectorOptions } from "./options.js";

/** Samples that go to the Worker at once, so that segments come as they are found. */
const piece = 1 << 16;

/** Speech in recordings, with the options of MicVAD. */
export class NonRealTimeVAD {
	#client;

	static async new(options = {}) {
		const vad = new NonRealTimeVAD();
		vad.options = { model: "v6", worker: true, ...defaults, ...options };
		vad.#client = await connect(vad.options);
		vad.frameSamples = vad.#client.window;
		return vad;
	}

	/** Yields segments: their samples at 16 kHz, their start and end in milliseconds. */
	async *run(audio, sampleRate) {
		checkAudio(audio);
		const options = { ...detectorOptions(this.options, this.options.model), windows: 0, sampleRate };
		const detector = await this.#client.call("detector", [options]);
		for (let i = 0; i < audio.length; i += piece) {
			const samples = audio.slice(i, i + piece);
			yield* this.#segments(await this.#client.call("write", [detector, samples], [samples.buffer]));
		}
		yield* this.#segments(await this.#client.call("end", [detector]));
		await this.#client.call("close", [detector]);
	}

	*#segments(events) {
		for (const { kind, audio, start, known } of events) {
			if (kind === "segmentFinal") {
				yield { audio, start: start / 16, end: known / 16 };
			}
		}
	}

	destroy() {
		this.#client.close();
	}
}
