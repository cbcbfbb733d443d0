import { assertEquals } from "@std/assert";
import { bestAgain, bestOf } from "../../../src/kinds/train/best.ts";
import { loadExperiment } from "../../../src/experiment/load.ts";
import type { ExperimentOf } from "../../../src/kinds/plan.ts";
import { runExperiment } from "../../../src/runs/experiment.ts";
import type { Curve, SweptValue } from "../../../src/types.ts";
import { curve } from "../../_curves.ts";
import { toyFile } from "../../_files.ts";

type Values = Readonly<Record<string, SweptValue>>;

/** Runs with these values and final losses, numbered in order. */
function runs(...all: readonly [values: Values, final: number, more?: Partial<Curve>][]): Curve[] {
  return all.map(([values, final, more], i) => curve([9, final], { run: i + 1, values, ...more }));
}

const at = (stepSize: number, batchSize = 1): Values => ({
  "method.stepSize": stepSize,
  batchSize,
});
const chosen = (curves: readonly Curve[], of = "method.stepSize") =>
  bestOf(of, curves).map(({ values }) => values);

Deno.test("bestOf() takes the value with the lowest final loss", () => {
  assertEquals(chosen(runs([at(0.1), 3], [at(0.2), 1], [at(0.4), 2])), [at(0.2)]);
});

Deno.test("bestOf() looks at the last record, not at the lowest", () => {
  const dips = curve([9, 0, 5], { values: at(0.1) });
  assertEquals(chosen([dips, ...runs([at(0.2), 4])]), [at(0.2)]);
});

Deno.test("bestOf() takes the median over seeds, not the mean or the luckiest", () => {
  const steady = [4, 5, 6].map((final): [Values, number] => [at(0.1), final]);
  const lucky = [0, 5.5, 5.6].map((final): [Values, number] => [at(0.2), final]);
  assertEquals(chosen(runs(...lucky, ...steady)), [at(0.1)]);
});

Deno.test("bestOf() takes the first of equals", () => {
  assertEquals(chosen(runs([at(0.4), 2], [at(0.1), 2], [at(0.2), 2])), [at(0.4)]);
});

Deno.test("bestOf() takes no run that diverged, however low its last loss", () => {
  const lost = { status: "diverged" } as const;
  assertEquals(chosen(runs([at(0.1), 0, lost], [at(0.2), 5])), [at(0.2)]);
});

Deno.test("bestOf() takes no run that failed, and one that met its target", () => {
  for (const status of ["error", "interrupted"] as const) {
    assertEquals(chosen(runs([at(0.1), 0, { status }], [at(0.2), 5])), [at(0.2)]);
  }
  const target = { status: "target" } as const;
  assertEquals(chosen(runs([at(0.1), 0, target], [at(0.2), 5])), [at(0.1)]);
});

Deno.test("bestOf() takes a value of which fewer than half diverged", () => {
  const lost = { status: "diverged" } as const;
  const often = runs([at(0.1), 1], [at(0.1), 1], [at(0.1), 0, lost], [at(0.2), 5]);
  assertEquals(chosen(often), [at(0.1)]);
});

Deno.test("bestOf() takes the first value when all diverged", () => {
  const lost = { status: "diverged" } as const;
  assertEquals(chosen(runs([at(0.1), 3, lost], [at(0.2), 1, lost])), [at(0.1)]);
});

Deno.test("bestOf() does not take a final loss that is NaN for the lowest", () => {
  assertEquals(chosen(runs([at(0.1), NaN], [at(0.2), 5])), [at(0.2)]);
});

Deno.test("bestOf() chooses for each combination of the other fields, in order", () => {
  const curves = runs(
    [at(0.1, 8), 1],
    [at(0.2, 8), 2],
    [at(0.1, 4), 4],
    [at(0.2, 4), 3],
  );
  assertEquals(chosen(curves), [at(0.1, 8), at(0.2, 4)]);
});

Deno.test("bestOf() of another field makes other groups", () => {
  const curves = runs(
    [at(0.1, 8), 1],
    [at(0.2, 8), 2],
    [at(0.1, 4), 4],
    [at(0.2, 4), 3],
  );
  assertEquals(chosen(curves, "batchSize"), [at(0.1, 8), at(0.2, 8)]);
});

