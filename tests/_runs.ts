/** Runs that train, from fields as files give them, without the reading of files. */
import { z } from "zod";
import { datasets } from "../src/datasets/mod.ts";
import type { Experiment } from "../src/experiment/experiment.ts";
import { gradients } from "../src/gradients/mod.ts";
import type { Plan } from "../src/kinds/plan.ts";
import type { Curve } from "../src/kinds/train/curve.ts";
import { train } from "../src/kinds/train/run.ts";
import { trainFields, type TrainSpec } from "../src/kinds/train/spec.ts";
import { losses } from "../src/losses/mod.ts";
import { methods } from "../src/methods/mod.ts";
import { classifierFields } from "../src/problems/classifier_fields.ts";
import type { Machine } from "../src/problems/problem.ts";
import { runExperiment } from "../src/runs/experiment.ts";
import { scoreFunctions } from "../src/scores/mod.ts";

const registries = { datasets, scoreFunctions, losses, methods, gradients };
const problem = classifierFields(registries);
const schema = z.strictObject({
  seed: z.int().default(1),
  ...problem.fields,
  ...problem.start,
  ...trainFields(registries),
});

/** Fields of a run. */
export type Fields = Readonly<Record<string, unknown>>;

/** The toy, trained for five steps and recorded at each, unless the fields say other things. */
const USUAL: Fields = {
  dataset: { name: "toy" },
  method: { name: "gradientDescent", stepSize: 0.1 },
  init: { scale: 1 },
  record: { every: 1 },
  stop: { iterations: 5 },
};

/** An experiment with a run for each of the fields. */
export function experimentOf(runs: readonly Fields[]): Experiment<TrainSpec, Curve> {
  const plans = runs.map((fields, i) => {
    const { seed, ...spec } = schema.parse({ ...USUAL, ...fields });
    return { run: i + 1, seed, values: {}, spec: { ...spec, problem: { name: problem.name } } };
  });
  const kind = {
    check() {},
    isInterrupted: () => false,
    run: (plan: Plan<TrainSpec>, context: Parameters<typeof train>[1]) =>
      train(plan, context, registries),
  };
  const experiment = { kind, problems: [problem], source: "bits.jsonc", runs: plans, best: null };
  return experiment as unknown as Experiment<TrainSpec, Curve>; // all that running it takes
}

/** What comes of an experiment, in order. */
export async function curvesOf(
  experiment: Experiment<TrainSpec, Curve>,
  backend?: Machine,
): Promise<Curve[]> {
  const curves: Curve[] = [];
  for await (const event of runExperiment(experiment, backend && { backend })) {
    if (event.kind === "done") curves.push(event.done.result);
  }
  return curves;
}

/** What comes of one run. */
export async function curveOf(fields: Fields = {}): Promise<Curve> {
  const [curve] = await curvesOf(experimentOf([fields]));
  return curve;
}

export function lossesOf({ records }: Curve): number[] {
  return records.map(({ trainLoss }) => trainLoss);
}
