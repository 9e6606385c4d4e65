import { connect, folder } from "./client.js";
import { defaults, detectorOptions } from "./options.js";

const constraints = { channelCount: 1, echoCancellation: true, autoGainControl: true, noiseSuppression: true };

async function openMicrophone() {
	if (navigator.mediaDevices === undefined) {
		throw new Error("there is no microphone: pages have one over https or on localhost alone");
	}
	return navigator.mediaDevices.getUserMedia({ audio: constraints });
}

export function getDefaultRealTimeVADOptions(model = "v6") {
	return {
		...defaults,
		model,
		startOnLoad: true,
		onFrameProcessed() {},
		onSpeechStart() {},
		onSpeechRealStart() {},
		onSpeechEnd() {},
		onVADMisfire() {},
		onError: (error) => console.error(error),
		getStream: openMicrophone,
		async pauseStream(stream) {
			stream.getTracks().forEach((track) => track.stop());
		},
		resumeStream: openMicrophone,
		workletOptions: {},
	};
}

/** Speech in the sound of a microphone, while it is spoken. */
export class MicVAD {
	listening = false;
	errored = null;
	#client;
	#detector;
	#state = "new"; // then starting, started, destroyed
	#context = null;
	#ownsContext = false;
	#stream = null;
	#source = null;
	#node = null;

	static async new(options = {}) {
		const vad = new MicVAD();
		vad.options = { ...getDefaultRealTimeVADOptions(options.model), ...options };
		vad.#client = await connect({ worker: true, ...vad.options });
		vad.#client.onevents = (detector, events, error) => vad.#report(events, error);
		try {
			await vad.#check(vad.options);
			if (vad.options.startOnLoad) {
				await vad.start();
			}
		} catch (error) {
			await vad.destroy();
			throw error;
		}
		return vad;
	}

	/** Rejects if options are wrong. The detector is made when there is a microphone. */
	async #check(options) {
		const detector = await this.#client.call("detector", [detectorOptions(options, options.model)]);
		await this.#client.call("close", [detector]);
	}

	start = async () => {
		if (this.listening || this.#state === "starting") {
			return;
		}
		if (this.#state === "destroyed") {
			throw new Error("start: this MicVAD is destroyed");
		}
		const first = this.#state === "new";
		this.#state = "starting";
		try {
			this.#stream = await (first ? this.options.getStream() : this.options.resumeStream(this.#stream));
			if (first) {
				await this.#openContext();
			}
			await this.#connect();
			this.#state = "started";
			this.listening = true;
		} catch (error) {
			this.#state = first ? "new" : "started";
			this.errored = String(error?.message ?? error);
			throw error;
		}
	};

	async #openContext() {
		const { audioContext, baseAssetPath } = this.options;
		this.#context = audioContext ?? new AudioContext();
		this.#ownsContext = audioContext === undefined;
		if (this.#context.audioWorklet === undefined) {
			throw new Error("this browser has no AudioWorklet");
		}
		await this.#context.audioWorklet.addModule(
			baseAssetPath === undefined ? new URL("./worklet.js", import.meta.url) : new URL("worklet.js", folder(baseAssetPath)),
		);
		const sampleRate = this.#context.sampleRate;
		this.#detector = await this.#client.call("detector", [{ ...detectorOptions(this.options, this.options.model), sampleRate }]);
	}

	/** Leads the stream's sound to the detector, through a port of their own. */
	async #connect() {
		const { port1, port2 } = new MessageChannel();
		await this.#client.call("listen", [this.#detector, port1], [port1]);
		this.#node = new AudioWorkletNode(this.#context, "vad-capture", {
			...this.options.workletOptions,
			numberOfOutputs: 0,
			channelCount: 1,
			channelCountMode: "explicit",
		});
		this.#node.port.postMessage(port2, [port2]);
		this.#source = new MediaStreamAudioSourceNode(this.#context, { mediaStream: this.#stream });
		this.#source.connect(this.#node);
		this.#context.resume(); // it may have been made before the user did anything
	}

	pause = async () => {
		if (!this.listening) {
			return;
		}
		this.listening = false;
		this.#source.disconnect();
		this.#node.port.postMessage(null);
		await this.options.pauseStream(this.#stream);
		this.#report(await this.#client.call("pause", [this.#detector, this.options.submitUserSpeechOnPause]), null);
	};

	setOptions = async (update) => {
		const options = { ...this.options, ...update };
		if (this.#detector === undefined) {
			await this.#check(options);
		} else {
			const { sampleRate } = this.#context;
			await this.#client.call("set", [this.#detector, { ...detectorOptions(options, options.model), sampleRate }]);
		}
		this.options = options;
	};

	destroy = async () => {
		if (this.#state === "destroyed") {
			return;
		}
		try {
			await this.pause();
		} finally {
			this.#state = "destroyed";
			this.#client.close();
			if (this.#ownsContext) {
				await this.#context.close();
			}
		}
	};

	#report(events, error) {
		const { options } = this;
		for (const event of events) {
			switch (event.kind) {
				case "window":
					options.onFrameProcessed({ isSpeech: event.probability, notSpeech: 1 - event.probability }, event.audio);
					break;
				case "speechStarted":
					options.onSpeechStart();
					break;
				case "speechConfirmed":
					options.onSpeechRealStart();
					break;
				case "speechDropped":
					options.onVADMisfire();
					break;
				case "segmentFinal":
					options.onSpeechEnd(event.audio);
					break;
			}
		}
		if (error !== null) {
			this.errored = error.message;
			options.onError(error);
		}
	}
}
