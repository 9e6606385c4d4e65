// What the tests share: the command, its page, and a browser.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const speech = join(root, "testdata/speech.wav");
const command = process.env.VAD ?? join(root, "bin/vad"); // of make web

/** Runs the command vad and returns what it prints. */
export const vad = (...args) => execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 28 });

/** Returns the segments that the command finds in a file. */
export const detect = (file, ...args) => JSON.parse(vad("detect", "-q", "--format", "json", ...args, file)).segments;

/** Serves the page and returns its address. */
export async function serve(t) {
	const child = spawn(command, ["web", "--addr", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
	t.after(() => child.kill());
	const [line] = await once(child.stdout, "data");
	return line.toString().trim();
}

const types = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };

/** Serves a page at /, and files of a folder, or those that place finds; returns the address. */
export async function serveFolder(t, folder, html, place = (name) => join(folder, name)) {
	const server = createServer(async ({ url }, response) => {
		try {
			const body = url === "/" ? html : await readFile(place(decodeURI(url)));
			response.setHeader("Cache-Control", "max-age=3600");
			response.setHeader("Content-Type", types[extname(url === "/" ? "/index.html" : url)] ?? "application/octet-stream");
			response.end(body);
		} catch {
			response.statusCode = 404;
			response.end();
		}
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	return `http://127.0.0.1:${server.address().port}/`;
}

/** Returns a page of a new browser, whose microphone plays a file over and over. */
export async function open(t, { microphone, ...options } = {}) {
	const args = [
		"--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync",
	];
	if (microphone !== undefined) {
		args.push("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", `--use-file-for-fake-audio-capture=${microphone}`);
	}
	const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
	t.after(() => browser.close());
	const page = await browser.newPage(options);
	page.on("pageerror", (error) => { page.failure = error; });
	return page;
}
