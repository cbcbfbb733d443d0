import type { Dataset } from "../datasets/dataset.ts";
import { InputError } from "../errors.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { referenceKernels } from "../kernels/reference.ts";
import { losses as allLosses } from "../losses/mod.ts";
import type { Registry } from "../registry.ts";
import { scoreFunctions as allScores } from "../scores/mod.ts";
import { type Scale, scaleOf, type Scores, sizeOf } from "../scores/scores.ts";
import { BLOCK } from "../threads/shards.ts";
import type { Team } from "../threads/team.ts";
import type { Choice, Vector } from "../types.ts";
import { matched } from "./_matched.ts";
import { meansOver } from "./_means.ts";
import { penaltyOn } from "./_penalty.ts";
import { bendsOf, type Core } from "./_products.ts";
import { shortcutsOf } from "./_shortcuts.ts";
import { fillStart } from "./_start.ts";
import type { Measures, Problem, ProblemRegistries } from "./problem.ts";

/** What a classifier is made of. */
export interface ClassifierParts {
  /** The examples. */
  readonly dataset: Dataset;
  /** The score function; linear when left out. */
  readonly scores?: Choice;
  /** The loss of scores, and the penalty. */
  readonly loss: Choice;
  /** Deviation of the normal random numbers that runs start with; what scores say when left out. */
  readonly scale?: Scale | undefined;
  /** The arithmetic. */
  readonly kernels: Kernels;
  /** Threads that share the work, with the same kernels. */
  readonly team?: Team | null;
  /** Where scores and loss are looked up. Threads know the built-in ones: others run on one. */
  readonly registries?: Omit<ProblemRegistries, "datasets">;
}

/** A classifier: a problem with a faster step along its gradient. */
export type Classifier = Problem & Required<Pick<Problem, "descend">>;

const BUILT_IN = { scoreFunctions: allScores, losses: allLosses };

/**
 * L(W) = 1∕N Σᵢ Lᵢ(f(xᵢ; W)) + λ₂·ΣW² + λ₁·Σ|W|, where xᵢ is an example minus the mean, with a 1 appended.
 *
 * The sum over examples is cut into shards by their number alone, and shards are added in order, so
 * any number of threads gives the same bits.
 *
 * @throws {InputError} When a name or an option is wrong, or a feature is not finite in f32
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { classifier, datasets, referenceKernels } from "@descent-bench/descent-bench";
 *
 * const kernels = referenceKernels("f32");
 * const dataset = await datasets.make({ name: "toy" }, undefined);
 * const problem = classifier({ dataset, loss: { name: "svm" }, kernels });
 * // With W = 0 each of the two wrong classes misses the margin by 1.
 * assertEquals(problem.loss(new Float32Array(problem.size)), 2);
 * ```
 */
