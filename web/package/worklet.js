// Passes the sound of its input on, 20 ms at a time, through the port that it is
// given. It computes nothing.

class Capture extends AudioWorkletProcessor {
	#target = null;
	#piece = new Float32Array(Math.ceil(sampleRate / 50));
	#length = 0;
	#ended = false;

	constructor() {
		super();
		this.port.onmessage = ({ data }) => {
			this.#target = data;
			this.#ended = data === null;
		};
	}

	process([[samples]]) {
		for (let i = 0; this.#target !== null && samples !== undefined && i < samples.length; ) {
			const n = Math.min(samples.length - i, this.#piece.length - this.#length);
			this.#piece.set(samples.subarray(i, i + n), this.#length);
			i += n;
			this.#length += n;
			if (this.#length === this.#piece.length) {
				this.#target.postMessage(this.#piece, [this.#piece.buffer]);
				this.#piece = new Float32Array(Math.ceil(sampleRate / 50));
				this.#length = 0;
			}
		}
		return !this.#ended;
	}
}

registerProcessor("vad-capture", Capture);
