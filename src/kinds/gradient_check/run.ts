/**
 * Is the gradient right? Formula against differences, over a sweep of steps.
 *
 * @module
 */
import { batches } from "../../datasets/batches.ts";
import type { Plan } from "../plan.ts";
import type { CheckSpec } from "../specs.ts";
import { referenceKernels } from "../../kernels/reference.ts";
import { losses } from "../../losses/mod.ts";
import { movedLosses } from "../../gradients/differences.ts";
import { linearObjective } from "../../problems/classifier.ts";
import { stream } from "../../exact/rng.ts";
import { sha256 } from "../../exact/sha256.ts";
import { type Progress, startingWeights } from "../train/run.ts";
import type {
  CheckedDerivative,
  Dataset,
  GradientCheck,
  Judgement,
  Rng,
  Verdict,
} from "../../types.ts";

/** One derivative: a weight's row and column. */
interface Coordinate {
  readonly class: number;
  readonly column: number;
}

/** A difference of losses L is uncertain by less than this times L. */
const ROUNDING = 8 * Number.EPSILON;
/** Errors of smaller derivatives are measured by this share of the largest one. */
const FLOOR = 1e-4;

/** Derivatives between two looks at the outside. */
const PAUSE = 500;

/**
 * Compares the gradient of a loss with differences, in f64, for each step h and each coordinate.
 * Yields its progress and returns the comparison.
 *
 * A difference across a kink is no derivative. Kinks between the two places of a difference are
 * counted, and derivatives with kinks do not enter the judgement.
 */
export function* gradientCheck(
  { spec, ...label }: Plan<CheckSpec>,
  { dataset }: { readonly dataset: Dataset },
): Generator<Progress, GradientCheck> {
  const { seed } = label;
  const { classes, features, train } = dataset;
  const columns = features + 1;
  const kernels = referenceKernels("f64");
  const loss = losses.make(spec.loss, kernels);
  const objective = linearObjective({ dataset, loss, kernels });
  const weights = startingWeights(objective.size, spec.init.scale, seed, kernels);
  const count = spec.batchSize === "full" ? train.examples : spec.batchSize;
  const examples = batches(train.examples, count, stream(seed, "batches"))();
  const gradient = new Float64Array(objective.size);
  objective.gradient(weights, gradient, examples);
  const moved = movedLosses(dataset, loss);
  moved.use(weights, examples);

  const wanted = spec.coordinates === "all" ? objective.size : spec.coordinates;
  const coordinates = chosen(classes, columns, wanted, stream(seed, "directions"));
  const floor = FLOOR * gradient.reduce((largest, one) => Math.max(largest, Math.abs(one)), 0);
  const derivatives: CheckedDerivative[] = [];
  for (const h of spec.h) {
    for (const { class: row, column } of coordinates) {
      const difference = { h, scheme: spec.scheme };
      const analytic = gradient[row * columns + column];
      const numerical = moved.derivative(row, column, difference);
      const error = relativeError(analytic, numerical, floor);
      const kinks = moved.kinks(row, column, difference);
      derivatives.push({ class: row, column, h, analytic, numerical, error, kinks });
      if (derivatives.length % PAUSE === 0) {
        const done = derivatives.length / (spec.h.length * coordinates.length);
        yield { done, examples: derivatives.length * count };
      }
    }
  }
  return {
    ...label,
    derivatives,
    judgement: judge(derivatives, moved.loss()),
    size: objective.size,
    examples: count,
    weightsSha256: sha256(weights),
    datasetSha256: dataset.fingerprint,
  };
}

/**
 * Coordinates without repetition, by class and column: first a bias, then a weight of every class,
 * then the other biases, then weights of all classes in turn.
 */
function chosen(classes: number, columns: number, count: number, rng: Rng): Coordinate[] {
  const all = classes * columns;
  if (count >= all) return Array.from({ length: all }, (_, at) => coordinate(at, columns));
  const picked = new Set<number>([columns - 1]);
  for (let turn = 0; picked.size < count; turn++) {
    const row = turn % classes;
    const isBias = turn >= classes && turn < 2 * classes;
    picked.add(row * columns + (isBias ? columns - 1 : rng.below(columns)));
  }
  return [...picked].sort((a, b) => a - b).map((at) => coordinate(at, columns));
}

function coordinate(at: number, columns: number): Coordinate {
  return { class: Math.floor(at / columns), column: at % columns };
}

/**
 * |a − b| ∕ max(|a|, |b|, floor). Without a floor, a derivative of 0 whose difference is a rounding
 * error would be as wrong as can be.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([relativeError(1, 2), relativeError(-1, 1)], [0.5, 2]);
 * assertEquals([relativeError(0, 0), relativeError(0, 1, 4)], [0, 0.25]);
 * ```
 */
export function relativeError(a: number, b: number, floor = 0): number {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Infinity;
  return a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), floor);
}

/** The share of derivatives that must be free of kinks for an h to be judged by. */
const ENOUGH = 0.9;

/**
 * What a check says: at the h whose largest error is smallest, among those at which nine of ten
 * derivatives have no kinks, or as many as there are at any h. Null when all have kinks or are 0.
 * A difference is 0 when it is no larger than the rounding of `loss`, the one at the weights.
 */
export function judge(
  derivatives: readonly CheckedDerivative[],
  loss = 0,
): Judgement | null {
  let hasSomething = false; // zeros that agree show nothing
  const candidates = [...Map.groupBy(derivatives, ({ h }) => h)].map(([h, all]) => {
    const smooth = all.filter(({ kinks }) => kinks === 0);
    const noise = (ROUNDING * loss) / h;
    hasSomething ||= smooth.some(({ analytic, numerical }) =>
      analytic !== 0 || Math.abs(numerical) > noise
    );
    return { h, all: all.length, judged: smooth.length, largest: largestOf(smooth) };
  });
  const most = Math.max(0, ...candidates.map(({ judged }) => judged));
  if (!hasSomething) return null;
  const [best] = candidates
    .filter(({ judged, all }) => judged >= Math.min(most, ENOUGH * all))
    .sort((a, b) => a.largest - b.largest);
  const { h, largest, judged } = best;
  return { verdict: verdictOf(largest), h, largest, judged };
}

function largestOf(derivatives: readonly CheckedDerivative[]): number {
  return derivatives.reduce((largest, { error }) => Math.max(largest, error), 0);
}

/** The bands of the CS231n notes, "Gradient checks". */
function verdictOf(error: number): Verdict {
  if (error > 1e-2) return "wrong";
  if (error > 1e-4) return "suspicious";
  return error > 1e-7 ? "acceptable" : "right";
}