export function classifier(parts: ClassifierParts): Classifier {
  const { dataset, kernels, team = null, registries = BUILT_IN } = parts;
  const { scoreFunctions, losses } = registries;
  const choices = { scores: parts.scores ?? { name: allScores.leaves[0].name }, loss: parts.loss };
  const { classes, train, picture, classNames } = dataset;
  checkFinite(dataset, kernels);
  // The bias trick: a constant 1 is appended to an example.
  const columns = dataset.features + 1;
  const scores = scoreFunctions.make(choices.scores, { kernels, columns, classes });
  const loss = losses.make(choices.loss, kernels);
  const size = sizeOf(scores.layers);
  const isBuiltIn = isAmong(allScores, choices.scores, scoreFunctions) &&
    isAmong(allLosses, choices.loss, losses);
  const made = { dataset, scores, loss, kernels, team: isBuiltIn ? team : null, choices };
  const { means, ownGradient } = withRoom(scores, () => (
    { means: meansOver(made), ownGradient: kernels.allocate(size) }
  ));
  const penalty = penaltyOn(loss.penalty, scores.layers, kernels);
  const core = { ...made, means, penalty };

  function gradientOf(weights: Vector, gradient: Vector): number {
    const value = means.loss(weights, gradient);
    penalty.addGradient(gradient, weights);
    return value + penalty.value(weights);
  }

  return {
    size,
    space: kernels,
    examples: train.examples,
    fingerprint: dataset.fingerprint,
    ...classNames && { classNames },
    layers: scores.layers.map((layer, n) => ({
      ...layer,
      ...picture && n === 0 && layer.columns === columns && { picture },
      ...classNames && n === scores.layers.length - 1 && { rowNames: classNames },
    })),
    use: means.use,

    start(seed) {
      const weights = kernels.allocate(size);
      fillStart(weights, scores.layers, parts.scale ?? scaleOf(scores), seed);
      return weights;
    },

    loss: (weights) => means.loss(weights, null) + penalty.value(weights),
    parts: (weights) => ({ data: means.loss(weights, null), penalty: penalty.value(weights) }),
    gradient: gradientOf,

    descend(weights, stepSize) {
      const rows = means.count();
      if (rows <= BLOCK && penalty.isNone && scores.descend !== undefined) {
        // A single block of rows is subtracted at once: no gradient is written out.
        const { coefficients, rows: block } = means.scratch;
        const value = means.loss(weights, null);
        scores.descend(weights, -stepSize, coefficients, block, rows);
        return value;
      }
      const value = gradientOf(weights, ownGradient);
      kernels.addScaled(weights, -stepSize, ownGradient);
      return value;
    },

    measure: (weights) => measuresOf(weights, penalty.value(weights), core),

    ...scores.preactivations && {
      matched: (weights: Vector, to: Vector) => matched(weights, to, scores.layers),
    },
    bends: (weights) => bendsOf(weights, core),
    exact: () => classifier({ ...parts, kernels: referenceKernels("f64"), team: null }),
    shortcuts: shortcutsOf(core),
  };
}

/** How good weights are, given their penalty. */
function measuresOf(weights: Vector, penalty: number, { dataset, means }: Core): Measures {
  const trained = means.measure(weights, "train");
  const [validated, tested] = (["validation", "test"] as const)
    .map((part) => dataset[part].examples === 0 ? null : means.measure(weights, part));
  return {
    trainLoss: Math.fround(trained.loss + penalty),
    trainAccuracy: trained.accuracy,
    validationLoss: validated && Math.fround(validated.loss + penalty),
    validationAccuracy: validated && validated.accuracy,
    testLoss: tested && Math.fround(tested.loss + penalty),
    testAccuracy: tested && tested.accuracy,
    distance: null,
  };
}

/** What `allocate` gives; of a network that is too large, the error says so. */
function withRoom<Made>({ layers }: Scores, allocate: () => Made): Made {
  try {
    return allocate();
  } catch (error) {
    if (!(error instanceof InputError) || layers.length === 1) throw error;
    throw new InputError(`scores: ${error.message.replace("examples", "hidden units")}`);
  }
}

/** Whether the leaf that a choice names is one of the lists that threads import by themselves. */
function isAmong<Context, Made>(
  list: Registry<Context, Made>,
  { name }: Choice,
  given: Registry<Context, Made>,
): boolean {
  return given.leaves.some((leaf) => leaf.name === name && list.leaves.includes(leaf));
}

/** @throws {InputError} When a row is not finite in the kernels' numbers: 0 times it is no 0 */
function checkFinite(
  { train, validation, test, features, mean }: Dataset,
  { round }: Kernels,
): void {
  for (const { features: rows } of [train, validation, test]) {
    if (rows instanceof Uint8Array) continue;
    for (let i = 0; i < rows.length; i++) {
      if (Number.isFinite(round(round(rows[i]) - round(mean[i % features])))) continue;
      throw new InputError(`dataset: features must be smaller: ${rows[i]} is too large for f32`);
    }
  }
}
