"use strict";

// The rules of package segment, for the probabilities of a whole recording. What
// findSegments returns is what segment.Find returns, to the sample: a test
// compares the two. Numbers are float64 here as there.

// newRules returns options in samples. Times are in nanoseconds; durations that
// are no whole number of samples stay fractions.
function newRules(rate, window, options) {
  const samples = (ns) => rate * (ns / 1e6) / 1000;
  const neg = options.negThreshold < 0 ? Math.max(options.threshold - 0.15, 0.01) : options.negThreshold;
  const startPad = samples(options.speechPad) + samples(options.startPad);
  const endPad = samples(options.speechPad) + samples(options.endPad);
  let maxSpeech = Infinity;
  if (options.maxSpeech > 0) {
    maxSpeech = rate * (options.maxSpeech / 1e9) - window - (startPad + endPad);
  }
  return {
    window, neg, startPad, endPad, maxSpeech,
    threshold: options.threshold,
    minSpeech: samples(options.minSpeech),
    minSilence: samples(options.minSilence),
    minSplitSilence: samples(options.minSilenceAtMaxSpeech),
    usesLongest: options.splitAtLongestSilence,
  };
}

// Speech finds the stretches of speech, without padding. silence, split and
// resume are 0 for none: speech opens before any silence in it.
class Speech {
  constructor(rules) {
    this.rules = rules;
    this.found = [];
    this.close();
  }

  close() {
    this.open = false;
    this.start = this.silence = this.split = this.resume = 0;
    this.longest = { start: 0, end: 0 };
  }

  begin(start) {
    this.close();
    this.open = true;
    this.start = start;
  }

  keep(end) {
    this.found.push({ start: this.start, end });
    this.close();
  }

  // step takes the window at a position, of probability p.
  step(at, p) {
    const r = this.rules;
    if (p >= r.threshold) {
      if (this.silence !== 0) {
        this.endSilence(at);
      }
      if (!this.open) {
        this.begin(at);
        return;
      }
    }
    if (this.open && at - this.start > r.maxSpeech && !this.cut(at)) {
      return;
    }
    if (this.open && p < r.neg) {
      this.quiet(at);
    }
  }

  // endSilence ends the silence inside the open speech, which goes on.
  endSilence(at) {
    const length = at - this.silence;
    if (length > this.rules.minSplitSilence && length > this.longest.end - this.longest.start) {
      this.longest = { start: this.silence, end: at };
    }
    this.silence = 0;
    if (this.resume < this.split) {
      this.resume = at;
    }
  }

  // cut ends the open speech, which is too long. It reports whether the window
  // is still to be looked at.
  cut(at) {
    const { longest, split, resume } = this;
    if (this.rules.usesLongest && longest.end > longest.start) {
      this.keep(longest.start);
      this.begin(longest.end);
    } else if (split !== 0) {
      this.keep(split);
      if (resume >= split) {
        this.begin(resume);
      }
    } else {
      this.keep(at);
      return false;
    }
    return true;
  }

  // quiet takes the window at a position as silence inside the open speech.
  quiet(at) {
    const r = this.rules;
    if (this.silence === 0) {
      this.silence = at;
    }
    const length = at - this.silence;
    if (!r.usesLongest && length > r.minSplitSilence) {
      this.split = this.silence;
    }
    if (length < r.minSilence) {
      return;
    }
    if (this.silence - this.start > r.minSpeech) {
      this.keep(this.silence);
    } else {
      this.close();
    }
  }

  end(samples) {
    if (this.open && samples - this.start > this.rules.minSpeech) {
      this.keep(samples);
    }
  }
}

// pad returns stretches of speech with their padding. Where a gap is shorter than
// the two pads that meet in it, they share it.
function pad(found, samples, r) {
  const both = r.startPad + r.endPad;
  const shares = (gap) => {
    if (gap >= both) {
      return null;
    }
    if (r.startPad === r.endPad) {
      return { end: Math.floor(gap / 2), start: Math.floor(gap / 2) };
    }
    return { end: Math.trunc(gap * (r.endPad / both)), start: Math.trunc(gap * (r.startPad / both)) };
  };
  return found.map((s, i) => {
    const before = i > 0 ? shares(s.start - found[i - 1].end) : null;
    const after = i + 1 < found.length ? shares(found[i + 1].start - s.end) : null;
    return {
      start: before ? s.start - before.start : Math.trunc(Math.max(0, s.start - r.startPad)),
      end: after ? s.end + after.end : Math.trunc(i + 1 < found.length ? s.end + r.endPad : Math.min(samples, s.end + r.endPad)),
    };
  });
}

// findSegments returns the segments of a recording, {start, end} in samples, given
// the probability of each of its windows.
function findSegments(probs, samples, rate, window, options) {
  const rules = newRules(rate, window, options);
  const speech = new Speech(rules);
  for (let i = 0; i < probs.length; i++) {
    speech.step(i * window, probs[i]);
  }
  speech.end(samples);
  return pad(speech.found, samples, rules);
}
