"use strict";

// View draws the stretch of a recording from `from` to `to`, in seconds, on a
// canvas: the waveform, below it the probability, both over the segments.
class View {
  constructor(canvas, recording) {
    this.canvas = canvas;
    this.recording = recording;
    this.from = 0;
    this.to = this.length = Math.max(recording.duration, recording.windowTime);
    this.segments = [];
    this.options = null;
    this.neg = 0; // the exit threshold in use
  }

  // show changes the stretch, within the recording.
  show(from, to) {
    const span = Math.min(this.length, Math.max(to - from, 4 * this.recording.windowTime));
    this.from = Math.min(Math.max(0, from), this.length - span);
    this.to = this.from + span;
    this.draw();
  }

  // zoom changes the span by a factor; the time `at` stays where it is.
  zoom(factor, at = (this.from + this.to) / 2) {
    const span = Math.min((this.to - this.from) * factor, this.length);
    const from = at - (at - this.from) * (span / (this.to - this.from));
    this.show(from, from + span);
  }

  get width() { return this.canvas.clientWidth; }
  get height() { return this.canvas.clientHeight; }

  time(x) { return this.from + (x / this.width) * (this.to - this.from); }
  x(time) { return ((time - this.from) / (this.to - this.from)) * this.width; }

  // The panels, in pixels from the top.
  get waveform() { return { top: 4, bottom: 0.52 * this.height }; }
  get probability() { return { top: 0.58 * this.height, bottom: this.height - 22 }; }

  y(prob) {
    const p = this.probability;
    return p.bottom - prob * (p.bottom - p.top);
  }

  prob(y) {
    const p = this.probability;
    return (p.bottom - y) / (p.bottom - p.top);
  }

  draw() {
    const scale = window.devicePixelRatio || 1;
    const { width, height } = this;
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    const c = this.canvas.getContext("2d");
    c.scale(scale, scale);
    const style = getComputedStyle(this.canvas);
    this.colour = (name) => style.getPropertyValue("--" + name);
    c.font = "11px " + style.fontFamily;
    this.drawSegments(c);
    this.drawTimes(c);
    this.drawWaveform(c);
    this.drawProbability(c);
    this.drawThreshold(c, this.options.threshold, "threshold", "on", -4);
    this.drawThreshold(c, this.neg, "exit threshold", "off", 12);
  }

  drawSegments(c) {
    c.fillStyle = this.colour("speech");
    for (const s of this.segments) {
      if (s.end > this.from && s.start < this.to) {
        const x = this.x(s.start);
        c.fillRect(x, 0, Math.max(1, this.x(s.end) - x), this.probability.bottom);
      }
    }
  }

  drawTimes(c) {
    const most = Math.max(2, this.width / 80);
    const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600]
      .find((s) => (this.to - this.from) / s <= most) || 7200;
    c.textAlign = "center";
    for (let i = Math.ceil(this.from / step); i * step <= this.to; i++) {
      const x = this.x(i * step);
      c.fillStyle = this.colour("faint");
      c.fillRect(x, 0, 1, this.probability.bottom + 4);
      c.fillStyle = this.colour("quiet");
      c.fillText(clock(i * step, step), Math.min(Math.max(x, 18), this.width - 18), this.height - 6);
    }
  }

  // drawColumns draws, for each column of pixels, the range of a curve, joined with
  // that of the column before. range returns [low, high] between two times.
  drawColumns(c, range, y) {
    let last = null;
    for (let x = 0; x < this.width; x++) {
      const extremes = range(this.time(x), this.time(x + 1));
      if (!extremes) {
        last = null;
        continue;
      }
      let [low, high] = extremes;
      const middle = (low + high) / 2;
      if (last !== null) {
        low = Math.min(low, last);
        high = Math.max(high, last);
      }
      last = middle;
      const top = y(high);
      c.fillRect(x, top - 0.6, 1, Math.max(1.2, y(low) - top + 1.2));
    }
  }

  drawWaveform(c) {
    const r = this.recording;
    const { top, bottom } = this.waveform;
    const y = (v) => (top + bottom) / 2 - v * (bottom - top) / 2;
    c.fillStyle = this.colour("wave");
    // Peaks are of stretches of time; closer, the samples themselves are drawn.
    const close = r.pcm && (this.to - this.from) / this.width < r.peakTime;
    if (close) {
      const at = (time) => (time - r.audioStart) * r.audioRate;
      this.drawColumns(c, (from, to) => extremesOf(r.pcm, 1, at(from), at(to), 32768 * r.peak), y);
    } else {
      this.drawColumns(c, (from, to) => extremesOf(r.peaks, 2, from / r.peakTime, to / r.peakTime, 127), y);
    }
  }

  drawProbability(c) {
    const r = this.recording;
    c.fillStyle = this.colour("prob");
    this.drawColumns(c, (from, to) => extremesOf(r.probs, 1, from / r.windowTime, to / r.windowTime, 1), (p) => this.y(p));
  }

  drawThreshold(c, value, name, colour, offset) {
    const y = this.y(value);
    c.strokeStyle = this.colour(colour);
    c.setLineDash([6, 4]);
    c.beginPath();
    c.moveTo(0, y);
    c.lineTo(this.width, y);
    c.stroke();
    c.setLineDash([]);
    c.textAlign = "right";
    const label = `${name} ${round(value, 2)}`;
    const baseline = Math.min(y + offset, this.probability.bottom - 2);
    c.fillStyle = this.colour("paper");
    c.globalAlpha = 0.7;
    c.fillRect(this.width - 6 - c.measureText(label).width, baseline - 10, c.measureText(label).width + 4, 13);
    c.globalAlpha = 1;
    c.fillStyle = this.colour(colour);
    c.fillText(label, this.width - 4, baseline);
  }
}

// extremesOf returns the least and the greatest value between two places of an
// array, divided by scale, or null outside of it. A place has `size` values.
function extremesOf(values, size, from, to, scale) {
  const first = Math.max(0, Math.floor(from));
  const end = Math.min(values.length / size, Math.max(Math.ceil(to), Math.floor(from) + 1));
  if (first >= end) {
    return null;
  }
  let low = Infinity;
  let high = -Infinity;
  for (let i = first * size; i < end * size; i++) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  return [low / scale, high / scale];
}

function round(value, digits) { return String(Number(value.toFixed(digits))); }

// clock returns a time as seconds below a minute, as minutes and seconds from there
// on, with a fraction where the step between times has one.
function clock(time, step) {
  const digits = step >= 1 ? 0 : step >= 0.1 ? 1 : 2;
  if (time < 60) {
    return time.toFixed(digits);
  }
  const minutes = Math.floor(time / 60 + 1e-9);
  const seconds = Math.max(0, time - 60 * minutes).toFixed(digits);
  const padded = seconds.padStart(digits ? 3 + digits : 2, "0");
  return minutes < 60 ? `${minutes}:${padded}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${padded}`;
}
