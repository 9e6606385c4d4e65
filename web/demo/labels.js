// Segments as files, in the formats of the command vad.

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

/** Has the browser save a text. */
export function save(name, text) {
	const link = document.createElement("a");
	link.href = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
