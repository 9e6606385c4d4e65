"use strict";

// Gestures turns what pointers and the wheel do on a picture into changes of its
// view, its position and its thresholds.
class Gestures {
  constructor(player) {
    this.player = player;
    this.view = player.view;
    this.pointers = new Map(); // those that are down, by their id
    this.dragged = null; // what a single pointer drags: "view" or the name of a threshold
  }

  listen(canvas) {
    this.canvas = canvas;
    canvas.addEventListener("pointerdown", (e) => this.down(e));
    canvas.addEventListener("pointermove", (e) => this.move(e));
    canvas.addEventListener("pointerup", (e) => this.up(e));
    canvas.addEventListener("pointercancel", (e) => this.pointers.delete(e.pointerId));
    canvas.addEventListener("wheel", (e) => this.wheel(e), { passive: false });
  }

  // thresholdAt returns the option whose line is at a point, or undefined.
  thresholdAt(y, reach) {
    const distance = (value) => Math.abs(this.view.y(value) - y);
    const on = distance(this.view.options.threshold);
    const off = distance(this.view.neg);
    if (Math.min(on, off) > reach) {
      return undefined;
    }
    return on <= off ? "threshold" : "negThreshold";
  }

  down(e) {
    if (e.button !== 0) {
      return;
    }
    this.canvas.setPointerCapture(e.pointerId);
    this.pointers.set(e.pointerId, { x: e.offsetX, y: e.offsetY });
    this.moved = this.pointers.size > 1;
    this.dragged = this.thresholdAt(e.offsetY, e.pointerType === "touch" ? 12 : 6) || "view";
  }

  move(e) {
    const before = this.pointers.get(e.pointerId);
    if (!before) {
      this.canvas.style.cursor = this.thresholdAt(e.offsetY, 6) ? "ns-resize" : "pointer";
      return;
    }
    const now = { x: e.offsetX, y: e.offsetY };
    if (this.pointers.size === 2) {
      this.pinch(e.pointerId, before, now);
    } else if (this.dragged !== "view") {
      this.moved = true;
      const value = Math.min(0.99, Math.max(0.01, this.view.prob(now.y)));
      this.player.changed({ [this.dragged]: Math.round(100 * value) / 100 });
    } else if (this.moved || Math.abs(now.x - before.x) > 4) {
      this.moved = true;
      const shift = this.view.time(before.x) - this.view.time(now.x);
      this.view.show(this.view.from + shift, this.view.to + shift);
      this.player.show();
    } else {
      return; // it may become a click
    }
    this.pointers.set(e.pointerId, now);
  }

  // pinch keeps the times under two pointers under them.
  pinch(id, before, now) {
    const other = [...this.pointers].find(([key]) => key !== id)[1];
    const distance = (p) => Math.max(10, Math.abs(p.x - other.x));
    this.view.zoom(distance(before) / distance(now), this.view.time(other.x));
    this.player.show();
  }

  up(e) {
    const known = this.pointers.delete(e.pointerId);
    if (known && !this.moved) {
      this.player.playFrom(this.view.time(e.offsetX));
    }
    if (this.pointers.size === 0) {
      this.moved = false;
    }
  }

  wheel(e) {
    const sideways = e.shiftKey ? e.deltaX || e.deltaY : e.deltaX;
    if (e.ctrlKey || e.metaKey) {
      this.view.zoom(Math.exp(e.deltaY / 300), this.view.time(e.offsetX));
    } else if (Math.abs(sideways) > Math.abs(e.shiftKey ? 0 : e.deltaY)) {
      const shift = this.view.time(sideways) - this.view.time(0);
      this.view.show(this.view.from + shift, this.view.to + shift);
    } else {
      return; // the page scrolls
    }
    e.preventDefault();
    this.player.show();
  }
}
