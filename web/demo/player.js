// Plays one piece of sound at a time.

export class Player {
	#context = null;
	#node = null;
	#button = null;

	/** Plays samples, and marks the button that asked for it; a second time stops them. */
	play(samples, sampleRate, button) {
		const stopOnly = this.#button === button;
		this.stop();
		if (stopOnly || samples.length === 0) {
			return;
		}
		this.#context ??= new AudioContext();
		this.#context.resume();
		const buffer = new AudioBuffer({ length: samples.length, sampleRate });
		buffer.copyToChannel(samples, 0);
		this.#node = new AudioBufferSourceNode(this.#context, { buffer });
		this.#node.connect(this.#context.destination);
		this.#node.onended = () => this.stop();
		this.#node.start();
		this.#button = button;
		button.classList.add("playing");
	}

	stop() {
		if (this.#node !== null) {
			this.#node.onended = null;
			this.#node.stop();
			this.#node = null;
		}
		this.#button?.classList.remove("playing");
		this.#button = null;
	}
}
