// How soon a page has a first probability: in milliseconds from nothing loaded, in
// Chromium, for bench.js and ready.js.

import { open } from "./browser.js";

/** Loads the package from a folder of the page. */
export const loadOurs = async (folder) => {
	const start = performance.now();
	const { VAD } = await import(`${folder}index.js`);
	const vad = await VAD.create();
	await vad.process(new Float32Array(512));
	return performance.now() - start;
};

/**
 * Returns the times that a load takes in new browsers, each with an empty cache and
 * then, if `again` is set, in the same page anew.
 */
export async function times(address, load, argument, { browsers, again = false }) {
	const result = { cold: [], warm: [] };
	for (let i = 0; i < browsers; i++) {
		let close;
		const page = await open({ after: (end) => { close = end; } });
		try {
			await page.goto(address);
			result.cold.push(await page.evaluate(load, argument));
			if (again) {
				await page.reload();
				result.warm.push(await page.evaluate(load, argument));
			}
		} finally {
			await close();
		}
	}
	for (const list of Object.values(result)) {
		list.sort((a, b) => a - b);
	}
	return result;
}

/** Returns the middle of a sorted list. */
export const median = (list) => list[list.length >> 1];
