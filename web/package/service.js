// What a Worker does for the classes of the package: calls of the engine in the
// order in which they come, and detectors that listen to an AudioWorklet.

import { Engine } from "./engine.js";

export class Service {
	#engine;
	#emit;
	#ports = new Map(); // by detector: where its audio comes from
	#last = Promise.resolve();

	/** What detectors that listen make is given to `emit(detector, events, error)`. */
	constructor(emit) {
		this.#emit = emit;
	}

	/** Runs a method after those that were called before. */
	call(method, args) {
		const result = this.#last.then(() => this[method](...args));
		this.#last = result.catch(() => {});
		return result;
	}

	async load(files) {
		this.#engine = await Engine.load(files);
		return { window: this.#engine.window };
	}

	stream(sampleRate) { return this.#engine.stream(sampleRate); }
	feed(stream, pcm) { return this.#engine.feed(stream, pcm); }
	flush(stream) { return this.#engine.flush(stream); }
	detector(options) { return this.#engine.detector(options); }
	write(detector, pcm) { return this.#engine.write(detector, pcm); }
	end(detector) { return this.#engine.end(detector); }
	set(detector, options) { this.#engine.set(detector, options); }
	reset(handle) { this.#engine.reset(handle); }
	close(handle) { this.#engine.close(handle); }
	segments(probabilities, samples, options) { return this.#engine.segments(probabilities, samples, options); }

	/** Has a detector take the audio that comes through a port, until `pause`. */
	listen(detector, port) {
		port.onmessage = ({ data }) => {
			try {
				this.#emit(detector, this.#engine.write(detector, data), null);
			} catch (error) {
				port.onmessage = null;
				this.#emit(detector, [], error);
			}
		};
		this.#ports.set(detector, port);
	}

	/** Has a detector take no more audio and returns what the rest of it makes. */
	pause(detector, submit) {
		this.#ports.get(detector)?.close();
		this.#ports.delete(detector);
		if (submit) {
			return this.#engine.end(detector);
		}
		this.#engine.reset(detector);
		return [];
	}
}
