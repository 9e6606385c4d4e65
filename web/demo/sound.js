// Sound in memory at 16 kHz, one channel, with what is drawn of it.

export const sampleRate = 16000;

/** Samples for which a waveform has one column: 10 ms. */
const column = 160;

export class Sound {
	/** The probabilities of windows, and the loudest sample of each column. */
	probabilities = [];
	peaks = [];
	samples = 0;
	#pieces = []; // of samples, in order
	#starts = []; // where each begins
	#peak = 0;

	constructor(name) {
		this.name = name;
	}

	get duration() {
		return this.samples / sampleRate;
	}

	append(piece) {
		for (let i = 0; i < piece.length; i++) {
			this.#peak = Math.max(this.#peak, Math.abs(piece[i]));
			if ((this.samples + i + 1) % column === 0) {
				this.peaks.push(this.#peak);
				this.#peak = 0;
			}
		}
		this.#starts.push(this.samples);
		this.#pieces.push(piece);
		this.samples += piece.length;
	}

	/** Returns a copy of the samples from start to end. */
	slice(start, end) {
		const out = new Float32Array(end - start);
		this.#pieces.forEach((piece, i) => {
			const from = Math.max(start, this.#starts[i]), to = Math.min(end, this.#starts[i] + piece.length);
			if (from < to) {
				out.set(piece.subarray(from - this.#starts[i], to - this.#starts[i]), from - start);
			}
		});
		return out;
	}
}

/** Returns the level of samples in dB, 0 at full scale. */
export function level(samples) {
	let sum = 0;
	for (const v of samples) {
		sum += v * v;
	}
	return Math.max(-60, 10 * Math.log10(sum / samples.length + 1e-12));
}

/** Yields a recording in pieces, its channels mixed, as the browser decodes it. */
export async function* decode(file) {
	let buffer;
	try {
		buffer = await new OfflineAudioContext(1, 1, sampleRate).decodeAudioData(await file.arrayBuffer());
	} catch (error) {
		throw new Error(`The browser cannot read ${file.name} as audio. Try another format, such as WAV, MP3 or Ogg.`, { cause: error });
	}
	const channels = Array.from({ length: buffer.numberOfChannels }, (_, i) => buffer.getChannelData(i));
	const size = 10 * sampleRate;
	for (let start = 0; start < buffer.length; start += size) {
		const mixed = channels[0].slice(start, start + size);
		for (const other of channels.slice(1)) {
			for (let i = 0; i < mixed.length; i++) {
				mixed[i] += other[start + i];
			}
		}
		for (let i = 0; channels.length > 1 && i < mixed.length; i++) {
			mixed[i] /= channels.length;
		}
		yield { samples: mixed, done: Math.min(1, (start + size) / buffer.length) };
	}
}
