/**
 * The scores kernel, from the plain loop to the one in use: the figures of docs/kernels.md.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { referenceKernels } from "../src/kernels/reference.ts";
import { simdKernels } from "../src/kernels/simd.ts";
import { stream } from "../src/exact/rng.ts";
import type { Vector } from "../src/types.ts";
import { compile, KERNELS, LADDER } from "./_assemblyscript.ts";
import { instantiate, type Ladder, measureCeiling } from "./_ceiling.ts";
import { measure } from "./_measure.ts";
import { CLASSES, scoresFlop, startingWeights } from "./_problem.ts";

const ROWS = 64;
/** Whole vectors: the early rungs know no others. */
const COLUMNS = 3072;

const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
const [slow, fast] = await Promise.all([compile(KERNELS, 3), compile(KERNELS)]);
const kernels = simdKernels({ module: new WebAssembly.Module(fast), memory });
const reordered = instantiate(slow, memory) as Pick<Ladder, "scores">;
const ladder = instantiate(await compile(LADDER), memory) as Ladder;
const reference = referenceKernels("f32");

const rng = stream(1, "data");
const weights = startingWeights(kernels.allocate(CLASSES * COLUMNS));
const rows = kernels.allocate(ROWS * COLUMNS);
for (let i = 0; i < rows.length; i++) rows[i] = rng.below(256) - 127.5;
const scores = kernels.allocate(ROWS * CLASSES);

// The same rows as the kernels lay them out: all columns but the last, which `gather` makes 1.
const block = kernels.allocateBlock(ROWS, COLUMNS, CLASSES);
const features = kernels.allocate(ROWS * (COLUMNS - 1));
for (let i = 0; i < ROWS; i++) {
  rows[(i + 1) * COLUMNS - 1] = 1;
  features.set(rows.subarray(i * COLUMNS, (i + 1) * COLUMNS - 1), i * (COLUMNS - 1));
}
const order = kernels.allocateIndices(ROWS);
order.forEach((_, i) => order[i] = i);
kernels.gather(
  block,
  kernels.allocateBytes(ROWS),
  { examples: ROWS, features, labels: kernels.allocateBytes(ROWS) },
  kernels.allocate(COLUMNS - 1),
  order,
  0,
  ROWS,
);

/** What one writes first: one sum for each score. */
function plainLoop(scores: Vector, weights: Vector, rows: Vector): void {
  for (let i = 0; i < ROWS; i++) {
    for (let c = 0; c < CLASSES; c++) {
      let sum = 0;
      for (let k = 0; k < COLUMNS; k++) sum += rows[i * COLUMNS + k] * weights[c * COLUMNS + k];
      scores[i * CLASSES + c] = sum;
    }
  }
}

type Rung = readonly [name: string, action: () => void];
const on = (rows: Vector, rung: (...args: number[]) => void) => {
  const [to, w, x] = [scores, weights, rows].map((array) => array.byteOffset);
  return () => rung(to, w, x, ROWS, COLUMNS, CLASSES);
};
const exact: readonly Rung[] = [
  [
    "reference: four sums by lane, rounded to f32",
    () => reference.scores(scores, weights, rows, ROWS, COLUMNS, CLASSES),
  ],
  ["vectors, 1 row × 1 class", on(rows, ladder.oneByOne)],
  ["vectors, 1 row × 5 classes", on(rows, ladder.oneByFive)],
  ["vectors, 2 rows × 5 classes", on(rows, ladder.twoByFive)],
  [
    "in chunks, 4 vectors a turn, compiled with -O3",
    on(block, reordered.scores),
  ],
  [
    "the same compiled with -O1: simd.wasm",
    () => kernels.scores(scores, weights, block, ROWS, COLUMNS, CLASSES),
  ],
];

measureCeiling();
const group = `scores of ${ROWS} rows, step by step`;
const work = { examples: ROWS, flop: scoresFlop(ROWS) };
measure({ group, name: "plain loop", work, isBaseline: true }, () => {
  plainLoop(scores, weights, rows);
});
const expected = new Float32Array(ROWS * CLASSES);
reference.scores(expected, weights, rows, ROWS, COLUMNS, CLASSES);
for (const [name, action] of exact) {
  scores.fill(0);
  action();
  assertEquals(Float32Array.from(scores), expected, name);
  measure({ group, name, work }, action);
}
