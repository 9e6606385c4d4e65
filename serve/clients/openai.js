// Sends audio by OpenAI's client and prints the events that it emits, one a line:
//
//	node openai.js current|beta URL CA AUDIO

import { readFileSync } from "node:fs";
import OpenAI from "openai";
import { OpenAIRealtimeWS as Beta } from "openai/beta/realtime/ws";
import { OpenAIRealtimeWS as Current } from "openai/realtime/ws";

const [layout, baseURL, ca, audio] = process.argv.slice(2);
const turn_detection = { type: "server_vad", threshold: 0.45, prefix_padding_ms: 200, silence_duration_ms: 400 };
const [Client, session] = layout === "beta"
	? [Beta, { input_audio_format: "pcm16", turn_detection }]
	: [Current, { type: "realtime", audio: { input: { format: { type: "audio/pcm", rate: 24000 }, turn_detection } } }];

const client = new Client({ model: "any", options: { ca: readFileSync(ca) } }, new OpenAI({ apiKey: "none", baseURL }));
const print = (event) => console.log(JSON.stringify(event));

client.on("session.created", (event) => {
	print(event);
	client.send({ type: "session.update", session });
});
client.on("session.updated", (event) => {
	print(event);
	const pcm = readFileSync(audio);
	for (let at = 0; at < pcm.length; at += 960) {
		client.send({ type: "input_audio_buffer.append", audio: pcm.subarray(at, at + 960).toString("base64") });
	}
	client.send({ type: "response.create", event_id: "the-event" });
	client.send({ type: "input_audio_buffer.commit" });
	client.send({ type: "input_audio_buffer.clear" });
});
for (const name of ["speech_started", "speech_stopped", "committed"]) {
	client.on(`input_audio_buffer.${name}`, print);
}
client.on("error", ({ error, event_id, cause }) => {
	if (!error) {
		throw cause;
	}
	print({ type: "error", event_id, error });
});
client.on("input_audio_buffer.cleared", (event) => {
	print(event);
	client.close();
});
