"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const form = document.getElementById("options");
const ms = 1e6; // ns

// How an option is shown on its slider, and in words.
const sliders = {
  threshold: { unit: 1, text: (v) => round(v, 2) },
  negThreshold: { unit: 1, text: (v) => round(v, 2) },
  minSpeech: { unit: ms, text: (v) => `${round(v, 3)} ms` },
  minSilence: { unit: ms, text: (v) => `${round(v, 3)} ms` },
  speechPad: { unit: ms, text: (v) => `${round(v, 3)} ms` },
  maxSpeech: { unit: 1000 * ms, text: (v) => (v ? `${round(v, 3)} s` : "no limit") },
};

let options = { ...data.options };
const players = data.recordings.map((r) => new Player(decodeRecording(r), change));

// change changes options and finds the segments anew. The exit threshold is at most
// the threshold.
function change(some) {
  options = { ...options, ...some };
  if (options.negThreshold > options.threshold) {
    if ("threshold" in some) {
      options.negThreshold = options.threshold;
    } else {
      options.threshold = options.negThreshold;
    }
  }
  update();
}

function update() {
  const shown = { ...options, negThreshold: newRules(16000, 512, options).neg };
  for (const [name, { unit, text }] of Object.entries(sliders)) {
    const input = form.elements[name];
    const value = shown[name] / unit;
    input.value = value;
    input.setAttribute("aria-valuetext", text(value));
    input.parentElement.querySelector("output").textContent = text(value);
  }
  document.getElementById("command").textContent = command();
  players.forEach((p) => p.find(options));
}

// command returns the command that prints what the page shows.
function command() {
  const words = ["vad", "detect", ...data.arguments];
  for (const [name, flag] of Object.entries(data.flags)) {
    const value = options[name];
    if (value === data.defaults[name]) {
      continue;
    }
    if (typeof value === "boolean") {
      words.push(value ? flag : flag.replace("--", "--no-"));
    } else {
      words.push(flag, name.endsWith("hreshold") ? String(value) : `${value / ms}ms`);
    }
  }
  words.push(...new Set(data.recordings.map((r) => r.file)));
  return words.map((w) => (/^[\w@%+=:,./-]+$/.test(w) ? w : `'${w.replaceAll("'", `'\\''`)}'`)).join(" ");
}

form.addEventListener("input", (e) => {
  const { unit } = sliders[e.target.name];
  change({ [e.target.name]: Number(e.target.value) * unit });
});
form.addEventListener("reset", (e) => {
  e.preventDefault();
  options = { ...data.options };
  update();
});

document.getElementById("recordings").append(...players.map((p) => p.element));
for (const p of players) {
  p.view.options = options;
  p.view.show(data.from, data.to || p.view.length);
  p.time = data.from;
}
update();
new ResizeObserver(() => players.forEach((p) => p.show())).observe(document.getElementById("recordings"));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => players.forEach((p) => p.show()));
