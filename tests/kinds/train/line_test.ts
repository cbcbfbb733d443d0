import { assert, assertEquals } from "@std/assert";
import { trainFinding } from "../../../src/kinds/train/finding.ts";
import { trainFigures } from "../../../src/kinds/train/mod.ts";
import { but, curve, record } from "../../_done.ts";
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

Deno.test("line makes its scale from what did not diverge, and puts a cross above it", () => {
  const text = draw([diverged, slow]);
  assert(text.includes("1 (× diverged)"));
  const [, , top, highest, ...rows] = text.split("\n");
  assertEquals(linesOf(trainFigures, "line", [diverged, slow]).y.range, [5, 9]);
  // It goes beyond the scale at once, and diverged after 10 of 40 examples: a quarter of the way.
  assertEquals(top.slice(0, 12), "  diverged ┤");
  const left = leftEdge(rows);
  assertEquals(top.indexOf("×"), left + Math.round((60 - left) / 4));
  assertEquals(highest.slice(left), "─A━┓");
});

Deno.test("line shows curves next to one of 1e38, and the parts of that that have room", () => {
  const huge = curve([9, 8, 7, 1e30, 1e38], { status: "diverged", values: { batchSize: 1 } });
  const { lines, y, above } = linesOf(trainFigures, "line", [huge, slow]);
  assertEquals([y.range, lines[0].parts[0].length], [[5, 9], 5]);
  assertEquals(above?.points, [{ x: 40, line: 0 }]);
});

Deno.test("line puts the cross where a loss became infinite", () => {
  const lost = curve([9, Infinity], { status: "diverged", values: { batchSize: 1 } });
  assertEquals(linesOf(trainFigures, "line", [lost, slow]).above?.points, [{ x: 10, line: 0 }]);
});

Deno.test("line makes its scale from all where all diverged", () => {
  assertEquals(linesOf(trainFigures, "line", [diverged]).y.range, [9, 90]);
});

Deno.test("line keeps accuracies of what diverged: they have bounds", () => {
  const right = but(diverged, {
    records: diverged.result.records.map((record) => ({ ...record, testAccuracy: 0.9 })),
  });
  const [figure] = trainFigures.make({ name: "line", y: "testAccuracy" }, undefined)([right, slow]);
  assertEquals(figure.shape === "lines" && figure.y.range, [0.25, 0.9]);
});

Deno.test("line draws the step size used, also where it is one number for all steps", () => {
  const scheduled = but(slow, {
    records: [null, 0.4, 0.2, 0.1].map((usedStepSize, i) => record(i, 9 - i, { usedStepSize })),
  });
  const [figure] = trainFigures.make(
    { name: "line", x: "iteration", y: "usedStepSize" },
    undefined,
  )(
    [falling, scheduled],
  );
  if (figure.shape !== "lines") throw new Error("No lines");
  assertEquals(figure.heading, "step size used against iterations");
  assertEquals(figure.lines.map(({ parts }) => parts[0]), [
    [[1, 0.1], [2, 0.1], [3, 0.1], [4, 0.1]],
    [[1, 0.4], [2, 0.2], [3, 0.1]],
  ]);
});

Deno.test("line draws all of the step sizes of what diverged", () => {
  const growing = but(diverged, {
    records: [1, 2, 300].map((usedStepSize, i) => record(i + 1, 9, { usedStepSize })),
  });
  const [figure] = trainFigures.make({ name: "line", y: "usedStepSize" }, undefined)(
    [growing, slow],
  );
  assertEquals(figure.shape === "lines" && figure.y.range, [0.1, 300]);
});

for (
  const [what, runs, options, note] of [
    ["points that a log scale does not have", [slow], { logX: true }, [
      "Not drawn: 1 point at examples seen 0 or below, which a log scale does not have.",
    ]],
    ["those of both axes", [curve([9, 1, 0])], { logX: true, logY: true }, [
      "Not drawn: 2 points at examples seen or training loss 0 or below, which a log scale does not have.",
    ]],
    ["a curve under another", [1, 2].map((batchSize) => but(slow, { values: { batchSize } })), {}, [
      "B lies under A.",
    ]],
    [
      "curves under another",
      [1, 2, 3].map((batchSize) => but(slow, { values: { batchSize } })),
      {},
      [
        "B, C lie under A.",
      ],
    ],
    [
      "a curve under several others",
      [
        curve([9, 9, 9], { values: { batchSize: 1 } }),
        curve([9, 5, 1], { values: { batchSize: 2 } }),
        curve([9, 9, 9], { values: { batchSize: 3 } }),
        curve([9, 5, 1], { values: { batchSize: 4 } }),
      ],
      {},
      ["C lies under A. D lies under A, B."],
    ],
    [
      "crosses under another",
      [1, 2].map((batchSize) => but(diverged, { values: { batchSize } })),
      {},
      [
        "B lies under A.",
      ],
    ],
    ["runs that were not finished", [slow, but(falling, { status: "interrupted" })], {}, [
      "Left out: 1 run not finished.",
    ]],
    ["nothing where all is seen", [falling, slow], {}, []],
  ] as const
) {
  Deno.test(`line says ${what}`, () => {
    const text = draw([...runs], options).replace(/\s+/g, " ");
    const found = /(Not drawn|Left out|[A-Z](, [A-Z])* lie)[^:═━─]*(: .*)?$/.exec(text)?.[0].trim();
    assertEquals(found, note.at(0));
  });
}

Deno.test("line draws as many lines as there are letters, and says which ones it leaves out", () => {
  const some = (count: number) =>
    Array.from({ length: count }, (_, i) => curve([9, i], { values: { batchSize: i + 1 } }));
  const [all, less, one] = [26, 30, 27].map((count) => draw(some(count)).replace(/\s+/g, " "));
  assert(all.includes("Z ━━━ 26") && !all.includes("Not drawn"), all);
  assert(less.endsWith("Not drawn: 4 of 30 lines (27 to 30), as there are 26 letters. "), less);
  assert(one.endsWith("Not drawn: 1 of 27 lines (27), as there are 26 letters. "), one);
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
  assertEquals(lines[0].spread?.length, 2);
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
  const spread = [[0, 9, 9], [10, 8, 50]] as const;
  assertEquals(lines, [{ label: "", parts: [[[0, 9], [10, 50]]], spread, diverged: true }]);
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
