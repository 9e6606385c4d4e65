// The picture of a sound: its waveform, the probability of speech, its segments.

export class Plot {
	#canvas;
	#asked = false;
	#state = null;

	constructor(canvas) {
		this.#canvas = canvas;
		new ResizeObserver(() => this.#ask()).observe(canvas);
		matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#ask());
	}

	/** Draws what there is, with the next frame of the screen. */
	draw(state) {
		this.#state = state;
		this.#ask();
	}

	#ask() {
		if (this.#asked || this.#state === null) {
			return;
		}
		this.#asked = true;
		requestAnimationFrame(() => {
			this.#asked = false;
			this.#paint();
		});
	}

	#paint() {
		const { sound, segments, window, threshold } = this.#state;
		const scale = devicePixelRatio;
		const width = (this.#canvas.width = this.#canvas.clientWidth * scale);
		const height = (this.#canvas.height = this.#canvas.clientHeight * scale);
		const g = this.#canvas.getContext("2d");
		const style = getComputedStyle(this.#canvas);
		const x = (sample) => (sample / Math.max(1, sound.samples)) * width;

		g.fillStyle = style.getPropertyValue("--speech");
		g.globalAlpha = 0.25;
		for (const { start, end } of segments) {
			g.fillRect(x(start), 0, Math.max(1, x(end) - x(start)), height);
		}
		g.globalAlpha = 1;

		g.fillStyle = style.getPropertyValue("--wave");
		bars(sound.peaks, width, (left, peak) => {
			const tall = Math.max(scale, Math.min(1, peak) * height);
			g.fillRect(left, (height - tall) / 2, 1, tall);
		});

		g.strokeStyle = style.getPropertyValue("--curve");
		g.lineWidth = 1.5 * scale;
		g.beginPath();
		const shown = (sound.probabilities.length * window) / Math.max(1, sound.samples);
		bars(sound.probabilities, width * shown, (left, p) => g.lineTo(left, (1 - p) * (height - 4) + 2));
		g.stroke();

		g.lineWidth = scale;
		g.setLineDash([4 * scale, 4 * scale]);
		g.beginPath();
		g.moveTo(0, (1 - threshold) * (height - 4) + 2);
		g.lineTo(width, (1 - threshold) * (height - 4) + 2);
		g.stroke();
		g.setLineDash([]);
	}
}

/** Calls draw with the greatest value for each pixel, or at each value if there are fewer. */
function bars(values, width, draw) {
	const count = Math.min(values.length, Math.floor(width));
	for (let i = 0; i < count; i++) {
		const end = Math.floor(((i + 1) * values.length) / count);
		let most = 0;
		for (let j = Math.floor((i * values.length) / count); j < end; j++) {
			most = Math.max(most, values[j]);
		}
		draw((i / count) * width, most);
	}
}