Deno.test("bestOf() tells whole methods apart by their options", () => {
  const [small, large] = [1, 2].map((scale) => ({ method: { name: "randomSearch", scale } }));
  assertEquals(chosen(runs([small, 4], [large, 3]), "method"), [large]);
});

// Runs again.

const sweep = {
  matrix: { batchSize: [1, "full"], "method.stepSize": [0.1, 0.2] },
  seeds: [1, 2],
  best: { of: "method.stepSize", seeds: [7, 8, 9] },
};
const experimentOf = (fields: Record<string, unknown>): ExperimentOf<"train"> =>
  loadExperiment(toyFile(fields), { source: "best.jsonc", kind: "train" });

/** The runs of the sweep above with these final losses. */
function swept(finals: readonly number[]): Curve[] {
  return experimentOf(sweep).runs.map(({ run, seed, values }, i) =>
    curve([9, finals[i]], { run, seed, values })
  );
}

Deno.test("bestAgain() numbers its runs after those of the sweep, seeds fastest", () => {
  const { runs } = experimentOf(sweep);
  // The medians of batch size 1 are 4 and 2, those of full 1.5 and 3.
  const again = bestAgain(sweep.best, runs, swept([3, 5, 2, 2, 1, 2, 3, 3]));
  assertEquals(
    again.map(({ run, seed, values }) => [run, seed, values.batchSize, values["method.stepSize"]]),
    [
      [9, 7, 1, 0.2],
      [10, 8, 1, 0.2],
      [11, 9, 1, 0.2],
      [12, 7, "full", 0.1],
      [13, 8, "full", 0.1],
      [14, 9, "full", 0.1],
    ],
  );
});

Deno.test("bestAgain() takes the spec of the value that was best", () => {
  const { runs } = experimentOf(sweep);
  const again = bestAgain(sweep.best, runs, swept([3, 5, 2, 2, 1, 2, 3, 3]));
  const specs = again.map(({ spec }) => [spec.batchSize, spec.method.stepSize]);
  assertEquals([specs[0], specs[5]], [[1, 0.2], ["full", 0.1]]);
});

/** All curves of an experiment. */
async function curvesOf(
  experiment: ExperimentOf<"train">,
  signal?: AbortSignal,
  each: (curve: Curve) => void = () => {},
): Promise<Curve[]> {
  const curves: Curve[] = [];
  for await (const event of runExperiment(experiment, { signal })) {
    if (event.kind !== "result") continue;
    curves.push(event.result);
    each(event.result);
  }
  return curves;
}

/** From W = 0, 0.1 goes down and 1e6 does not. */
const small = {
  init: { scale: 0 },
  matrix: { "method.stepSize": [1e6, 0.1] },
  best: { of: "method.stepSize", seeds: [5, 6] },
};

Deno.test("runExperiment() runs the best again after the sweep, up to its total", async () => {
  const experiment = experimentOf(small);
  const curves = await curvesOf(experiment);
  assertEquals(
    curves.map(({ run, seed, stepSize }) => [run, seed, stepSize]),
    [[1, 1, 1e6], [2, 1, 0.1], [3, 5, 0.1], [4, 6, 0.1]],
  );
  assertEquals(curves.length, experiment.total);
});

Deno.test("runExperiment() gives a run again the bits of a sweep with its seed", async () => {
  const init = { scale: 0.5 };
  const [, , again] = await curvesOf(experimentOf({ ...small, init, batchSize: 2 }));
  const [direct] = await curvesOf(
    experimentOf({ init, batchSize: 2, seeds: [5], matrix: { "method.stepSize": [0.1] } }),
  );
  assertEquals([again.records, again.weightsSha256], [direct.records, direct.weightsSha256]);
});

Deno.test("runExperiment() aborted within the sweep runs nothing again", async () => {
  const abort = new AbortController();
  const curves = await curvesOf(experimentOf(small), abort.signal, () => abort.abort());
  assertEquals(curves.map(({ run }) => run), [1]);
});

Deno.test("runExperiment() aborted after the sweep runs nothing again", async () => {
  const abort = new AbortController();
  const stop = ({ run }: Curve) => run === 2 && abort.abort();
  const curves = await curvesOf(experimentOf(small), abort.signal, stop);
  assertEquals(curves.map(({ run, status }) => [run, status]), [[1, "diverged"], [2, "done"]]);
});
