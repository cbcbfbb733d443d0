/** Steps to a target by batch size: the law, the figure and the sentence of a finding. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { trainFinding } from "../../../src/kinds/train/finding.ts";
import { trainFigures } from "../../../src/kinds/train/mod.ts";
import { lawOf, scalingsOf } from "../../../src/kinds/train/_scaling.ts";
import type { Trained } from "../../../src/kinds/train/spec.ts";
import type { SweptValue } from "../../../src/types.ts";
import { but, curve, doneOf, experimentOf, record, trainKind } from "../../_done.ts";
import { TOY } from "../../_files.ts";
import { drawer } from "../_figures.ts";

type Values = Readonly<Record<string, SweptValue>>;

/** A run to a target loss of 1 that took so many steps; null where it missed it. */
function run(batchSize: number, steps: number | null, stepSize = 0.1, more: Values = {}, seed = 1) {
  const examples = (steps ?? 7) * batchSize;
  const last = record(steps ?? 7, steps === null ? 2 : 1, { examples, epoch: examples / 1000 });
  return curve([], {
    seed,
    batchSize,
    values: { batchSize, "method.stepSize": stepSize, ...more },
    status: steps === null ? "done" : "target",
    records: [record(0, 9), last],
    spec: { stop: { targetLoss: 1, divergence: 100 } },
  });
}

/** Runs with a step size that is best, and with half and twice as much, which are not. */
function tuned(batchSize: number, steps: number, stepSize = 0.1, more: Values = {}, seed = 1) {
  return [
    run(batchSize, 2 * steps, stepSize / 2, more, seed),
    run(batchSize, steps, stepSize, more, seed),
    run(batchSize, null, 2 * stepSize, more, seed),
  ];
}

/** Runs that keep the law S = 20·(1 + 64 ∕ B), with step sizes that grow with B up to 64. */
const LAWFUL = [1, 4, 16, 64, 256, 512].flatMap((batchSize) =>
  tuned(batchSize, 20 + 1280 / batchSize, Math.min(batchSize, 64) / 1000)
);

Deno.test("lawOf() gives back the law that the steps keep", () => {
  for (const [steps, examples] of [[20, 1280], [3, 4], [2, 1e6]]) {
    const points = [1, 8, 64, 512].map((batchSize) => (
      { steps: steps + examples / batchSize, examples: examples + steps * batchSize }
    ));
    const law = lawOf(points);
    // To rounding, which the normal equations square.
    assertAlmostEquals((law?.steps ?? NaN) / steps, 1, 1e-6);
    assertAlmostEquals((law?.examples ?? NaN) / examples, 1, 1e-6);
    assertAlmostEquals((law?.batchSize ?? NaN) * steps / examples, 1, 1e-6);
    assertAlmostEquals(law?.error ?? NaN, 0, 1e-6);
  }
});

Deno.test("lawOf() weighs relative deviations, so that a hundred steps more of many count little", () => {
  const [first, ...others] = scalingsOf(LAWFUL, LAWFUL)[0].points;
  const law = lawOf([{ steps: first.steps + 100, examples: first.examples + 100 }, ...others]);
  assertAlmostEquals(law?.steps ?? NaN, 20, 0.5);
});

Deno.test("lawOf() is null where steps do not fall with the batch size, or fall in proportion", () => {
  const points = (steps: readonly number[]) =>
    steps.map((steps, i) => ({ steps, examples: steps * [1, 2, 4][i] }));
  assertEquals(lawOf(points([5, 5, 6])), null);
  assertEquals(lawOf(points([400, 190, 90])), null);
  assertEquals(lawOf(points([400, 200, 100])), null);
  // But for rounding, which would make it 3e17 examples or so.
  assertEquals(lawOf(points([400, 200, 100 - 1e-7])), null);
});

Deno.test("lawOf() is null where it asks for less than a step or an example, or for more than there are", () => {
  const points = (least: number, examples: number) =>
    [1, 8, 64].map((size) => ({
      steps: least + examples / size,
      examples: examples + least * size,
    }));
  assertEquals(lawOf(points(0.9, 1280)), null);
  assertEquals(lawOf(points(20, 19)), null);
  assertEquals(lawOf(points(20, 1280), 63), null);
  assertEquals(lawOf(points(20, 1280), 65)?.batchSize.toFixed(6), "64.000000");
});

