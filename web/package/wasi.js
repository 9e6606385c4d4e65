// What the module asks of its host: a clock, random numbers, and a place to write
// the reason when it stops. It has no files, arguments or environment.

const success = 0, badFile = 8;

/** Thrown when the module ends itself, which it does only when it cannot go on. */
export class Stopped extends Error {
	name = "Stopped";
}

/** Returns the imports of a module whose memory `memory()` returns. */
export function wasi(memory) {
	const view = () => new DataView(memory().buffer);
	let written = "";
	const nothing = (count, size) => {
		view().setUint32(count, 0, true);
		view().setUint32(size, 0, true);
		return success;
	};
	return {
		args_get: () => success,
		args_sizes_get: nothing,
		environ_get: () => success,
		environ_sizes_get: nothing,
		fd_close: () => badFile,
		fd_fdstat_get: () => badFile,
		fd_fdstat_set_flags: () => badFile,
		fd_prestat_get: () => badFile,
		fd_prestat_dir_name: () => badFile,
		sched_yield: () => success,
		clock_time_get(clock, precision, time) {
			const ms = clock === 0 ? Date.now() : performance.now();
			view().setBigUint64(time, BigInt(Math.round(ms * 1e6)), true);
			return success;
		},
		random_get(start, length) {
			for (let i = 0; i < length; i += 65536) {
				crypto.getRandomValues(new Uint8Array(memory().buffer, start + i, Math.min(65536, length - i)));
			}
			return success;
		},
		fd_write(fd, vectors, count, total) {
			let length = 0;
			for (let i = 0; i < count; i++) {
				const start = view().getUint32(vectors + 8 * i, true);
				const n = view().getUint32(vectors + 8 * i + 4, true);
				written = (written + new TextDecoder().decode(new Uint8Array(memory().buffer, start, n))).slice(-4096);
				length += n;
			}
			view().setUint32(total, length, true);
			return success;
		},
		// Each subscription, a time to wait for, has come at once.
		poll_oneoff(subscriptions, events, count, happened) {
			for (let i = 0; i < count; i++) {
				new Uint8Array(memory().buffer, events + 32 * i, 32).fill(0);
				view().setBigUint64(events + 32 * i, view().getBigUint64(subscriptions + 48 * i, true), true);
			}
			view().setUint32(happened, count, true);
			return success;
		},
		proc_exit(code) {
			throw new Stopped(`the module has ended with code ${code}: ${written.split("\n", 1)[0]}`);
		},
	};
}
