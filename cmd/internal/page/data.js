"use strict";

// What the page holds of a recording, decoded.

function fromBase64(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = binary.charCodeAt(i);
  }
  return bytes;
}

// float32s returns the little-endian floats of a base64 text, on any machine.
function float32s(text) {
  const bytes = fromBase64(text);
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

// expandMuLaw returns the 16-bit sample of a mu-law byte of ITU-T G.711.
function expandMuLaw(byte) {
  const b = ~byte & 255;
  const sample = (((b & 15) * 2 + 33) << ((b >> 4) & 7)) - 33;
  return 4 * (b & 128 ? -sample : sample);
}

const muLaw = Int16Array.from({ length: 256 }, (_, b) => expandMuLaw(b));

// expand returns the 16-bit samples of mu-law bytes.
function expand(bytes) {
  const pcm = new Int16Array(bytes.length);
  for (let i = 0; i < pcm.length; i++) {
    pcm[i] = muLaw[bytes[i]];
  }
  return pcm;
}

// wavFile returns samples as a WAV file, which every browser plays.
function wavFile(pcm, rate) {
  const file = new DataView(new ArrayBuffer(44 + 2 * pcm.length));
  const text = (at, s) => [...s].forEach((c, i) => file.setUint8(at + i, c.charCodeAt(0)));
  text(0, "RIFF");
  file.setUint32(4, 36 + 2 * pcm.length, true);
  text(8, "WAVEfmt ");
  file.setUint32(16, 16, true);
  file.setUint16(20, 1, true); // PCM
  file.setUint16(22, 1, true); // channels
  file.setUint32(24, rate, true);
  file.setUint32(28, 2 * rate, true);
  file.setUint16(32, 2, true);
  file.setUint16(34, 16, true);
  text(36, "data");
  file.setUint32(40, 2 * pcm.length, true);
  pcm.forEach((v, i) => file.setInt16(44 + 2 * i, v, true));
  return new Blob([file], { type: "audio/wav" });
}

// decodeRecording turns the base64 of a recording into arrays, in place.
function decodeRecording(r) {
  r.probs = float32s(r.probs);
  r.windowTime = r.window / r.rate;
  r.peaks = new Int8Array(fromBase64(r.peaks).buffer); // low and high of each stretch
  if (r.audio) {
    r.pcm = expand(fromBase64(r.audio));
    r.audio = null;
  }
  return r;
}

// inputSeconds returns the time, in seconds, of a sample at the model's rate: that
// of the nearest sample of the recording.
function inputSeconds(r, sample) {
  if (r.inputRate !== r.rate) {
    sample = Math.floor((2 * sample * r.inputRate + r.rate) / (2 * r.rate));
  }
  return Math.min(sample, r.inputSamples) / r.inputRate;
}