Deno.test("scalingsOf() takes the step size of each batch size that takes the fewest examples, by medians", () => {
  const runs = [
    ...[90, 10, 80].map((steps, i) => run(1, steps, 0.1, {}, i)), // median 80
    ...[70, 60, 75].map((steps, i) => run(1, steps, 0.2, {}, i)), // median 70
    ...[1, null, null].map((steps, i) => run(1, steps, 0.4, {}, i)), // missed
    run(4, 30, 0.2),
    run(4, null, 0.1),
    run(16, 20, 0.4),
    run(64, null, 0.4), // no point
  ];
  const [{ label, points }] = scalingsOf(runs, runs);
  assertEquals(label, "");
  assertEquals(points.map(({ batchSize, steps, stepSize }) => [batchSize, steps, stepSize]), [
    [1, 70, 0.2],
    [4, 30, 0.2],
    [16, 20, null], // the only one tried
  ]);
});

Deno.test("scalingsOf() needs three batch sizes that reach a target, in each group", () => {
  const ones = [1, 4, 16].map((size) => run(size, 100, 0.1, { "scores.name": "linear" }));
  const twos = [1, 4].map((size) => run(size, 100, 0.1, { "scores.name": "twoLayer" }));
  assertEquals(scalingsOf([...ones, ...twos], []).map(({ label }) => label), ["linear"]);
  const aimless = [1, 4, 16].map((size) => curve([9, 1], { values: { batchSize: size } }));
  assertEquals(scalingsOf(aimless, aimless), []);
});

Deno.test("scalingsOf() keeps batch sizes together whose other fields change along with them", () => {
  const zipped = [1, 4, 16].flatMap((size) =>
    [0.1, 0.2].map((stepSize) => run(size, 100 / size, stepSize, { record: { every: 16 / size } }))
  );
  assertEquals(scalingsOf(zipped, zipped).map(({ label, points }) => [label, points.length]), [[
    "",
    3,
  ]]);
});

/** What a finding says after its first sentence. */
function afterFirst(runs: readonly Trained[]): string {
  return trainFinding(runs).replace(/^.*?\. (?=[A-Z])/, "");
}

Deno.test("a finding has the critical batch size and how the best step size grows", () => {
  assertEquals(
    afterFirst(LAWFUL),
    "Critical batch size 64: much smaller ones take 1,280 examples, much larger ones 20 steps; the " +
      "law misses none by more than 0 %. The best step size is ×64 from batch size 1 to " +
      "64 (linear scaling: ×64), ×1 from batch size 64 to 512 (linear scaling: ×8).",
  );
});

Deno.test("a finding has the critical batch size of each seed, from the smallest to the largest", () => {
  const seeded = [-1, 0, 1].flatMap((more, seed) =>
    [1, 16, 256].map((size) => run(size, 1280 / size + 20 + more, 0.1, {}, seed))
  );
  assertEquals(
    afterFirst(seeded).split(":")[0],
    "Critical batch size 64 (61 to 67 over seeds)",
  );
});

Deno.test("a finding has what batches buy of each value of other fields", () => {
  const runs = ["linear", "twoLayer"].flatMap((name, i) =>
    [1, 16, 256].flatMap((size) =>
      tuned(size, 1280 / size + 20 * (i + 1), 0.1, { "scores.name": name })
    )
  );
  assertEquals(
    afterFirst(runs).split(". ").map((one) => one.split(":")[0]),
    [
      "With scores linear, critical batch size 64",
      "With scores linear, the best step size is ×1 from batch size 1 to 16 (linear scaling",
      "With scores twoLayer, critical batch size 32",
      "With scores twoLayer, the best step size is ×1 from batch size 1 to 16 (linear scaling",
    ],
  );
});

