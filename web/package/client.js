// The classes' way to a Service: in a Worker, or in the thread that calls.

import { fetchFiles } from "./files.js";

/** Returns the folder of the package's files: `path`, or that of this file. */
export function folder(path) {
	return path === undefined ? new URL("./", import.meta.url).href : new URL(path, globalThis.location?.href ?? import.meta.url).href;
}

/** Returns a client whose Service has loaded a model. */
export async function connect({ baseAssetPath, model, worker }) {
	const client = worker ? new Remote(baseAssetPath) : new Local(await import("./service.js"));
	try {
		const files = await fetchFiles(folder(baseAssetPath), model); // while the Worker starts
		client.window = (await client.call("load", [files])).window;
	} catch (error) {
		client.close();
		throw error;
	}
	return client;
}

class Remote {
	#worker;
	#calls = new Map(); // by number: what to settle
	#last = 0;
	#closed = null; // why there are no more answers
	onevents = () => {};

	constructor(path) {
		if (typeof Worker !== "function") {
			throw new Error("there are no Workers here: try the option worker: false");
		}
		this.#worker = path === undefined
			? new Worker(new URL("./worker.js", import.meta.url), { type: "module" })
			: new Worker(new URL("worker.js", folder(path)), { type: "module" });
		this.#worker.onmessage = ({ data }) => this.#receive(data);
		this.#worker.onerror = (event) => this.#end(new Error(`the Worker has failed: ${event.message ?? "its file cannot be loaded"}`));
		this.#worker.onmessageerror = () => this.#end(new Error("the Worker has sent what cannot be read"));
	}

	#receive({ id, value, error, detector, events }) {
		if (id === undefined) {
			this.onevents(detector, events, error === undefined ? null : new Error(error));
			return;
		}
		const { resolve, reject } = this.#calls.get(id);
		this.#calls.delete(id);
		if (error === undefined) {
			resolve(value);
		} else {
			reject(new Error(error));
		}
	}

	#end(error) {
		this.#closed ??= error;
		for (const { reject } of this.#calls.values()) {
			reject(error);
		}
		this.#calls.clear();
	}

	call(method, args, transfers = []) {
		if (this.#closed !== null) {
			return Promise.reject(this.#closed);
		}
		return new Promise((resolve, reject) => {
			this.#worker.postMessage({ id: ++this.#last, method, args }, transfers);
			this.#calls.set(this.#last, { resolve, reject });
		});
	}

	close() {
		this.#worker.terminate();
		this.#end(new Error("destroyed"));
	}
}

class Local {
	#service;
	#closed = false;
	onevents = () => {};

	constructor({ Service }) {
		this.#service = new Service((...args) => this.onevents(...args));
	}

	call(method, args) {
		return this.#closed ? Promise.reject(new Error("destroyed")) : this.#service.call(method, args);
	}

	close() {
		this.#closed = true;
	}
}
