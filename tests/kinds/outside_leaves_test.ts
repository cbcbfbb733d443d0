/** Step sizes, rules and figures from outside: what files, tables and charts make of them. */
import { assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { z } from "zod";
import { InputError } from "../../src/errors.ts";
import { defineFigure } from "../../src/kinds/kind.ts";
import { type MakeKind, registries } from "../../src/kinds/mod.ts";
import { defineRule, withStepSizes } from "../../src/methods/method.ts";
import { stepSizes } from "../../src/step_sizes/mod.ts";
import { defineStepSize } from "../../src/step_sizes/step_size.ts";
import { qualityFiles } from "../../src/results/files.ts";
import { doneOf, experimentOf, type Fields, rowsOf, trainKind } from "../_done.ts";
import { contextOf } from "../_toy.ts";

const growing = (name: string, factor: number) =>
  defineStepSize({
    name,
    summary: "η times a factor in each step",
    options: z.strictObject({ value: z.number().positive() }),
    example: { value: 0.1 },
    make: ({ value }) => ({ iteration }) => value * factor ** iteration,
  });
const clipped = defineRule({
  name: "clipped",
  summary: "The gradient between two bounds",
  options: z.strictObject({ low: z.number().default(-1), high: z.number().default(1) })
    .refine(({ low, high }) => low < high, "low must be below high"),
  example: { stepSize: 0.1 },
  make: ({ low, high }) => (direction, gradient) =>
    gradient.forEach((one, k) => direction[k] = Math.min(high, Math.max(low, one))),
});
const note = defineFigure({
  name: "count",
  summary: "How many runs there are",
  options: z.strictObject({}),
  example: {},
  make: () => (runs: readonly unknown[]) => [{ shape: "note", text: `There are ${runs.length}.` }],
});
const [makeTrain, ...otherKinds] = registries.kinds;
const withNote: MakeKind = (all) => {
  const train = makeTrain(all);
  return { ...train, figures: train.figures.with(note) };
};
const given = {
  registries: {
    ...registries,
    methods: withStepSizes(
      registries.methods.with(clipped),
      stepSizes.with(growing("halving", 0.5)).with(growing("doubling", 2)),
    ),
    kinds: [withNote, ...otherKinds],
  },
};
const TOY: Fields = {
  dataset: { name: "toy" },
  record: { every: 1 },
  stop: { iterations: 2 },
};
const load = (fields: Fields) => experimentOf(trainKind, { ...TOY, ...fields }, given);

Deno.test("withStepSizes() gives built-in methods and those from outside other step sizes", async () => {
  for (const name of ["gradientDescent", "clipped"]) {
    const lossesOf = async (stepSize: unknown) => {
      const [{ result }] = await doneOf(load({ method: { name, stepSize } }));
      return result.records.map(({ trainLoss }) => trainLoss);
    };
    const [, first, second] = await lossesOf({ name: "halving", value: 0.01 });
    const [start, same, further] = await lossesOf(0.01);
    assertEquals(first, same);
    // The loss of the toy has straight pieces: half as far, half as much.
    assertAlmostEquals(first - second, (first - further) / 2, 1e-6);
    assertEquals(start > first, true);
  }
});

Deno.test("runs of step sizes that differ in their names alone can be told from each other", async () => {
  const stepSize = ["halving", "doubling"].map((name) => ({ name, value: 0.01 }));
  const experiment = load({
    method: { name: "gradientDescent" },
    matrix: { "method.stepSize": stepSize },
  });
  const { "runs.csv": runs } = qualityFiles(experiment, await doneOf(experiment));
  assertEquals(rowsOf(runs).map((row) => [row.step_size, row.step_size_options]), [
    ["", "halving(value=0.01)"],
    ["", "doubling(value=0.01)"],
  ]);
});

Deno.test("loadExperiment() asks of a rule from outside all that its options ask", () => {
  const method = { name: "clipped", stepSize: 0.1, low: 2 };
  assertThrows(() => load({ method }), InputError, "method: low must be below high");
  assertThrows(
    () => given.registries.methods.make(method, contextOf({ space: null as never, size: 1 })),
    InputError,
    "low must be below high",
  );
});

Deno.test("a figure from outside is asked for by its name and is part of chart.txt", async () => {
  const method = { name: "gradientDescent", stepSize: 0.01 };
  const experiment = load({ method, charts: [{ name: "count" }], seeds: [1, 2] });
  const { "chart.txt": chart } = qualityFiles(experiment, await doneOf(experiment));
  assertStringIncludes(chart, "\nThere are 2.\n");
});