Deno.test("a finding says with how many seeds no critical batch size shows", () => {
  const seeds = (steps: readonly (readonly number[])[]) =>
    afterFirst(
      steps.flatMap((some, seed) =>
        [1, 16, 256].map((size, i) => run(size, some[i], 0.1, {}, seed))
      ),
    ).split(":")[0];
  const [fits, falls] = [[1300, 100, 25], [1280, 80, 5]]; // the second in proportion
  assertEquals(
    seeds([fits, fits, falls]),
    "Critical batch size 64 (64 over seeds; with 1 of 3 seeds none shows)",
  );
  assertEquals(
    seeds([falls, falls, falls]),
    "No critical batch size shows from 1 to 256.",
  );
});

Deno.test("a finding leaves out batch sizes that start at the target", () => {
  const sizes = [1, 4, 16];
  const start = sizes.flatMap((size) => [0.1, 0.2].map((stepSize) => run(size, 0, stepSize)));
  assertEquals(scalingsOf(start, start), []);
  const more = [64, 128, 256].flatMap((size) => tuned(size, 1280 / size + 20));
  const [{ points }] = scalingsOf([...start, ...more], [...start, ...more]);
  assertEquals(points.map(({ batchSize }) => batchSize), [64, 128, 256]);
});

/** What a finding says of batches, whose best step sizes are at these places among four of them. */
function ofBatches(...places: readonly (readonly number[])[]): string[] {
  const runs = places.flatMap((best, i) =>
    [0.1, 0.2, 0.4, 0.8].map((stepSize, place) =>
      run([1, 16, 256][i], [1300, 100, 25][i] * (best.includes(place) ? 1 : 2), stepSize)
    )
  );
  return afterFirst(runs).split(/(?<=\.) (?=[A-Z])/);
}

Deno.test("a finding on batch sizes says so where their best step sizes are the smallest or the largest", () => {
  const law =
    "much smaller ones take 1,280 examples, much larger ones 20 steps; the law misses none " +
    "by more than 0 %.";
  const onward = (way: string, values: string) =>
    `try ${way} ones, with method.stepSize=${values} on the command line.`;
  assertEquals(ofBatches([0], [3], [3]), [
    "As far as the step sizes that were tried reach (an end of them is best with batch size 1, 16 and " +
    `256), critical batch size 64: ${law}`,
    "The best step size is at least ×8 from batch size 1 to 16 (linear scaling: ×16).",
    "With batch size 1, the best lies at the smallest step size of the sweep, 0.1: " +
    onward("smaller", "0.1,0.05,0.03"),
    "With batch size 16, the best lies at the largest step size of the sweep, 0.8: " +
    onward("larger", "0.8,2,5"),
    "With batch size 256, the best lies at the largest step size of the sweep, 0.8: " +
    onward("larger", "0.8,2,5"),
  ]);
  assertEquals(
    ofBatches([2], [0], [1])[1],
    "The best step size is at most ×0.25 from batch size 1 to 16 (linear scaling: ×16), at least ×2 " +
      "from batch size 16 to 256 (linear scaling: ×16).",
  );
});

Deno.test("a finding has the range of factors where best step sizes are alike, and none where all are", () => {
  assertEquals(
    ofBatches([1, 2], [2], [2]).slice(1),
    [
      "The best step size is ×1 to ×2 from batch size 1 to 16 (linear scaling: ×16), ×1 from batch " +
      "size 16 to 256 (linear scaling: ×16).",
    ],
  );
  const all = [0, 1, 2, 3];
  assertEquals(ofBatches(all, all, all).filter((one) => one.includes("The best step size")), []);
});

Deno.test("a finding has the range of the sweep where one of several alike was run again", () => {
  const swept = [1, 16, 256].flatMap((size) => tuned(size, 1280 / size + 20, size / 1000));
  const alike = run(1, 1300, 0.0015);
  const again = [1, 16, 256].map((size) => run(size, 1280 / size + 20, size / 1000, {}, 7));
  const best = { of: "method.stepSize", seeds: [7] };
  assertEquals(
    trainFinding([...swept, alike, ...again], { best }).match(/The best step size .*?\)/)?.[0],
    "The best step size is ×10.7 to ×16 from batch size 1 to 16 (linear scaling: ×16)",
  );
});

