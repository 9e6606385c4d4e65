import { Service } from "./service.js";

/** The memory of what is sent, which the receiver may have. */
const transfers = (value) => {
	if (value instanceof Float32Array) {
		return [value.buffer];
	}
	return Array.isArray(value) ? value.flatMap((event) => (event.audio ? [event.audio.buffer] : [])) : [];
};

const service = new Service((detector, events, error) => {
	postMessage({ detector, events, error: error?.message }, transfers(events));
});

onmessage = async ({ data: { id, method, args } }) => {
	try {
		const value = await service.call(method, args);
		postMessage({ id, value }, transfers(value));
	} catch (error) {
		postMessage({ id, error: error.message });
	}
};
