import { ensure } from "../../errors.ts";
import { stream } from "../../exact/rng.ts";
import type { Problem } from "../../problems/problem.ts";
import type { Progress } from "../../types.ts";
import { dot } from "../_vectors.ts";
import type { KindContext } from "../kind.ts";
import type { Plan } from "../plan.ts";
import type { CurveRecord } from "../train/curve.ts";
import { train } from "../train/run.ts";
import type { TrainRegistries } from "../train/spec.ts";
import { hessianAt } from "./_hessian.ts";
import { lanczos } from "./_lanczos.ts";
import { noiseAt } from "./_noise.ts";
import type { Curvature, CurvaturePoint } from "./curvature.ts";
import type { CurvatureSpec } from "./spec.ts";

/** Points of a run: the weights of each are kept as f64. */
const MOST_POINTS = 100;
/** The share of the work that training is taken for. */
const TRAINING = 0.2;

/**
 * Trains, and measures curvature and noise at each recorded point: over all examples, in f64. Yields its
 * progress and returns what was measured; null when it was interrupted.
 */
export function* curvature(
  plan: Plan<CurvatureSpec>,
  context: KindContext,
  registries: TrainRegistries,
): Generator<Progress, Curvature | null> {
  const places: { record: CurveRecord; weights: Float64Array }[] = [];
  const training = train(plan, context, registries, (record, weights) => {
    ensure(places.length < MOST_POINTS, `record: must make at most ${MOST_POINTS} points`);
    places.push({ record, weights: Float64Array.from(weights) });
  });
  let next = training.next();
  for (; !next.done; next = training.next()) {
    yield { ...next.value, done: TRAINING * next.value.done };
  }
  const { status, stopReason, weightsSha256, datasetSha256 } = next.value;
  if (status === "interrupted") return null;
  const exact = context.problem.exact();
  const finite = places.filter(({ weights }) => weights.every(Number.isFinite));
  const points: CurvaturePoint[] = [];
  let { examples } = places[places.length - 1].record;
  for (const { record, weights } of finite) {
    const measuring = pointAt(record, weights, exact, plan);
    let step = measuring.next();
    for (; !step.done; step = measuring.next()) {
      if (context.signal?.aborted) return null;
      examples += step.value;
      const done = TRAINING + (1 - TRAINING) * points.length / finite.length;
      yield { done, examples };
    }
    if (step.value !== null) points.push(step.value);
  }
  const { size } = exact;
  const same = { status, stopReason, weightsSha256, datasetSha256 };
  return { ...same, points, size, examples: exact.examples };
}

/** Curvature and noise at some weights, null where no gradient is finite. Yields examples that it has seen. */
function* pointAt(
  record: CurveRecord,
  weights: Float64Array,
  exact: Problem,
  { spec: { eigenvalues }, seed }: Plan<CurvatureSpec>,
): Generator<number, CurvaturePoint | null> {
  const { size, examples } = exact;
  const gradient = new Float64Array(size);
  exact.gradient(weights, gradient);
  const squaredGradient = dot(gradient, gradient);
  if (!Number.isFinite(squaredGradient)) return null;
  const hessian = hessianAt(weights, exact);
  const search = lanczos(hessian.apply, { size, rng: stream(seed, "directions") });
  let next = search.next();
  for (; !next.done && !hessian.kinks(); next = search.next()) yield 2 * examples;
  const found = next.done && !hessian.kinks() ? next.value : []; // across a kink H·v is not linear
  if (found.some(({ value }) => !Number.isFinite(value))) return null;
  const measuring = noiseAt(weights, gradient, exact, seed);
  let noise = measuring.next();
  for (; !noise.done; noise = measuring.next()) yield noise.value;
  return {
    record,
    largest: found.slice(0, eigenvalues),
    lowest: found[found.length - 1] ?? null,
    kinks: hessian.kinks(),
    squaredGradient,
    noise: noise.value,
  };
}