Deno.test("a finding says that no critical batch size shows, or that it lies outside", () => {
  const falling = [1, 2, 4].map((size, i) => run(size, [400, 190, 90][i]));
  assertEquals(
    afterFirst(falling).split(". ")[0],
    "No critical batch size shows from 1 to 4.",
  );
  const small = [1, 2, 4].map((size) => run(size, 1280 / size + 20));
  assertEquals(
    afterFirst(small).split(":")[0],
    "Critical batch size 64, which lies outside of those tried",
  );
});

Deno.test("a finding on runs to a target counts those that missed it, and ranks the others", () => {
  const best = { of: "method.stepSize", seeds: [7, 8] };
  const swept = [run(1, 50, 0.1), run(1, 60, 0.2), run(4, null, 0.1), run(4, null, 0.2)];
  const again = [7, 8].flatMap((seed) => [
    run(1, 40 + seed, 0.1, {}, seed),
    run(4, null, 0.1, {}, seed),
  ]);
  assertEquals(
    trainFinding([...swept, ...again], { best }).split(/(?<=\.) /).filter((one) =>
      !one.includes("try")
    ).join(" "),
    "Finding: batch size 1 with step size 0.1 took the fewest examples to the target loss: 47.5 in " +
      "47 to 48 steps (median of 2 other seeds); 1 of 2 missed the target loss. With batch size 4, no " +
      "value of step size reached the target loss in the sweep: the first of them in the list, 0.1, " +
      "was run again.",
  );
});

Deno.test("sensitivity of a cost says where the target was missed", () => {
  const draw = drawer(trainFigures, { name: "sensitivity", height: 8 });
  const runs = [run(1, null, 1e-3), run(1, 50, 0.01), run(1, 60, 0.1)];
  assertEquals(
    draw(runs, { y: "iteration" }, { width: 100 }).split("\n").slice(-2).join(""),
    "A ───  1: lowest (*) at step size 0.01: 50; target missed at 1e-3",
  );
  const clipped = but(run(1, null, 1e-3), {
    records: [record(0, 9), record(7, 2, { clippedSteps: 3 })],
  });
  assertEquals(
    draw([clipped], { y: "clippedSteps" }, { width: 100 }).split("\n").slice(-2).join(""),
    "A ───  1: lowest (*) at step size 1e-3: 3",
  );
});

Deno.test("criticalBatch draws steps beside the law, and step sizes beside linear scaling", async (t) => {
  await t.assertSnapshot(drawer(trainFigures, { name: "criticalBatch", height: 8 })(LAWFUL));
});

Deno.test("criticalBatch says what it takes where there is nothing to draw", () => {
  assertEquals(
    drawer(trainFigures, { name: "criticalBatch" })([curve([9, 1])]).trim(),
    "No chart of the critical batch size: it takes runs of three batch sizes\nthat reach a targetLoss.",
  );
});

Deno.test("criticalBatch draws what was run again on other seeds, which chose nothing", () => {
  const again = LAWFUL.map(({ plan, result }) => ({ plan: { ...plan, seed: 9 }, result }));
  const [first] = trainFigures.make({ name: "criticalBatch" }, undefined)(
    LAWFUL.map(({ plan }) => run(plan.values.batchSize as number, 5)),
    again,
  );
  if (first.shape !== "lines") throw new Error(`It is a ${first.shape}`);
  assertEquals(first.lines[0].parts[0].map(([, steps]) => steps), [1300, 340, 100, 40, 25, 22.5]);
});

Deno.test("a best of runs with a target is chosen, compared and charted by the examples to it", async () => {
  const experiment = experimentOf(trainKind, {
    ...TOY,
    loss: { name: "softmax" },
    matrix: { batchSize: [1, 2, 3], "method.stepSize": [0.01, 0.1] },
    best: { of: "method.stepSize", seeds: [7] },
    stop: { examples: 300, targetLoss: 0.9 },
    record: { examples: 1 },
    charts: [{ name: "criticalBatch" }],
  });
  const done = await doneOf(experiment);
  const again = done.filter(({ plan }) => plan.seed === 7);
  assertEquals(again.map(({ plan }) => plan.values["method.stepSize"]), [0.1, 0.1, 0.1]);
  assertEquals(again.map(({ result }) => result.status), ["target", "target", "target"]);
});
