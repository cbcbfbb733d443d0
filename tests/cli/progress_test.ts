import { assertEquals } from "@std/assert";
import { progressText as downloadText } from "../../src/cli/data/download.ts";
import {
  clockText,
  progressReport,
  progressText,
  type Standing,
} from "../../src/cli/terminal/progress.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import type { RunPlan } from "../../src/kinds/plan.ts";
import { fakeIo } from "../_fake_io.ts";
import { toyFile } from "../_files.ts";

const text = toyFile({ matrix: { batchSize: [1, "full"], "method.stepSize": [1e-6, 0.5] } });
const { runs: plans } = loadExperiment(text, { source: "mine.jsonc" });

/** Half of the second of four runs. */
const standing = (more: Partial<Standing> = {}): Standing => ({
  experiment: "mine",
  plan: plans[1] as RunPlan,
  runs: plans.length,
  done: 0.5,
  examples: 1000,
  ...more,
});

const plain = { isTerminal: false, errColumns: 80 };
const terminal = { isTerminal: true, errColumns: 200 };
const VALUES = "run 2 of 4 (batchSize=1 method.stepSize=0.5 seed=1)";

Deno.test("clockText() writes minutes and seconds", () => {
  const times = [0, 5, 59.4, 59.6, 60, 65, 600, 5400];
  assertEquals(times.map(clockText), [
    "0:00",
    "0:05",
    "0:59",
    "1:00",
    "1:00",
    "1:05",
    "10:00",
    "90:00",
  ]);
});

Deno.test("progressText() tells share, time left, speed and run", () => {
  assertEquals(
    progressText(standing(), 3, 12000, plain),
    `mine 37 % · 0:05 left · 4,000 examples/s · ${VALUES}`,
  );
});

Deno.test("progressText() takes the time left from the runs that took time", () => {
  // 37.5 % are done, of which 25 % were before: 12.5 % took 3 seconds.
  assertEquals(
    progressText(standing({ finished: 1 }), 3, 12000, plain),
    `mine 37 % · 0:15 left · 4,000 examples/s · ${VALUES}`,
  );
});

Deno.test("progressText() draws a bar on a terminal", () => {
  assertEquals(
    progressText(standing(), 3, 12000, terminal),
    `mine ${"━".repeat(8)}${"─".repeat(12)} 37 % · 0:05 left · 4,000 examples/s · ${VALUES}`,
  );
});

Deno.test("progressText() fills the bar when the last run is done", () => {
  const last = standing({ plan: plans[3] as RunPlan, done: 1 });
  const text = progressText(last, 3, 12000, terminal);
  assertEquals(text.startsWith(`mine ${"━".repeat(20)} 100 % · 0:00 left`), true);
});

Deno.test("progressText() says 100 % only at the end", () => {
  const almost = standing({ plan: plans[3] as RunPlan, done: 0.999 });
  assertEquals(progressText(almost, 3, 12000, plain).startsWith("mine 99 %"), true);
});

Deno.test("progressText() writes small step sizes with an exponent", () => {
  const first = standing({ plan: plans[0] as RunPlan });
  const text = progressText(first, 3, 12000, plain);
  assertEquals(text.endsWith("(batchSize=1 method.stepSize=1e-6 seed=1)"), true);
});

for (const columns of [20, 40, 80, 100]) {
  Deno.test(`progressText() stays on one line of a terminal with ${columns} columns`, () => {
    const text = progressText(standing(), 3, 12000, { isTerminal: true, errColumns: columns });
    assertEquals(text.length < columns, true);
  });
}

Deno.test("progressText() is cut only when it does not fit beside the cursor", () => {
  const at = (columns: number) =>
    progressText(standing(), 3, 12000, { isTerminal: true, errColumns: columns }).length;
  const whole = at(1000);
  assertEquals([at(whole + 1), at(whole), at(whole - 1)], [whole, whole - 1, whole - 2]);
});

Deno.test("progressText() does not guess the time left from a first hundredth", () => {
  const early = standing({ plan: plans[0] as RunPlan, done: 0.04 });
  assertEquals(progressText(early, 3, 12000, plain).startsWith("mine 1 % · – left · "), true);
});

