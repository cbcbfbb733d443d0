/** Clipping: by norm and by value, how often it acted, and what it leaves alone. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../src/errors.ts";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { methods } from "../../src/methods/mod.ts";
import type { Objective } from "../../src/problems/problem.ts";
import type { Choice } from "../../src/types.ts";
import { curveOf, curvesOf, doneOf, type Fields, rowsOf, trainingOf } from "../_done.ts";
import { qualityFiles } from "../../src/results/files.ts";
import { contextOf, momentOf, moved, norm, randomPoints, svmOver, toyOf } from "../_toy.ts";

const f64 = referenceKernels("f64");

/** The weights after each step from 0 with these gradients, and how often one was clipped so far. */
function stepped(method: Choice, gradients: readonly (readonly number[])[]) {
  let taken = 0;
  const objective: Objective = {
    size: gradients[0].length,
    space: f64,
    loss: () => 0,
    gradient: (_, gradient) => (gradient.set(gradients[taken++]), 0),
  };
  const weights = new Float64Array(objective.size);
  const [step, now] = [methods.make(method, contextOf(objective)), momentOf()];
  return gradients.map(() => {
    step(weights, objective, now);
    return { weights: [...weights], clipped: now.trace.clippedSteps };
  });
}

const descent = { name: "gradientDescent", stepSize: 1 };

Deno.test("clip by norm scales a gradient that is too long, and no other", () => {
  const gradients = [[3, -4], [0.6, -0.8], [0.3, 0.4], [0, 0], [30, 40]];
  const found = stepped({ ...descent, clip: { norm: 1 } }, gradients);
  const [fifth, fiftieth] = [1 / 5, 1 / 50];
  const ways = [[3 * fifth, -4 * fifth], ...gradients.slice(1, 4), [30 * fiftieth, 40 * fiftieth]];
  let [x, y] = [0, 0];
  const expected = ways.map(([a, b]) => [x -= a, y -= b]);
  assertEquals(found.map(({ weights }) => weights), expected);
  assertEquals(found.map(({ clipped }) => clipped), [1, 1, 1, 1, 2]);
});

Deno.test("clip by value cuts each number that is too large, and counts the step once", () => {
  const found = stepped({ ...descent, clip: { value: 1 } }, [[3, -4], [1, -1], [-2, 0.25]]);
  assertEquals(found, [
    { weights: [-1, 1], clipped: 1 },
    { weights: [-2, 2], clipped: 1 },
    { weights: [-1, 1.75], clipped: 2 },
  ]);
});

Deno.test("nothing is counted without clip", () => {
  assertEquals(stepped(descent, [[3, 4]])[0].clipped, null);
});

Deno.test("clip comes before the rule: momentum adds up clipped gradients", () => {
  const method = { name: "momentum", stepSize: 1, momentum: 0.5, clip: { value: 1 } };
  const found = stepped(method, [[4], [4], [4]]);
  assertEquals(found.map(({ weights }) => weights[0]), [-1, -2.5, -4.25]);
});

Deno.test("averaged says how often its inner method has clipped", () => {
  const inner = { ...descent, clip: { value: 1 } };
  const found = stepped({ name: "averaged", inner }, [[3], [0.5], [-3]]);
  assertEquals(found.map(({ clipped }) => clipped), [1, 1, 2]);
});

Deno.test("a step size that looks sees the clipped gradient, once a step", async () => {
  const problem = svmOver(await toyOf(randomPoints(3, { examples: 40 })), { l2: 0.01 });
  let asked = 0;
  const objective: Objective = {
    ...problem,
    gradient: (weights, gradient) => (asked++, problem.gradient(weights, gradient)),
  };
  const stepSize = { name: "armijo" };
  const method = { name: "gradientDescent", stepSize, clip: { norm: 1e-3 } };
  const [step, weights, now] = [
    methods.make(method, contextOf(problem)),
    problem.start(1),
    momentOf(),
  ];
  for (let i = 1; i <= 5; i++) {
    const before = weights.slice();
    step(weights, objective, now);
    const length = norm(moved(weights, -1, before));
    // Weights near 1 are rounded by 2⁻²⁴ each.
    assert(Math.abs(length - 1e-3 * (now.trace.usedStepSize ?? NaN)) < 1e-6, `${length}`);
    assertEquals([asked, now.trace.clippedSteps], [i, i]);
  }
});

// Gradients that are no numbers

for (const bad of [NaN, Infinity, -Infinity]) {
  Deno.test(`clip by norm of a gradient with ${bad} gives NaN`, () => {
    const [{ weights }] = stepped({ ...descent, clip: { norm: 1 } }, [[bad, 1]]);
    assertEquals(weights, [NaN, NaN]);
  });
}

Deno.test("clip by value leaves NaN as it is, and cuts what is infinite", () => {
  const found = stepped({ ...descent, clip: { value: 1 } }, [[NaN, Infinity, -Infinity, 0.5]]);
  assertEquals(found, [{ weights: [NaN, -1, 1, -0.5], clipped: 1 }]);
});

/** A run on x⁴∕4 from a place. */
const quartic = (start: number, clip: Fields, more: Fields = {}) =>
  trainingOf({
    dataset: undefined,
    init: undefined,
    problem: { name: "formula", expression: "x^4/4", start: { x: start } },
    method: { ...descent, clip },
    stop: { iterations: 3 },
    ...more,
  });

Deno.test("a run whose gradient is too large to be scaled has diverged", async () => {
  const [result] = await curvesOf(quartic(1e70, { norm: 1 }));
  assertEquals([result.status, result.records.length], ["diverged", 2]);
});

// Whole runs

Deno.test("curves.csv has clipped_steps: how many of the steps so far", async () => {
  // x³ is 8, 1 and 0 where x is 2, 1 and 0.
  const training = quartic(2, { value: 1 });
  const files = qualityFiles(training, await doneOf(training));
  const rows = rowsOf(files["curves.csv"]);
  assertEquals(rows.map((row) => row.clipped_steps), ["", "1", "1", "1"]);
});

Deno.test("gradientDescent has the same bits with a clip that never acts", async () => {
  const fields = (clip?: Fields): Fields => ({
    dataset: { name: "toy", ...randomPoints(5, { examples: 40 }) },
    method: { name: "gradientDescent", stepSize: 0.1, ...clip && { clip } },
    stop: { iterations: 20 },
  });
  const truth = await curveOf(fields());
  for (const clip of [{ norm: 1e6 }, { value: 1e6 }]) {
    const { records, ...curve } = await curveOf(fields(clip));
    const without = records.map((one) => ({ ...one, clippedSteps: null }));
    assertEquals({ ...curve, records: without }, truth);
    assertEquals(records.at(-1)?.clippedSteps, 0);
  }
});

// Refusals

const either = 'must be { "norm": number above 0 } or { "value": number above 0 }';
for (
  const [clip, message] of [
    [{ norm: 0 }, "method.clip.norm: must be above 0: current value is 0"],
    [{ value: -1 }, "method.clip.value: must be above 0: current value is -1"],
    [3, `method.clip: ${either}: current value is 3`],
    [{ norms: 1 }, `method.clip: ${either}: current value is {"norms":1}`],
    [{ norm: 1, value: 1 }, `method.clip: ${either}: current value is {"norm":1,"value":1}`],
  ] as const
) {
  Deno.test(`clip is refused as ${JSON.stringify(clip)}`, () => {
    assertThrows(() => quartic(1, clip as unknown as Fields), InputError, message);
  });
}
