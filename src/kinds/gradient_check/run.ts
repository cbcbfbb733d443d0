import { batches } from "../../datasets/batches.ts";
import { stream } from "../../exact/rng.ts";
import { sha256 } from "../../exact/sha256.ts";
import { movedOf } from "../../gradients/differences.ts";
import type { Difference } from "../../problems/difference.ts";
import { type Problem, weightRows } from "../../problems/problem.ts";
import type { Progress, Rng } from "../../types.ts";
import type { RunContext } from "../kind.ts";
import type { Plan } from "../plan.ts";
import { judge } from "./_judge.ts";
import { otherStep } from "./_other_steps.ts";
import type { CheckedDerivative, GradientCheck } from "./check.ts";
import type { CheckSpec } from "./spec.ts";

/** Errors of smaller derivatives are measured by this share of the largest one. */
const FLOOR = 1e-4;

/** Derivatives between two looks at the outside. */
const PAUSE = 500;

/**
 * Compares the gradient of a loss with differences, in f64, for each step h and each coordinate.
 * Yields its progress and returns the comparison.
 *
 * A difference across a kink is no derivative. Kinks between the two places of a difference are
 * counted, and derivatives with kinks do not enter the judgement. Where the steps of the file find a
 * gradient bad, or nothing, others are tried: the steps may be to blame.
 */
export function* gradientCheck(
  { spec, seed }: Plan<CheckSpec>,
  { problem, signal }: RunContext,
): Generator<Progress, GradientCheck | null> {
  const exact = problem.exact();
  const { examples, size } = exact;
  const weights = exact.start(seed);
  const count = spec.batchSize === "full" ? examples : spec.batchSize;
  exact.use(batches(examples, count, stream(seed, "batches"))());
  const gradient = new Float64Array(size);
  exact.gradient(weights, gradient);
  const moved = movedOf(exact, weights);
  const hasUnits = exact.layers.length > 1;

  const wanted = spec.coordinates === "all" ? size : spec.coordinates;
  const coordinates = chosen(exact, wanted, stream(seed, "directions"));
  const floor = FLOOR * gradient.reduce((largest, one) => Math.max(largest, Math.abs(one)), 0);
  let checked = 0;
  function* compare(difference: Difference): Generator<Progress, CheckedDerivative[]> {
    const found: CheckedDerivative[] = [];
    for (const { row, column, k } of coordinates) {
      if (signal?.aborted) break;
      const analytic = gradient[k];
      const numerical = moved.derivative(k, difference);
      const error = relativeError(analytic, numerical, floor);
      const { all: kinks, units } = moved.kinks(k, difference);
      const counts = { kinks, ...hasUnits && { unitKinks: units } };
      found.push({ row, column, h: difference.h, analytic, numerical, error, ...counts });
      checked += 1;
      if (checked % PAUSE > 0) continue;
      const done = Math.min(1, checked / (spec.h.length * coordinates.length));
      yield { done, examples: checked * count };
    }
    return found;
  }

  const derivatives: CheckedDerivative[] = [];
  for (const h of spec.h) derivatives.push(...yield* compare({ h, scheme: spec.scheme }));
  const judgement = judge(derivatives, moved.loss);
  const known = { loss: moved.loss, derivatives, judgement };
  const other = yield* otherStep(spec, known, compare);
  if (signal?.aborted) return null;
  return {
    derivatives,
    judgement: judgement && other ? { ...judgement, verdict: "open" } : judgement,
    other,
    size,
    examples: count,
    weightsSha256: sha256(weights),
    datasetSha256: exact.fingerprint,
  };
}

/**
 * Weights without repetition by row, column and index k, in order. Picked are first the last of a
 * row, which is the bias of classifiers, then a weight of every row, then the last ones of the other
 * rows, then weights of all rows in turn.
 */
function chosen({ layers, size }: Problem, count: number, rng: Rng) {
  const rows = weightRows(layers);
  const all = rows.flatMap(({ from, columns }, row) =>
    Array.from({ length: columns }, (_, column) => ({ row, column, k: from + column }))
  );
  if (count >= size) return all;
  const picked = new Set<number>([rows[0].columns - 1]);
  for (let turn = 0; picked.size < count; turn++) {
    const { from, columns } = rows[turn % rows.length];
    const isLast = turn >= rows.length && turn < 2 * rows.length;
    picked.add(from + (isLast ? columns - 1 : rng.below(columns)));
  }
  return [...picked].sort((a, b) => a - b).map((k) => all[k]);
}

/**
 * |a − b| ∕ max(|a|, |b|, floor). Without a floor, a derivative of 0 whose difference is a rounding
 * error would be as wrong as can be.
 */
export function relativeError(a: number, b: number, floor = 0): number {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Infinity;
  return a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), floor);
}
