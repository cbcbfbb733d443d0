/** Counts of convexity of real problems, and of written functions whose answer is known. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { losses } from "../../../src/losses/mod.ts";
import { talliesOf, tallyAlong, tallyOf } from "../../../src/kinds/convexity/_tally.ts";
import { sha256 } from "../../../src/exact/sha256.ts";
import type { Curve } from "../../../src/kinds/train/curve.ts";
import type { Convexity } from "../../../src/kinds/convexity/convexity.ts";
import { CONVEXITY } from "../../_files.ts";
import { convexityKind, doneOf, experimentOf, type Fields, trainKind } from "../../_done.ts";

async function resultOf(fields: Fields, other?: Fields): Promise<Convexity> {
  const file = { ...CONVEXITY, ...fields };
  const [{ result }] = await doneOf(experimentOf(convexityKind, file, { other }));
  return result;
}

const tallyIn = (result: Convexity) => talliesOf(result).all;
const lastOf = ({ records }: Curve) => records[records.length - 1];

/** A function of x and y that is looked at around (3, 4), which has the length 5. */
const around = (expression: string, reach: number) =>
  resultOf({
    problem: { name: "formula", expression, start: { x: 3, y: 4 } },
    dataset: undefined,
    reach,
  });

Deno.test("convexity() takes places from minus to plus reach, in lengths of the start", async () => {
  const { a, lines, chords } = await around("sqrt((x - 3)^2 + (y - 4)^2)", 2);
  assertEquals(a, [-2, -1, 0, 1, 2]);
  for (const losses of lines) {
    for (const [i, loss] of losses.entries()) assertAlmostEquals(loss, [10, 5, 0, 5, 10][i], 1e-12);
  }
  // The ends of chords are as far away; their midpoints are nearer.
  assertEquals(chords.length, 6);
  for (const { left, middle, right } of chords) {
    assertAlmostEquals(left, 10, 1e-12);
    assertAlmostEquals(right, 10, 1e-12);
    assert(middle < 10);
  }
});

Deno.test("convexity() has all midpoints above where a function is concave, none where it is convex", async () => {
  const concave = tallyIn(await around("-(x^2) - 2*y^2", 1));
  assertEquals([concave.above, concave.chords], [concave.chords, 3 * 4 + 6]);
  assertEquals(tallyIn(await around("x^2 + 2*y^2", 1)).above, 0);
});

Deno.test("convexity() of one variable is by hand", async () => {
  // Around 1 the places are −1, 0, 1, 2, 3, where x⁴ − 2x² is −1, 0, −1, 8, 63: of the chords only the
  // one from −1 to 1 is below the loss, by 1. A direction is 1 or −1.
  const result = await resultOf({
    problem: { name: "formula", expression: "x^4 - 2*x^2", start: { x: 1 } },
    dataset: undefined,
    reach: 2,
  });
  for (const losses of result.lines) {
    assertEquals(losses.toSorted((a, b) => a - b), [-1, -1, 0, 8, 63]);
    assertEquals(tallyAlong(losses), {
      chords: 4,
      above: 1,
      worst: { left: -1, middle: 0, right: -1 },
    });
  }
});

const data = { name: "synthetic", train: 30, test: 0 };
for (const { name } of losses.leaves) {
  Deno.test(`convexity() of ${name} of linear scores has no midpoint above a chord, near or far`, async () => {
    for (const reach of [1e-3, 1, 40]) {
      for (const init of [{}, { scale: "he" }]) {
        for (const l2 of [0, 1]) {
          const loss = { name, l2, l1: l2 };
          const fields = { dataset: data, loss, init, reach, lines: 4, points: 21, chords: 10 };
          const result = await resultOf(fields);
          assertEquals(tallyIn(result), { chords: 410, above: 0, worst: null });
          assert(result.lines.every((losses) => losses.every(Number.isFinite)));
        }
      }
    }
  });
}

Deno.test("convexity() has midpoints of a network above chords", async () => {
  const dataset = { name: "random", train: 50, test: 0, features: 4, classes: 3 };
  const scores = { name: "twoLayer", hidden: 5 };
  const shape = { dataset, scores, loss: { name: "softmax" }, reach: 0.3 };
  const { chords, above } = talliesOf(await resultOf({ ...shape, points: 21 })).onLines;
  assertEquals(chords, 300);
  assert(above > 10, String(above));
});

Deno.test("convexity() goes along a random direction of its own length where a layer is 0", async () => {
  const result = await resultOf({ init: { scale: 0 } });
  assertEquals(new Set(result.lines.map((losses) => losses[2])), new Set([2]));
  assertEquals(new Set(result.lines.map((losses) => losses[0])).size, 3);
});

