// Segments as files, in the formats of the command vad, and the sound that they are of.

import { sampleRate } from "./sound.js";

const clock = (samples) => {
	const ms = Math.round((samples * 1000) / sampleRate);
	return `${new Date(ms).toISOString().slice(11, 19)},${String(ms % 1000).padStart(3, "0")}`;
};

const round = (samples) => Math.round((samples / sampleRate) * 1e6) / 1e6;

/** Returns the text of labels: "json", "srt", or "txt" for Audacity. */
export function labels(format, sound, segments) {
	switch (format) {
		case "json":
			return `${JSON.stringify({
				file: sound.name,
				sample_rate: sampleRate,
				duration: round(sound.samples),
				segments: segments.map(({ start, end }) => ({
					start: round(start), end: round(end), start_sample: start, end_sample: end,
				})),
			})}\n`;
		case "srt":
			return segments.map(({ start, end }, i) => `${i + 1}\n${clock(start)} --> ${clock(end)}\nspeech\n\n`).join("");
		default:
			return segments.map(({ start, end }) => `${round(start).toFixed(6)}\t${round(end).toFixed(6)}\tspeech\n`).join("");
	}
}

/** Returns the bytes of a sound as a WAV file of 16 bits. */
export function wav(sound) {
	const view = new DataView(new ArrayBuffer(44 + 2 * sound.samples));
	const text = (at, s) => [...s].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
	text(0, "RIFF");
	view.setUint32(4, 36 + 2 * sound.samples, true);
	text(8, "WAVEfmt ");
	view.setUint32(16, 16, true);
	view.setUint16(20, 1, true); // whole numbers
	view.setUint16(22, 1, true); // one channel
	view.setUint32(24, sampleRate, true);
	view.setUint32(28, 2 * sampleRate, true);
	view.setUint16(32, 2, true);
	view.setUint16(34, 16, true);
	text(36, "data");
	view.setUint32(40, 2 * sound.samples, true);
	sound.slice(0, sound.samples).forEach((v, i) => {
		view.setInt16(44 + 2 * i, Math.max(-32768, Math.min(32767, Math.round(v * 32768))), true);
	});
	return view;
}

/** Has the browser save a text, or bytes. */
export function save(name, data) {
	const link = document.createElement("a");
	link.href = URL.createObjectURL(new Blob([data], { type: "application/octet-stream" }));
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
