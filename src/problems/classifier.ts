/**
 * A dataset, a linear score function and a loss: what is minimised.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Loss } from "../losses/mod.ts";
import { meansOver } from "./_means.ts";
import type { Part } from "../threads/shards.ts";
import type { Team } from "../threads/team.ts";
import type { Dataset, Measures, Objective, Vector } from "../types.ts";

/** An objective over the training part, or over a batch of it. */
export interface BatchObjective extends Objective {
  /** Number of training examples. */
  readonly examples: number;
  /** L(W) over `examples`, indices into the training part; all when left out. */
  loss(weights: Vector, examples?: Uint32Array): number;
  /** Writes ∇L(W) over `examples` to `gradient` and returns L(W). */
  gradient(weights: Vector, gradient: Vector, examples?: Uint32Array): number;
  /**
   * W ← W − η·∇L(W) over `examples`, as `gradient` and `Kernels.addScaled` would do it; returns the
   * loss of before. A single example is subtracted at once: no gradient is written out.
   */
  descend(weights: Vector, stepSize: number, examples?: Uint32Array): number;
}

/** A batch objective that can say how good weights are. */
export interface LinearObjective extends BatchObjective {
  /** Loss and accuracy over both parts of the dataset. */
  evaluate(weights: Vector): Measures;
}

/** What an objective is made of. */
export interface ObjectiveParts {
  /** The examples. */
  readonly dataset: Dataset;
  /** The loss of scores. */
  readonly loss: Loss;
  /** The arithmetic. */
  readonly kernels: Kernels;
  /** Threads that share the work, with the same kernels. */
  readonly team?: Team | null;
}

/**
 * L(W) = 1∕N Σᵢ Lᵢ(W·xᵢ) + λ·ΣW², where xᵢ is an example minus the mean, with a 1 appended.
 *
 * W is (classes, features + 1), row-major. The sum over examples is cut into shards by their number
 * alone, and shards are added in order, so any number of threads gives the same bits.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { datasets, linearObjective, losses, referenceKernels } from "@descent-bench/descent-bench";
 *
 * const kernels = referenceKernels("f32");
 * const dataset = await datasets.make({ name: "toy" }, undefined);
 * const loss = losses.make({ name: "svm" }, kernels);
 * const objective = linearObjective({ dataset, loss, kernels });
 * // With W = 0 each of the two wrong classes misses the margin by 1.
 * assertEquals(objective.loss(new Float32Array(objective.size)), 2);
 * ```
 */
export function linearObjective(
  { dataset, loss, kernels, team = null }: ObjectiveParts,
): LinearObjective {
  const { features, classes, train, test } = dataset;
  checkFinite(dataset, kernels);
  const size = classes * (features + 1);
  const ownGradient = kernels.allocate(size);
  const { batch, scratch, meanLoss, correct } = meansOver(dataset, loss, kernels, team);

  /**
   * Takes `examples` as the batch, and says which part they are.
   *
   * @throws {RangeError} When there are none, too many, or one is not there
   */
  function select(examples: Uint32Array | undefined): Part {
    if (examples === undefined) return "train";
    if (examples.length < 1 || examples.length > train.examples) {
      throw new RangeError(
        `Batch must have 1 to ${train.examples} examples: it has ${examples.length}`,
      );
    }
    for (let i = 0; i < examples.length; i++) {
      if (examples[i] < train.examples) batch[i] = examples[i];
      else throw new RangeError(`Example must be below ${train.examples}: it is ${examples[i]}`);
    }
    return "batch";
  }

  // λ·ΣW²
  const penalty = (weights: Vector) => loss.l2 === 0 ? 0 : loss.l2 * kernels.dot(weights, weights);

  function gradientOf(weights: Vector, gradient: Vector, examples?: Uint32Array): number {
    const count = examples?.length ?? train.examples;
    const value = meanLoss(weights, gradient, select(examples), "gradient", count);
    if (loss.l2 !== 0) kernels.addScaled(gradient, 2 * loss.l2, weights); // ∇(λ·ΣW²) = 2λ·W
    return value + penalty(weights);
  }

  return {
    size,
    isStochastic: false,
    examples: train.examples,

    loss(weights, examples) {
      const count = examples?.length ?? train.examples;
      return meanLoss(weights, null, select(examples), "loss", count) + penalty(weights);
    },

    gradient: gradientOf,

    descend(weights, stepSize, examples) {
      if (examples?.length === 1 && loss.l2 === 0) {
        const value = meanLoss(weights, null, select(examples), "loss", 1);
        const { coefficients, block } = scratch;
        kernels.addOuter(weights, -stepSize, coefficients, block, features + 1, classes);
        return value;
      }
      const value = gradientOf(weights, ownGradient, examples);
      kernels.addScaled(weights, -stepSize, ownGradient);
      return value;
    },

    evaluate(weights) {
      const penalised = penalty(weights);
      const measure = (part: Part, count: number) => {
        if (count === 0) return { loss: null, accuracy: null };
        const loss = Math.fround(meanLoss(weights, null, part, "accuracy", count) + penalised);
        return { loss, accuracy: correct() / count };
      };
      const onTrain = measure("train", train.examples) as { loss: number; accuracy: number };
      const onTest = measure("test", test.examples);
      return {
        trainLoss: onTrain.loss,
        trainAccuracy: onTrain.accuracy,
        testLoss: onTest.loss,
        testAccuracy: onTest.accuracy,
      };
    },
  };
}

/** @throws {InputError} When a row is not finite in the kernels' numbers: 0 times it is no 0 */
function checkFinite({ train, test, features, mean }: Dataset, { round }: Kernels): void {
  for (const { features: rows } of [train, test]) {
    if (rows instanceof Uint8Array) continue;
    for (let i = 0; i < rows.length; i++) {
      if (Number.isFinite(round(round(rows[i]) - round(mean[i % features])))) continue;
      throw new InputError(`dataset: features must be smaller: ${rows[i]} is too large for f32`);
    }
  }
}
