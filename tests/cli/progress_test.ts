import { assertEquals, assertMatch } from "@std/assert";
import { downloadText } from "../../src/cli/data/download.ts";
import {
  clockText,
  progressText,
  type Standing,
  statusLine,
} from "../../src/cli/terminal/progress.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import { fakeIo, stopAt } from "../_fake_io.ts";
import { toyFile } from "../_files.ts";
import { made } from "./_place.ts";

const text = toyFile({ matrix: { batchSize: [1, "full"], "method.stepSize": [1e-6, 0.5] } });
const { runs: plans } = loadExperiment(text, { source: "mine.jsonc" });

/** Half of the second of four runs. */
const standing = (more: Partial<Standing> = {}): Standing => ({
  experiment: "mine",
  running: [plans[1]],
  total: plans.length,
  done: 0.375,
  computed: 0.375,
  examples: 12_000,
  jobs: 1,
  threads: 2,
  ...more,
});

const plain = { isTerminal: false, errColumns: 80 };
const terminal = { isTerminal: true, errColumns: 200 };
const RUN = "run 2 of 4 (batchSize=1 method.stepSize=0.5 seed=1)";
const bar = (filled: number) => "━".repeat(filled) + "─".repeat(20 - filled);

Deno.test("clockText() writes minutes and seconds", () => {
  const times = [0, 5, 59.4, 59.6, 65, 600, 5400].map(clockText);
  assertEquals(times, ["0:00", "0:05", "0:59", "1:00", "1:05", "10:00", "90:00"]);
});

for (
  const [what, more, io, expected] of [
    ["says share, time left, speed and run", {}, plain, "37 % · 0:05 left"],
    // 12.5 % took 3 seconds.
    ["takes the time left from what is computed", { computed: 0.125 }, plain, "37 % · 0:21 left"],
    ["draws a bar on a terminal", {}, terminal, `${bar(8)} 37 % · 0:05 left`],
    [
      "fills the bar at the end",
      { done: 1, computed: 1 },
      terminal,
      `${bar(20)} 100 % · 0:00 left`,
    ],
    ["says 100 % only at the end", { done: 0.999, computed: 0.999 }, plain, "99 % · 0:00 left"],
    [
      "does not guess from a first hundredth",
      { done: 0.01, computed: 0.01 },
      plain,
      "1 % · – left",
    ],
  ] as const
) {
  Deno.test(`progressText() ${what}`, () => {
    const text = progressText(standing(more), 3, io);
    assertEquals(text, `mine ${expected} · 4,000 examples/s · ${RUN}`);
  });
}

Deno.test("progressText() writes small step sizes with an exponent", () => {
  const text = progressText(standing({ running: [plans[0]] }), 3, plain);
  assertEquals(text.endsWith("run 1 of 4 (batchSize=1 method.stepSize=1e-6 seed=1)"), true);
});

Deno.test("progressText() stays on one line of a terminal, cut only where it does not fit", () => {
  const at = (errColumns: number) => progressText(standing(), 3, { ...terminal, errColumns });
  const whole = at(1000).length;
  const columns = [20, 80, whole - 1, whole, whole + 1];
  assertEquals(columns.map((one) => at(one).length), [19, 79, whole - 2, whole - 1, whole]);
  // Where there is no terminal, nothing is cut.
  const lines = progressText(standing(), 3, { isTerminal: false, errColumns: 20 });
  assertEquals(lines.endsWith(RUN), true);
});

const going = (...numbers: number[]) => numbers.map((run) => ({ ...plans[0], run }));
const EIGHT = { running: going(4, 5, 6, 9, 11, 12, 13, 20), total: 36, jobs: 8, threads: 1 };
const TWO = { running: going(4, 5), total: 36, jobs: 2, threads: 1 };

for (
  const [columns, experiment, more, expected] of [
    [
      80,
      "step_size",
      TWO,
      "step_size ━━━━━━━━──────────── 37 % · 0:05 left · runs 4, 5 of 36 · 4,000 exam…",
    ],
    [
      60,
      "step_size",
      TWO,
      "step_size ━━━━────── 37 % · 0:05 left · runs 4, 5 of 36 · …",
    ],
    [
      60,
      "cifar10/gradient_check",
      TWO,
      "cifar10/gradient_check 37 % · 0:05 left · runs 4, 5 of 36 …",
    ],
    [
      80,
      "cifar10/step_size",
      EIGHT,
      "cifar10/step_size ━━━────── 37 % · 0:05 left · runs 4–6, 9, 11–13, 20 of 36 · …",
    ],
    [60, "step_size", EIGHT, "step_size 37 % · 0:05 left · runs 4–6, 9, 11–13, 20 of 36 …"],
    [
      200,
      "step_size",
      EIGHT,
      `step_size ${bar(8)} 37 % · 0:05 left · runs 4–6, 9, 11–13, 20 of 36 · 4,000 examples/s · ` +
      "8 jobs of 1 thread",
    ],
  ] as const
) {
  Deno.test(`progressText() has all ${more.jobs} runs of ${experiment} that are going in ${columns} columns`, () => {
    const screen = { isTerminal: true, errColumns: columns };
    const text = progressText(standing({ ...more, experiment }), 3, screen);
    assertEquals(text, expected);
  });
}

