/** Throws if audio is no Float32Array. */
export function checkAudio(audio) {
	if (!(audio instanceof Float32Array)) {
		throw new TypeError(`got ${audio?.constructor?.name ?? audio}, want a Float32Array`);
	}
}
