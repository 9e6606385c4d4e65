/** A release of Silero's network: v6.2, v5, or v4 with windows of 96 ms. */
export type Model = "v6" | "v5" | "legacy";

export const DEFAULT_MODEL: Model;

export interface LoadOptions {
	/** The network, "v6" by default. */
	model: Model;
	/** The folder of the package's files, on the page's origin. By default that of the module. */
	baseAssetPath: string;
}

export interface VADOptions extends LoadOptions {
	/** The sample rate of the audio in Hz, 16000 by default; from 1000 to 1048576. */
	sampleRate: number;
	/** False computes in the thread that calls, such as in Node.js or in a Worker of yours. */
	worker: boolean;
}

/** Options of segments, by Silero's names, with times in milliseconds. */
export interface SegmentOptions {
	/** The probability from which a window is speech, 0.5 by default. */
	threshold: number;
	/** The probability below which it is silence; by default 0.15 less. */
	negThreshold: number;
	/** What speech must exceed to be a segment, 250 by default. */
	minSpeech: number;
	/** The longest segment; by default there is no limit. */
	maxSpeech: number;
	/** The silence that ends a segment, 100 by default. */
	minSilence: number;
	/** The silence at which speech longer than `maxSpeech` may be split, 98 by default. */
	minSilenceAtMaxSpeech: number;
	/** Whether it is split at its longest silence, not at its last; true by default. */
	splitAtLongestSilence: boolean;
	/** What is added to both ends, 30 by default. */
	speechPad: number;
	/** What is added to the start besides, 0 by default. */
	startPad: number;
	/** What is added to the end besides, 0 by default. */
	endPad: number;
	/** The length of the audio in samples at 16 kHz; by default, all windows are whole. */
	samples: number;
}

/** A stretch of audio in samples at 16 kHz. */
export interface Segment {
	start: number;
	end: number;
}

/** Probabilities of speech in one stream of audio. */
export class VAD {
	private constructor();
	static create(options?: Partial<VADOptions>): Promise<VAD>;
	/** The samples of a window at 16 kHz: 512, or 1536 with "legacy". */
	readonly windowSize: number;
	/** Takes any number of samples and resolves to the probabilities of the windows that they complete. */
	process(audio: Float32Array): Promise<Float32Array>;
	/** Completes the last window with zeros. What is processed next is another stream. */
	flush(): Promise<Float32Array>;
	/** Begins another stream. */
	reset(): Promise<void>;
	/** The segments of speech that probabilities make. */
	segments(probabilities: ArrayLike<number>, options?: Partial<SegmentOptions>): Promise<Segment[]>;
	destroy(): void;
}

export interface SpeechProbabilities {
	isSpeech: number;
	notSpeech: number;
}

/** Options of speech, by the names of @ricky0123/vad-web. */
export interface SpeechOptions extends LoadOptions {
	/** The probability from which a window is speech, 0.3 by default. */
	positiveSpeechThreshold: number;
	/** The probability below which it is silence, 0.25 by default. */
	negativeSpeechThreshold: number;
	/** The silence after which speech ends, 1400 by default. */
	redemptionMs: number;
	/** The audio that is handed over from before speech, 800 by default. */
	preSpeechPadMs: number;
	/** The speech that it takes, 400 by default; less is a misfire. */
	minSpeechMs: number;
	/** Whether `pause` hands open speech over; false by default. */
	submitUserSpeechOnPause: boolean;
	/** The longest speech that is handed over in one piece, half an hour by default. */
	maxSpeechMs: number;
	/** The silence that takes away two thirds of the network's memory, 4000 by default; 0 is never. */
	resetSilenceMs: number;
	/** In windows, in place of `redemptionMs`, `preSpeechPadMs` and `minSpeechMs`. */
	redemptionFrames: number;
	preSpeechPadFrames: number;
	minSpeechFrames: number;
}

type Callback<A extends unknown[] = []> = (...args: A) => Promise<void> | void;

export interface RealTimeVADOptions extends SpeechOptions {
	/** Each window's probability and its samples at 16 kHz. */
	onFrameProcessed: Callback<[probabilities: SpeechProbabilities, frame: Float32Array]>;
	onSpeechStart: Callback;
	/** The speech is long enough: `onSpeechEnd` will come. */
	onSpeechRealStart: Callback;
	/** The audio of the speech, at 16 kHz. */
	onSpeechEnd: Callback<[audio: Float32Array]>;
	/** The speech was too short. */
	onVADMisfire: Callback;
	/** The detector cannot go on. */
	onError: Callback<[error: Error]>;
	getStream: () => Promise<MediaStream>;
	pauseStream: (stream: MediaStream) => Promise<void>;
	resumeStream: (stream: MediaStream) => Promise<MediaStream>;
	/** Whether `MicVAD.new` starts listening; true by default. */
	startOnLoad: boolean;
	audioContext: AudioContext;
	workletOptions: AudioWorkletNodeOptions;
}

export function getDefaultRealTimeVADOptions(model?: Model): Partial<RealTimeVADOptions>;

/** Speech in the sound of a microphone, while it is spoken. */
export class MicVAD {
	private constructor();
	static new(options?: Partial<RealTimeVADOptions>): Promise<MicVAD>;
	options: RealTimeVADOptions;
	listening: boolean;
	/** Why the detector, or the microphone, has failed. */
	errored: string | null;
	start: () => Promise<void>;
	pause: () => Promise<void>;
	destroy: () => Promise<void>;
	setOptions: (update: Partial<SpeechOptions>) => Promise<void>;
}

export interface NonRealTimeVADOptions extends SpeechOptions {
	worker: boolean;
}

/** Speech in recordings. */
export class NonRealTimeVAD {
	private constructor();
	static new(options?: Partial<NonRealTimeVADOptions>): Promise<NonRealTimeVAD>;
	/** Yields segments with their audio at 16 kHz, start and end in milliseconds. */
	run(audio: Float32Array, sampleRate: number): AsyncGenerator<{ audio: Float32Array; start: number; end: number }>;
	destroy(): void;
}