Deno.test("progressText() is not cut where there is no terminal", () => {
  const text = progressText(standing(), 3, 12000, { isTerminal: false, errColumns: 20 });
  assertEquals(text.endsWith(VALUES), true);
});

Deno.test("progressText() of a download tells share, megabytes, speed and time left", () => {
  assertEquals(
    downloadText("cifar10", 39_112_000, 170_052_171, 82_300, plain),
    "cifar10 23 % · 39.1 of 170.1 MB · 82.3 kB/s · 26:31 left",
  );
});

Deno.test("progressText() of a download draws a bar on a terminal", () => {
  assertEquals(
    downloadText("cifar10", 85e6, 170e6, 1.25e6, terminal),
    `cifar10 ${"━".repeat(10)}${"─".repeat(10)} 50 % · 85.0 of 170.0 MB · 1.25 MB/s · 1:08 left`,
  );
});

Deno.test("progressText() of a download knows no time left while nothing comes", () => {
  assertEquals(
    downloadText("cifar10", 0, 170e6, 0, plain),
    "cifar10 0 % · 0.0 of 170.0 MB · 0 kB/s · – left",
  );
});

/** What a report writes, told at these milliseconds. */
function reportAt(times: readonly number[], isTerminal: boolean, told = [standing()]): string {
  const io = fakeIo({ isTerminal, columns: 200 });
  let time = 0;
  const report = progressReport(io, () => time);
  for (const [i, at] of times.entries()) {
    time = at;
    report.update(told[i % told.length]);
  }
  return io.written.err;
}

const count = (text: string, word: string) => text.split(word).length - 1;

Deno.test("progressReport() writes over the line on a terminal", () => {
  const io = fakeIo({ isTerminal: true });
  progressReport(io, () => 0).say("mine: preparing");
  assertEquals(io.written.err, "\r\x1b[Kmine: preparing");
});

Deno.test("progressReport() says no more than one line of a terminal holds", () => {
  const io = fakeIo({ isTerminal: true });
  progressReport(io, () => 0).say("x".repeat(200));
  assertEquals(io.written.err, `\r\x1b[K${"x".repeat(98)}…`);
});

Deno.test("progressReport() writes a line where there is no terminal", () => {
  const io = fakeIo();
  progressReport(io, () => 0).say("mine: preparing");
  assertEquals(io.written.err, "mine: preparing\n");
});

Deno.test("progressReport() waits before it says how fast it goes", () => {
  assertEquals(reportAt([1000], true), "");
});

Deno.test("progressReport() shows the bar ten times a second", () => {
  const times = Array.from({ length: 101 }, (_, i) => 10 * i);
  assertEquals(count(reportAt(times, true), "\r"), 10);
});

Deno.test("progressReport() writes a line every five seconds", () => {
  const times = Array.from({ length: 161 }, (_, i) => 100 * i);
  assertEquals(count(reportAt(times, false), "\n"), 3);
});

Deno.test("progressReport() writes neither codes nor returns where there is no terminal", () => {
  const written = reportAt([0, 5000, 10000], false);
  assertEquals([written.includes("\r"), written.includes("\x1b")], [false, false]);
});

Deno.test("progressReport() measures from the first update, when the data is there", () => {
  const written = reportAt([60_000, 62_000], true);
  assertEquals(written.includes(" 500 examples/s"), true);
});

Deno.test("progressReport() counts the examples of the runs before", () => {
  const told = [
    standing({ plan: plans[0] as RunPlan, examples: 3000 }),
    standing({ plan: plans[1] as RunPlan, examples: 1000 }),
  ];
  assertEquals(reportAt([0, 2000], true, told).includes(" 2,000 examples/s"), true);
});

Deno.test("progressReport() takes the bar away", () => {
  const io = fakeIo({ isTerminal: true });
  progressReport(io, () => 0).clear();
  assertEquals(io.written.err, "\r\x1b[K");
});

Deno.test("progressReport() has nothing to take away where there is no terminal", () => {
  const io = fakeIo();
  progressReport(io, () => 0).clear();
  assertEquals(io.written.err, "");
});