Deno.test("convexity() draws the same lines whatever the number of chords, and other ones by the seed", async () => {
  const linesOf = async (fields: Fields) => (await resultOf(fields)).lines;
  const lines = await linesOf({});
  assertEquals(await linesOf({ chords: 0 }), lines);
  assertEquals(await linesOf({ lines: 2 }), lines.slice(0, 2));
  assert((await linesOf({ seeds: [2] })).every((losses, i) => losses[0] !== lines[i][0]));
});

Deno.test("a finding of convexity says none, or how many, by hand", async () => {
  const finding = async (fields: Fields) =>
    convexityKind.finding(
      await doneOf(experimentOf(convexityKind, { ...CONVEXITY, ...fields })),
      {},
    );
  assertEquals(
    await finding({}),
    "Finding: the loss is above none of 12 chords along lines and none of 6 random chords around; " +
      "none of 3 lines has more than one local minimum.",
  );
  const problem = { name: "formula", expression: "x^4 - 2*x^2", start: { x: 1 } };
  assertEquals(
    await finding({ problem, dataset: undefined, reach: 3, points: 7, chords: 0 }),
    "Finding: the loss is above 3 of 27 chords along lines, so it is not convex: it is up to 1 above " +
      "a chord at −1; 3 of 3 lines have more than one local minimum.",
  );
});

const network = {
  dataset: { name: "random", train: 50, test: 0, features: 4, classes: 3 },
  scores: { name: "twoLayer", hidden: 5 },
  loss: { name: "softmax" },
};
const trained = {
  ...network,
  method: { name: "gradientDescent", stepSize: 0.3 },
  stop: { iterations: 300 },
};
const center = { experiment: "other.jsonc", run: 1 };

Deno.test("convexity() goes through the end of a run, whose weights it has", async () => {
  const { weightsSha256, lines, a } = await resultOf({ ...network, center }, trained);
  const [{ result }] = await doneOf(experimentOf(trainKind, { ...trained, keep: "weights" }));
  const weights = Float64Array.from(result.weights?.values ?? []);
  assertEquals(weightsSha256, sha256(weights));
  assertEquals(a[2], 0);
  // The curve has an f32.
  for (const losses of lines) assertAlmostEquals(losses[2], lastOf(result).trainLoss, 1e-6);
});

Deno.test("convexity() finds the end of a network above chords to its copies, which are as low", async () => {
  const { copies, lines: [losses] } = await resultOf({ ...network, center }, trained);
  assertEquals(copies.length, 6);
  for (const { left, right } of copies) {
    assertAlmostEquals(left, losses[2], 1e-12);
    assertAlmostEquals(right, losses[2], 1e-12);
  }
  assert(tallyOf(copies).above > 3);
  assertEquals((await resultOf({})).copies, []);
});

Deno.test("convexity() leaves out chords whose ends are one place, and its finding does not name them", async () => {
  const one = { ...network, scores: { name: "twoLayer", hidden: 1 } };
  for (const same of [one, { ...network, init: { scale: 0 } }]) {
    const file = { ...CONVEXITY, ...same };
    const done = await doneOf(experimentOf(convexityKind, file));
    assertEquals([done[0].result.copies, done[0].result.chords.length], [[], 6]);
    assertEquals(convexityKind.finding(done, {})?.includes("to a copy"), false);
  }
  // Two units have one other order, and a half of all orders are their own.
  const two = await resultOf({ ...network, scores: { name: "twoLayer", hidden: 2 }, chords: 40 });
  assert(two.copies.length > 10 && two.copies.length < 30, `${two.copies.length}`);
  // One variable has two directions.
  const expression = { name: "formula", expression: "x^4", start: { x: 3 } };
  const { chords } = await resultOf({ problem: expression, dataset: undefined, chords: 40 });
  assert(chords.length > 10 && chords.length < 30, `${chords.length}`);
  for (const { left, middle, right } of chords) {
    assertAlmostEquals(middle, 3 ** 4, 1e-9); // halfway between 0 and 6
    assertAlmostEquals(left + right, 6 ** 4, 1e-9);
  }
});

Deno.test("convexity() leaves out copies of networks that are wider than 256 hidden units", async () => {
  const copiesOf = async (hidden: number) => {
    const scores = { name: "twoLayer", hidden };
    return (await resultOf({ scores, lines: 1, points: 3, chords: 1 })).copies.length;
  };
  assertEquals([await copiesOf(256), await copiesOf(257)], [1, 0]);
});
