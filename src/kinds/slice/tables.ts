/**
 * The CSV tables of slices: what stands in which column, and why.
 *
 * @module
 */
import { shortestF32 } from "../../numbers.ts";
import type { RunLabel } from "../../types.ts";
import { type Column, datasetColumn, defineTable, labelColumns, type Table } from "../table.ts";
import type { PathPoint, Slice, SlicePoint } from "./slice.ts";
import type { Sliced, SliceSpec } from "./spec.ts";

/** A slice with its label. */
type RunRow = RunLabel & Sliced;

/** A point, of a slice or of a path, with the label of its run. */
type PointRow<Point> = RunLabel & { readonly point: Point };

function pointRows<Point>(
  done: readonly Sliced[],
  pointsOf: (slice: Slice) => readonly Point[],
): PointRow<Point>[] {
  return done.flatMap(({ plan, result }) => pointsOf(result).map((point) => ({ ...plan, point })));
}

const places: readonly Column<PointRow<SlicePoint>>[] = [
  ...labelColumns,
  {
    name: "a",
    meaning: "Steps along the first direction",
    role: "key",
    cell: ({ point }) => point.a,
  },
  {
    name: "b",
    meaning: "Steps along the second direction; empty where there is one only",
    role: "key",
    cell: ({ point }) => point.b,
  },
  {
    name: "loss",
    meaning: "Mean loss over the examples, with the penalty; an f32",
    precision: "f32",
    cell: ({ point }) => shortestF32(point.loss),
  },
  {
    name: "data_loss",
    meaning: "Mean loss without the penalty; an f32",
    precision: "f32",
    cell: ({ point }) => shortestF32(point.dataLoss),
  },
  {
    name: "penalty",
    meaning: "λ·ΣW² at this place; an f32",
    precision: "f32",
    cell: ({ point }) => shortestF32(point.penalty),
  },
];

const pathPoints: readonly Column<PointRow<PathPoint>>[] = [
  ...labelColumns,
  {
    name: "iteration",
    meaning: "Steps taken by the run at the centre",
    role: "key",
    cell: ({ point }) => point.iteration,
  },
  { name: "a", meaning: "Nearest place in the slice", cell: ({ point }) => point.a },
  {
    name: "b",
    meaning: "Along the second direction; empty where there is one only",
    cell: ({ point }) => point.b,
  },
  {
    name: "distance",
    meaning: "From the run's weights to that place",
    cell: ({ point }) => point.distance,
  },
  {
    name: "loss",
    meaning: "Training loss of the run's weights; an f32",
    precision: "f32",
    cell: ({ point }) => shortestF32(point.loss),
  },
];

const runs: readonly Column<RunRow>[] = [
  ...labelColumns,
  {
    name: "center",
    meaning: "What W is at (0, 0)",
    role: "label",
    cell: ({ result: { center } }) => center,
  },
  {
    name: "normalization",
    meaning: "How long directions were made: none, row or layer",
    role: "label",
    cell: ({ result: { normalization } }) => normalization,
  },
  { name: "center_norm", meaning: "‖W‖", cell: ({ result: { norms } }) => norms.center },
  { name: "a_norm", meaning: "‖U‖", cell: ({ result: { norms } }) => norms.a },
  {
    name: "b_norm",
    meaning: "‖V‖; empty with one direction",
    cell: ({ result: { norms } }) => norms.b,
  },
  {
    name: "cosine",
    meaning: "Of the angle between U and V; empty with one direction",
    cell: ({ result: { cosine } }) => cosine,
  },
  {
    name: "examples",
    meaning: "That the loss is over",
    cell: ({ result: { examples } }) => examples,
  },
  {
    name: "kinks",
    meaning: "On the whole line; empty with two directions and for smooth losses",
    cell: ({ result: { kinks } }) => kinks?.all ?? null,
  },
  {
    name: "kinks_inside",
    meaning: "Places with kinks in the range",
    cell: ({ result: { kinks } }) => kinks?.inside.length ?? null,
  },
  {
    name: "minimum_a",
    meaning: "Where the loss is lowest on the whole line",
    cell: ({ result: { kinks } }) => kinks?.minimum?.a ?? null,
  },
  {
    name: "minimum_loss",
    meaning: "The loss there",
    cell: ({ result: { kinks } }) => kinks?.minimum?.loss ?? null,
  },
  {
    name: "path_explained",
    meaning: "Share of the variance of the run's path that lies in the slice",
    cell: ({ result: { path } }) => path?.explained ?? null,
  },
  datasetColumn,
  {
    name: "weights_sha256",
    meaning: "SHA-256 of the bytes of the weights at (0, 0)",
    cell: ({ result: { weightsSha256 } }) => weightsSha256,
  },
];

/** The tables, in the order in which a run makes what is in them. */
export const sliceTables: readonly Table<SliceSpec, Slice>[] = [
  defineTable({
    file: "path.csv",
    isOptional: true,
    columns: pathPoints,
    rows: (done: readonly Sliced[]) => pointRows(done, ({ path }) => path?.points ?? []),
  }),
  defineTable({
    file: "slice.csv",
    columns: places,
    rows: (done: readonly Sliced[]) => pointRows(done, ({ points }) => points),
  }),
  defineTable({
    file: "runs.csv",
    columns: runs,
    rows: (done: readonly Sliced[]) => done.map((one) => ({ ...one.plan, ...one })),
  }),
];
