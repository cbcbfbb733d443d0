/** Averages in whole runs: their inner method is labelled, swept and recorded as it is by itself. */
import { assertEquals, assertNotEquals } from "@std/assert";
import { qualityFiles } from "../../src/results/files.ts";
import { curveOf, doneOf, type Fields, rowsOf, trainingOf } from "../_done.ts";
import { randomPoints } from "../_toy.ts";

const fields = (method: Fields, more: Fields = {}): Fields => ({
  dataset: { name: "toy", ...randomPoints(5, { examples: 40 }) },
  method,
  batchSize: 4,
  stop: { iterations: 12 },
  ...more,
});
const averaged = (inner: Fields, from: number) => ({ name: "averaged", inner, from });

const schedule = { name: "exponential", from: 0.3, factor: 0.9 };
const inner = { name: "momentum", stepSize: schedule, clip: { norm: 0.5 } };

Deno.test("averaged says what its inner method says of its steps", async () => {
  const [alone, mean] = [
    await curveOf(fields(inner)),
    await curveOf(fields(averaged(inner, 3))),
  ];
  const said = ({ records }: typeof alone) =>
    records.map(({ usedStepSize, clippedSteps, examples, gradientEvaluations }) => [
      usedStepSize,
      clippedSteps,
      examples,
      gradientEvaluations,
    ]);
  assertEquals(said(mean), said(alone));
  const losses = ({ records }: typeof alone) => records.map(({ trainLoss }) => trainLoss);
  assertEquals(losses(mean).slice(0, 5), losses(alone).slice(0, 5)); // up to the first mean, of one
  assertNotEquals(losses(mean)[5], losses(alone)[5]);
});

Deno.test("averaged has its inner method's step size as label, and it is swept like any", async () => {
  const training = trainingOf(fields(averaged({ name: "momentum" }, 0), {
    matrix: { "method.inner.stepSize": [0.1, 0.2], "method.inner.name": ["momentum", "adam"] },
  }));
  const rows = rowsOf(qualityFiles(training, await doneOf(training))["runs.csv"]);
  assertEquals(
    rows.map(({ method, step_size, method_inner_step_size, method_inner_name }) => [
      method,
      step_size,
      method_inner_step_size,
      method_inner_name,
    ]),
    [["0.1", "momentum"], ["0.1", "adam"], ["0.2", "momentum"], ["0.2", "adam"]].map((
      [stepSize, name],
    ) => ["averaged", stepSize, stepSize, name]),
  );
});
