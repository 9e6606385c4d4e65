// Prints the segments that segments.js finds for each case of a JSON file, as lists
// of [start, end].
"use strict";
const fs = require("fs");
const vm = require("vm");
vm.runInThisContext(fs.readFileSync(process.argv[2], "utf8") + "\nglobalThis.findSegments = findSegments;");
const cases = JSON.parse(fs.readFileSync(process.argv[3], "utf8"));
const found = cases.map((c) =>
  findSegments(Float32Array.from(c.probs), c.samples, c.rate, c.window, c.options).map((s) => [s.start, s.end]));
process.stdout.write(JSON.stringify(found));
