"use strict";

// Player is a recording on the page: its picture, its sound, its segments.
class Player {
  constructor(recording, changed) {
    this.recording = recording;
    this.changed = changed; // takes options that were changed in the picture
    this.element = document.getElementById("recording").content.firstElementChild.cloneNode(true);
    this.part = (selector) => this.element.querySelector(selector);
    this.audio = this.part("audio");
    this.view = new View(this.part("canvas"), recording);
    this.part("h2").textContent = recording.title;
    this.part("h2").hidden = data.recordings.length === 1; // the page has its name
    this.part("canvas").setAttribute("aria-label", `waveform and probability of ${recording.title}`);
    this.stopAt = Infinity; // s, where a segment that was chosen ends
    this.at = 0; // s, the position without sound
    this.load();
    this.listen();
  }

  // load makes the sound ready, or says why there is none.
  load() {
    const r = this.recording;
    if (r.pcm) {
      this.audio.src = URL.createObjectURL(wavFile(r.pcm, r.audioRate));
      return;
    }
    this.audio.hidden = true;
    this.part(".silent").hidden = false;
    this.part(".silent").textContent = r.silent;
  }

  listen() {
    const gestures = new Gestures(this);
    gestures.listen(this.part("canvas"));
    this.part("canvas").addEventListener("keydown", (e) => this.key(e));
    this.part(".buttons").addEventListener("click", (e) => this.do(e.target.dataset.do));
    this.part(".segments").addEventListener("click", (e) => {
      if (e.target.dataset.index) {
        this.playSegment(this.view.segments[e.target.dataset.index]);
      }
    });
    const frame = () => {
      this.follow();
      if (!this.audio.paused) {
        requestAnimationFrame(frame);
      }
    };
    for (const event of ["play", "seeked", "timeupdate"]) {
      this.audio.addEventListener(event, frame);
    }
  }

  // find recomputes the segments and draws them.
  find(options) {
    const r = this.recording;
    this.view.options = options;
    this.view.neg = newRules(r.rate, r.window, options).neg;
    this.view.segments = findSegments(r.probs, r.samples, r.rate, r.window, options)
      .map((s) => ({ start: inputSeconds(r, s.start), end: inputSeconds(r, s.end) }));
    const speech = this.view.segments.reduce((sum, s) => sum + s.end - s.start, 0);
    const share = r.duration > 0 ? (100 * speech) / r.duration : 0;
    const n = this.view.segments.length;
    this.part(".summary").textContent =
      `${n} segment${n === 1 ? "" : "s"}, ${speech.toFixed(3)} s of speech in ${r.duration.toFixed(3)} s (${share.toFixed(1)} %)`;
    this.show();
  }

  // show draws, and lists the segments in view.
  show() {
    this.view.draw();
    this.list();
    this.follow();
  }

  list() {
    const most = 200;
    const items = [];
    this.view.segments.forEach((s, i) => {
      if (s.end > this.view.from && s.start < this.view.to) {
        items.push({ s, i });
      }
    });
    const list = items.slice(0, most).map(({ s, i }) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.index = i;
      button.textContent = `${s.start.toFixed(3)} – ${s.end.toFixed(3)}`;
      item.append(button);
      return item;
    });
    if (items.length > most) {
      list.push(document.createElement("li"));
      list.at(-1).textContent = `and ${items.length - most} more: zoom in`;
    }
    this.part(".segments").replaceChildren(...list);
  }

  // The position in the recording, in seconds.
  get time() { return this.recording.pcm ? this.audio.currentTime + this.recording.audioStart : this.at; }

  set time(t) {
    t = Math.min(Math.max(0, t), this.recording.duration);
    this.at = t;
    if (this.recording.pcm) {
      this.audio.currentTime = Math.max(0, t - this.recording.audioStart);
    }
    this.follow();
  }

  // play starts the sound. A pause that comes before it has begun is no error.
  play() {
    this.audio.play().catch((error) => {
      if (error.name !== "AbortError") {
        throw error;
      }
    });
  }

  // playFrom plays from a time on, as far as there is sound.
  playFrom(t, stopAt = Infinity) {
    this.time = t;
    this.stopAt = stopAt;
    if (this.recording.pcm) {
      this.play();
    }
  }

  playSegment(s) {
    if (s.start < this.view.from || s.end > this.view.to) {
      const span = Math.max(this.view.to - this.view.from, 1.2 * (s.end - s.start));
      this.view.show((s.start + s.end - span) / 2, (s.start + s.end + span) / 2);
      this.list();
    }
    this.playFrom(s.start, s.end);
  }

  // follow moves the playhead to the position, and the view with it while it plays.
  follow() {
    const t = this.time;
    if (!this.audio.paused && t >= this.stopAt) {
      this.audio.pause();
      this.stopAt = Infinity;
    }
    const span = this.view.to - this.view.from;
    if (!this.audio.paused && (t > this.view.to || t < this.view.from) && span < this.view.length) {
      this.view.show(t, t + span);
      this.list();
    }
    const head = this.part(".playhead");
    head.hidden = t < this.view.from || t > this.view.to;
    head.style.transform = `translateX(${this.view.x(t)}px)`;
    for (const button of this.part(".segments").querySelectorAll("button")) {
      const s = this.view.segments[button.dataset.index];
      button.setAttribute("aria-current", t >= s.start && t < s.end);
    }
  }

  // do carries out a command of the buttons or the keys.
  do(command) {
    const segments = this.view.segments;
    const near = 0.05; // s; a segment that has just begun is not the previous one
    switch (command) {
      case "play":
        this.stopAt = Infinity;
        return this.recording.pcm && (this.audio.paused ? this.play() : this.audio.pause());
      case "previous": {
        const s = segments.findLast((s) => s.start < this.time - near) || segments[0];
        return s && this.playSegment(s);
      }
      case "next": {
        const s = segments.find((s) => s.start > this.time + near);
        return s && this.playSegment(s);
      }
      case "back": this.time -= 1; return;
      case "on": this.time += 1; return;
      case "start": this.time = 0; return;
      case "end": this.time = this.recording.duration; return;
      case "closer": this.view.zoom(0.5, this.zoomAt()); break;
      case "farther": this.view.zoom(2, this.zoomAt()); break;
      case "all": this.view.show(0, this.view.length); break;
      default: return;
    }
    this.show();
  }

  // zoomAt returns the time to zoom around: the position, if it is in view.
  zoomAt() {
    const t = this.time;
    return t > this.view.from && t < this.view.to ? t : undefined;
  }

  key(event) {
    const command = {
      " ": "play", ArrowLeft: "back", ArrowRight: "on", Home: "start", End: "end",
      p: "previous", n: "next", "+": "closer", "=": "closer", "-": "farther", 0: "all",
    }[event.key];
    if (command && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      this.do(command);
    }
  }
}
