// The options of @ricky0123/vad-web and what they are for the live detector.

import { models } from "./files.js";

export const defaults = {
	positiveSpeechThreshold: 0.3,
	negativeSpeechThreshold: 0.25,
	redemptionMs: 1400,
	preSpeechPadMs: 800,
	minSpeechMs: 400,
	submitUserSpeechOnPause: false,
};

/** Speech is cut at half an hour, which is 115 MB. */
const maxSpeech = 30 * 60 * 1000;

/** Returns options with a number of whole windows for each time. */
export function detectorOptions(options, model) {
	const { window } = models[model];
	const windows = (name) => options[`${name}Frames`] ?? Math.floor(options[`${name}Ms`] / window);
	// Speech ends with the last of this number of windows, the first included.
	const silence = Math.max(1, windows("redemption"));
	return {
		threshold: options.positiveSpeechThreshold,
		negThreshold: options.negativeSpeechThreshold,
		minSilence: (silence - 1) * window,
		postRoll: silence * window,
		preRoll: windows("preSpeechPad") * window,
		minSpeech: Math.max(0, windows("minSpeech") * window - 1), // speech is longer
		maxSpeech: options.maxSpeechMs ?? maxSpeech,
		speechPad: 0,
		resetSilence: options.resetSilenceMs,
		windows: 1,
		resample: 1,
	};
}
