import type { Progress } from "../../types.ts";
import type { KindContext } from "../kind.ts";
import type { Plan } from "../plan.ts";
import type { Curve, CurveRecord } from "../train/curve.ts";
import { train } from "../train/run.ts";
import type { TrainRegistries, TrainSpec } from "../train/spec.ts";
import { bestTrial, trainingWith, trialValues, tunedField } from "./_tuning.ts";
import type { Final, Race, Trial } from "./race.ts";
import type { RaceSpec } from "./spec.ts";

/**
 * A method on a problem: tries values of what is tuned with the plan's seed, then runs with the best
 * one on the seeds that follow. Yields its progress and returns what came of it; null when it was
 * interrupted.
 */
export function* race(
  plan: Plan<RaceSpec>,
  context: KindContext,
  registries: TrainRegistries,
): Generator<Progress, Race | null> {
  const { spec, seed } = plan;
  const field = tunedField(spec, registries.methods);
  const values = field === null ? [] : trialValues(plan);
  const runs = values.length + spec.finals;
  let [finished, examples] = [0, 0];
  let datasetSha256: string | null = null;

  /** Trains once, in memory that is free again afterwards. */
  function* run(training: TrainSpec, seed: number): Generator<Progress, Curve> {
    using _memory = context.problem.space.scope();
    const own = { ...context, problem: context.problemOf(training) };
    const steps = train({ run: plan.run, seed, values: {}, spec: training }, own, registries);
    let next = steps.next();
    for (; !next.done; next = steps.next()) {
      const { value } = next;
      yield { done: (finished + value.done) / runs, examples: examples + value.examples };
    }
    finished += 1;
    examples += lastOf(next.value).examples;
    datasetSha256 = next.value.datasetSha256;
    return next.value;
  }

  const trials: Trial[] = [];
  for (const value of values) {
    const curve = yield* run({ ...trainingWith(spec, field, value), record: [] }, seed);
    if (curve.status === "interrupted") return null;
    trials.push(trialOf(value, curve));
  }
  const chosen = bestTrial(trials)?.value ?? null;
  const finals: Final[] = [];
  const count = field !== null && chosen === null ? 0 : spec.finals;
  for (let i = 1; i <= count; i++) {
    const curve = yield* run(trainingWith(spec, field, chosen), seed + i);
    if (curve.status === "interrupted") return null;
    finals.push(finalOf(seed + i, curve));
  }
  const minima = (context.problem.minima ?? []).map(({ value }) => value);
  const minimum = minima.length === 0 ? null : Math.min(...minima);
  return { of: field, trials, chosen, finals, minimum, datasetSha256 };
}

function lastOf({ records }: Curve): CurveRecord {
  return records[records.length - 1];
}

function trialOf(value: number, curve: Curve): Trial {
  const { trainLoss: loss, validationLoss, examples } = lastOf(curve);
  const startLoss = curve.records[0].trainLoss;
  return { value, status: curve.status, startLoss, loss, validationLoss, examples };
}

function finalOf(seed: number, curve: Curve): Final {
  const { status, stopReason, records } = curve;
  const { trainLoss: loss, testAccuracy, examples, ...counts } = lastOf(curve);
  let lowest = Infinity;
  const lows = records.flatMap(({ examples, trainLoss }): [number, number][] => {
    if (!(trainLoss < lowest)) return [];
    lowest = trainLoss;
    return [[examples, trainLoss]];
  });
  const evaluations = counts.lossEvaluations + counts.gradientEvaluations;
  return { seed, status, stopReason, lows, loss, testAccuracy, examples, evaluations };
}