for (
  const [bytes, rate, io, expected] of [
    [39_112_000, 82_300, plain, "23 % · 39.1 of 170.1 MB · 82.3 kB/s · 26:31 left"],
    [85_026_086, 1.25e6, terminal, `${bar(10)} 50 % · 85.0 of 170.1 MB · 1.25 MB/s · 1:08 left`],
    [0, 0, plain, "0 % · 0.0 of 170.1 MB · 0 kB/s · – left"],
  ] as const
) {
  Deno.test(`progressText() of a download says ${expected}`, () => {
    assertEquals(downloadText("cifar10", bytes, 170_052_171, rate, io), `cifar10 ${expected}`);
  });
}

/** What a line writes when it is updated at these milliseconds. */
function linesAt(times: readonly number[], isTerminal: boolean): string {
  const io = fakeIo({ isTerminal, columns: 200 });
  let time = 0;
  const line = statusLine(io, () => time);
  for (const at of times) {
    time = at;
    line.update((seconds) => progressText(standing(), seconds, io));
  }
  return io.written.err;
}

/** The line cleared, a text that no terminal breaks, and the cursor at its start again. */
const drawn = (text: string) => `\r\x1b[K \x1b[J\r\x1b[?7l${text}\x1b[?7h\x1b[G`;
const count = (text: string, word: string) => text.split(word).length - 1;
const every = (step: number, last: number) =>
  Array.from({ length: last / step + 1 }, (_, i) => step * i);

for (
  const [isTerminal, long, cleared] of [
    [true, `${drawn(`${"x".repeat(98)}…`)}\r\x1b[K \x1b[J\r`, "over the line of a terminal"],
    [false, `${"x".repeat(200)}\n`, "a line where there is no terminal"],
  ] as const
) {
  Deno.test(`statusLine() writes ${cleared}, and takes it away`, () => {
    const io = fakeIo({ isTerminal });
    const line = statusLine(io, () => 0);
    line.say("x".repeat(200));
    line.clear();
    assertEquals(io.written.err, long);
  });
}

for (
  const [columns, text, expected] of [
    [40, "x".repeat(39), "x".repeat(39)],
    [40, "x".repeat(40), `${"x".repeat(38)}…`],
    [20, "x".repeat(40), `${"x".repeat(18)}…`],
    [11, "数据集数据集", "数据集数…"],
    [2, "xyz", "…"],
    [1, "xyz", ""],
  ] as const
) {
  Deno.test(`statusLine() cuts "${text}" to a terminal that has become ${columns} columns wide`, () => {
    const terminal = { ...fakeIo({ isTerminal: true }), errColumns: 100 };
    const line = statusLine(terminal, () => 0);
    line.say("before");
    terminal.errColumns = columns;
    line.say(text);
    assertEquals(terminal.written.err, drawn("before") + drawn(expected));
  });
}

Deno.test("statusLine() waits, then shows the bar ten times a second, or a line every five", () => {
  assertEquals(linesAt([1000], true), "");
  assertEquals(count(linesAt(every(10, 1000), true), "\x1b[J"), 10);
  const lines = linesAt(every(100, 16_000), false);
  assertEquals(["\n", "\r", "\x1b"].map((one) => count(lines, one)), [3, 0, 0]);
});

Deno.test("statusLine() measures from the first update", () => {
  assertEquals(linesAt([60_000, 62_000], true).includes(" 6,000 examples/s"), true);
});

Deno.test("run --shard shows the share of the shard", async () => {
  const text = toyFile({ matrix: { "stop.iterations": [3, 1e9, 4, 5] }, record: [0] });
  const { err } = await made(text, { words: ["--shard", "2/2"], terminal: stopAt("run 2 of 4") });
  // The first of two, though the second of four.
  assertMatch(err, /mine ━*─+ 1?\d % · .*run 2 of 4/);
});
