/**
 * The CSV tables of slices: what stands in which column, and why.
 *
 * @module
 */
import { dataset, defineTable, f32, key, label, type Table, value } from "../table.ts";
import type { Slice } from "./slice.ts";
import type { Sliced, SliceSpec } from "./spec.ts";

const path = defineTable({
  file: "path.csv",
  isOptional: true,
  columns: {
    iteration: key("Steps taken by the run at the centre"),
    a: value("Nearest place in the slice"),
    b: value("Along the second direction; empty where there is one only"),
    distance: value("From the run's weights to that place"),
    loss: f32("Training loss of the run's weights; an f32"),
  },
  rows: (done: readonly Sliced[]) =>
    done.flatMap(({ plan, result: { path } }) =>
      (path?.points ?? []).map((point) => ({ plan, cells: { ...point } }))
    ),
});

const places = defineTable({
  file: "slice.csv",
  columns: {
    a: key("Steps along the first direction"),
    b: key("Steps along the second direction; empty where there is one only"),
    loss: f32("Mean loss over the examples, with the penalty; an f32"),
    data_loss: f32("Mean loss without the penalty; an f32"),
    penalty: f32("λ·ΣW² at this place; an f32"),
  },
  rows: (done: readonly Sliced[]) =>
    done.flatMap(({ plan, result: { points } }) =>
      points.map(({ a, b, loss, dataLoss, penalty }) => ({
        plan,
        cells: { a, b, loss, data_loss: dataLoss, penalty },
      }))
    ),
});

const runs = defineTable({
  file: "runs.csv",
  columns: {
    center: label("What W is at (0, 0)"),
    normalization: label("How long directions were made: none, row or layer"),
    center_norm: value("‖W‖"),
    a_norm: value("‖U‖"),
    b_norm: value("‖V‖; empty with one direction"),
    cosine: value("Of the angle between U and V; empty with one direction"),
    examples: value("That the loss is over"),
    kinks: value("On the whole line; empty with two directions and for smooth losses"),
    kinks_inside: value("Places with kinks in the range"),
    minimum_a: value("Where the loss is lowest on the whole line"),
    minimum_loss: value("The loss there"),
    path_explained: value("Share of the variance of the run's path that lies in the slice"),
    dataset_sha256: dataset,
    weights_sha256: value("SHA-256 of the bytes of the weights at (0, 0)"),
  },
  rows: (done: readonly Sliced[]) =>
    done.map(({ plan, result }) => ({
      plan,
      cells: {
        center: result.center,
        normalization: result.normalization,
        center_norm: result.norms.center,
        a_norm: result.norms.a,
        b_norm: result.norms.b,
        cosine: result.cosine,
        examples: result.examples,
        kinks: result.kinks?.all ?? null,
        kinks_inside: result.kinks?.inside.length ?? null,
        minimum_a: result.kinks?.minimum?.a ?? null,
        minimum_loss: result.kinks?.minimum?.loss ?? null,
        path_explained: result.path?.explained ?? null,
        dataset_sha256: result.datasetSha256,
        weights_sha256: result.weightsSha256,
      },
    })),
});

/** The tables, in the order in which a run makes what is in them. */
export const sliceTables: readonly Table<SliceSpec, Slice>[] = [path, places, runs];
