// The module and the weights, fetched from the folder of the package's files.

/** Files of weights, and the windows of their models in milliseconds. */
export const models = {
	v6: { file: "v6.safetensors", window: 32 },
	v5: { file: "v5.safetensors", window: 32 },
	legacy: { file: "v4.safetensors", window: 96 },
};

/** Returns what Engine.load takes: the module, compiled, and a model's weights and window. */
export async function fetchFiles(base, model) {
	const files = models[model];
	if (files === undefined) {
		throw new Error(`model: got ${JSON.stringify(model)}, want one of ${Object.keys(models).join(", ")}`);
	}
	if (typeof WebAssembly !== "object") {
		throw new Error("WebAssembly is missing or switched off");
	}
	const [module, weights] = await Promise.all([
		fetchFile(base, "vad.wasm").then(compile),
		fetchFile(base, files.file).then(bytes),
	]);
	return { module, weights, window: files.window };
}

/** Returns the bytes of a file of the package, or a response that has them. */
async function fetchFile(base, name) {
	const url = new URL(name, base);
	if (url.protocol === "file:") { // Node.js
		const { readFile } = await import("node:fs/promises");
		return readFile(url);
	}
	const response = await fetch(url);
	if (!response.ok) {
		throw new Error(`${url}: got ${response.status} ${response.statusText}`);
	}
	return response;
}

const bytes = (file) => (file instanceof globalThis.Response ? file.arrayBuffer() : file);

/** Compiles while the rest arrives, if the server names the type. */
async function compile(file) {
	if (file instanceof globalThis.Response && file.headers.get("Content-Type") === "application/wasm") {
		return WebAssembly.compileStreaming(file);
	}
	return WebAssembly.compile(await bytes(file));
}
