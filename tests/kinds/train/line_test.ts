import { assert, assertEquals } from "@std/assert";
import { trainFinding } from "../../../src/kinds/train/finding.ts";
import { trainFigures } from "../../../src/kinds/train/mod.ts";
import { curve, record } from "../../_done.ts";
import { drawer, leftEdge, linesOf } from "../_figures.ts";

const draw = drawer(trainFigures, { name: "line", height: 8 }, { width: 60, color: false });

const falling = curve([9, 7, 5, 3, 1], { values: { batchSize: 1 } });
const slow = curve([9, 8, 7, 6, 5], { run: 2, values: { batchSize: "full" } });
const diverged = curve([9, 90], { status: "diverged", values: { batchSize: 1 } });

Deno.test("line shows heading, ticks of both axes, legend and curves", async (t) => {
  await t.assertSnapshot(draw([falling, slow]));
});

Deno.test("line on logarithmic axes has powers of ten as ticks", async (t) => {
  const powers = curve([1000, 100, 10, 1], { values: { batchSize: 1 } });
  await t.assertSnapshot(draw([powers], { logY: true, logX: true }));
});

Deno.test("line ends a diverged curve where it diverged, with a cross, and says so", () => {
  const text = draw([diverged, slow]);
  assert(text.includes("1 (× diverged)"));
  const rows = text.split("\n");
  const crosses = rows.filter((row) => row.includes("×") && !row.includes("diverged"));
  assertEquals(crosses.length, 1);
  // It diverged after 10 of 40 examples: a quarter of the way.
  const left = leftEdge(rows);
  const share = (crosses[0].indexOf("×") - left) / (60 - left);
  assert(Math.abs(share - 0.25) < 0.03, `the cross stands at ${share} of the axis`);
});

Deno.test("line shows the median of several seeds", () => {
  const seeds = [[9, 9, 9], [9, 5, 1], [9, 0, 0]].map((losses, i) =>
    curve(losses, { run: i + 1, seed: i + 1, values: { batchSize: 1 } })
  );
  const heading = "training loss against examples seen";
  assertEquals(draw(seeds), draw([seeds[1]]).replace(heading, `${heading}, median of 3 seeds`));
});

Deno.test("line and finding start at the same loss, which half a run has no part in", () => {
  const runs = [
    curve([8, 4], { seed: 1 }),
    curve([9, 5], { seed: 2 }),
    curve([2, 1], { seed: 3, status: "interrupted" }),
  ];
  const { heading, lines } = linesOf(trainFigures, "line", runs);
  assertEquals(heading, "training loss against examples seen, median of 2 seeds");
  assertEquals(lines[0].parts, [[[0, 8.5], [10, 4.5]]]);
  assert(trainFinding(runs).includes("went from 8.50 at the start to 4.50"));
});

Deno.test("line counts the seeds of each median", () => {
  const runs = [1, 2, 3].map((seed) => curve([9, 8], { seed, values: { batchSize: 1 } }));
  const { heading } = linesOf(trainFigures, "line", [...runs, slow]);
  assertEquals(heading, "training loss against examples seen, median of 1 to 3 seeds");
});

Deno.test("line shows a median that ends where most seeds have diverged", () => {
  const lost = [1, 2].map((seed) => curve([9, 50], { run: seed, seed, status: "diverged" }));
  const { lines } = linesOf(trainFigures, "line", [
    ...lost,
    curve([9, 8, 7, 6], { run: 3, seed: 3 }),
  ]);
  assertEquals(lines, [{ label: "", parts: [[[0, 9], [10, 50]]], diverged: true }]);
});

Deno.test("line draws the accuracy of the validation part", () => {
  const records = [0.25, 0.5].map((validationAccuracy, i) => record(i, 9, { validationAccuracy }));
  const text = draw([curve([], { records })], { y: "validationAccuracy" });
  assert(text.startsWith("validation accuracy against examples seen\n"), text);
  assert(/ 0\.50 ┤ [^]* 0\.30 ┤ /.test(text), text);
});

Deno.test("line has no legend where nothing was swept", () => {
  assert(draw([curve([3, 2, 1])]).endsWith("20\n"));
});

Deno.test("line draws a curve that is flat and one that has a single point", () => {
  const flat = curve([3, 3, 3], { values: { batchSize: 2 } });
  const text = draw([flat, curve([3], { run: 2, values: { batchSize: 1 } })]);
  assert(text.includes("A") && text.includes("B"));
});

Deno.test("line leaves out losses that are infinite or have no logarithm", () => {
  const infinite = draw([curve([9, 5, Infinity], { status: "diverged" })]);
  for (const text of [infinite, draw([curve([9, 1, 0])], { logY: true })]) {
    assert(!/NaN|Infinity/.test(text), text);
  }
});

Deno.test("line with series groups by the given field only", () => {
  const runs = [0, 1].map((l2) => curve([9, l2], { values: { batchSize: 1, "loss.l2": l2 } }));
  const text = draw(runs, { series: "batchSize" });
  assert(text.startsWith("training loss against examples seen, median of 2 runs\n"));
  assert(text.includes("batch size:  A ─── 1\n"));
});
