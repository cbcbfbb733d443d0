import { dataset, defineTable, f32, key, type Table, value } from "../table.ts";
import type { Curvature } from "./curvature.ts";
import { noiseScale } from "./_words.ts";
import type { CurvatureSpec, Curved } from "./spec.ts";

const iteration = key("Steps taken");

const curvature = defineTable({
  file: "curvature.csv",
  outcome: {
    words: "largest eigenvalue",
    of: ({ largest_eigenvalue: largest }) => largest && Number(largest),
  },
  columns: {
    iteration,
    trainLoss: f32("Training loss there; an f32"),
    largestEigenvalue: value("Of the Hessian of the training loss, in f64; empty at kinks"),
    lowestEigenvalue: value(
      "The lowest that was found, one is no higher: below 0 the loss bends down along some direction",
    ),
    lowestResidual: value("As residual in eigenvalues.csv"),
    kinks: value(
      "Kinks that a difference crossed: above 0 there are no eigenvalues; empty if smooth",
    ),
    squaredGradient: value("‖∇L‖²"),
    noiseTrace: value("tr(Σ): trace of the covariance of gradients of single examples"),
    noiseScale: value("tr(Σ) ∕ ‖∇L‖²: the simple noise scale, in examples"),
  },
  rows: (done: readonly Curved[]) =>
    done.flatMap(({ plan, result: { points } }) =>
      points.map((point) => ({
        plan,
        cells: {
          iteration: point.record.iteration,
          trainLoss: point.record.trainLoss,
          largestEigenvalue: point.largest[0]?.value ?? null,
          lowestEigenvalue: point.lowest?.value ?? null,
          lowestResidual: point.lowest?.residual ?? null,
          kinks: point.kinks,
          squaredGradient: point.squaredGradient,
          noiseTrace: point.noise?.trace ?? null,
          noiseScale: noiseScale(point),
        },
      }))
    ),
});

const eigenvalues = defineTable({
  file: "eigenvalues.csv",
  columns: {
    iteration,
    number: key("From 1, the largest"),
    eigenvalue: value("Of the Hessian of the training loss, in f64"),
    residual: value(
      "‖H·v − λ·v‖ with its unit vector v: an eigenvalue is no farther away than that",
    ),
  },
  rows: (done: readonly Curved[]) =>
    done.flatMap(({ plan, result: { points } }) =>
      points.flatMap(({ record: { iteration }, largest }) =>
        largest.map(({ value, residual }, i) => (
          { plan, cells: { iteration, number: i + 1, eigenvalue: value, residual } }
        ))
      )
    ),
});

const noise = defineTable({
  file: "noise.csv",
  isOptional: true,
  columns: {
    iteration,
    size: key("Examples of a batch"),
    measured: value("Mean of ‖g − ∇L‖² over 20 random batches of that size"),
    expected: value("tr(Σ) ∕ size · (1 − size ∕ examples), as no example is in a batch twice"),
  },
  rows: (done: readonly Curved[]) =>
    done.flatMap(({ plan, result: { points } }) =>
      points.flatMap(({ record: { iteration }, noise }) =>
        (noise?.batches ?? []).map((batch) => ({ plan, cells: { iteration, ...batch } }))
      )
    ),
});

const runs = defineTable({
  file: "runs.csv",
  columns: {
    status: value("done, target, diverged or error"),
    stopReason: value("What ended the run: a field of stop, or a message"),
    weights: value("Number of weights"),
    examples: value("That loss and gradients are over"),
    datasetSha256: dataset,
    weightsSha256: value("SHA-256 of the final weights' bytes"),
  },
  rows: (done: readonly Curved[]) =>
    done.map(({ plan, result: { status, stopReason, size, examples, ...hashes } }) => {
      const { datasetSha256, weightsSha256 } = hashes;
      const cells = { status, stopReason, weights: size, examples, datasetSha256, weightsSha256 };
      return { plan, cells };
    }),
});

export const curvatureTables: readonly Table<CurvatureSpec, Curvature>[] = [
  curvature,
  eigenvalues,
  noise,
  runs,
];
