/**
 * What slices found: tables, summary and finding.
 *
 * @module
 */
import { type TextColumn, textTable } from "../../figures/render/table.ts";
import { counted, readable, short, shortestF32 } from "../../numbers.ts";
import type { PathPoint, RunLabel, Slice, SlicePoint } from "../../types.ts";
import type { SummaryOptions } from "../train/summary.ts";
import { findingOfEach } from "../_finding.ts";
import { pathWords, sweptPaths, sweptText } from "../_groups.ts";
import { type Column, datasetColumn, runColumn, seedColumn, table } from "../_csv.ts";
import { cosineText, placeWords } from "./_words.ts";

const labelColumns = [runColumn, seedColumn] as const;

interface PointRow extends RunLabel {
  readonly point: SlicePoint;
}

interface PathRow extends RunLabel {
  readonly onPath: PathPoint;
}

/** The columns of each table, in order. */
export const sliceColumns = {
  "slice.csv": [
    ...labelColumns,
    { name: "a", meaning: "Steps along the first direction", cell: ({ point }) => point.a },
    {
      name: "b",
      meaning: "Steps along the second direction; empty where there is one only",
      cell: ({ point }) => point.b,
    },
    {
      name: "loss",
      meaning: "Mean loss over the examples, with the penalty; an f32",
      cell: ({ point }) => shortestF32(point.loss),
    },
    {
      name: "data_loss",
      meaning: "Mean loss without the penalty; an f32",
      cell: ({ point }) => shortestF32(point.dataLoss),
    },
    {
      name: "penalty",
      meaning: "λ·ΣW² at this place; an f32",
      cell: ({ point }) => shortestF32(point.penalty),
    },
  ] as readonly Column<PointRow>[],
  "path.csv": [
    ...labelColumns,
    {
      name: "iteration",
      meaning: "Steps taken by the run at the centre",
      cell: ({ onPath }) => onPath.iteration,
    },
    { name: "a", meaning: "Nearest place in the slice", cell: ({ onPath }) => onPath.a },
    {
      name: "b",
      meaning: "Along the second direction; empty where there is one only",
      cell: ({ onPath }) => onPath.b,
    },
    {
      name: "distance",
      meaning: "From the run's weights to that place",
      cell: ({ onPath }) => onPath.distance,
    },
    {
      name: "loss",
      meaning: "Training loss of the run's weights; an f32",
      cell: ({ onPath }) => shortestF32(onPath.loss),
    },
  ] as readonly Column<PathRow>[],
  "runs.csv": [
    ...labelColumns,
    { name: "center", meaning: "What W is at (0, 0)", cell: ({ center }) => center },
    {
      name: "normalization",
      meaning: "How long directions were made: none, row or layer",
      cell: ({ normalization }) => normalization,
    },
    { name: "center_norm", meaning: "‖W‖", cell: ({ norms }) => norms.center },
    { name: "a_norm", meaning: "‖U‖", cell: ({ norms }) => norms.a },
    { name: "b_norm", meaning: "‖V‖; empty with one direction", cell: ({ norms }) => norms.b },
    {
      name: "cosine",
      meaning: "Of the angle between U and V; empty with one direction",
      cell: ({ cosine }) => cosine,
    },
    { name: "examples", meaning: "That the loss is over", cell: ({ examples }) => examples },
    {
      name: "kinks",
      meaning: "On the whole line; empty with two directions and for smooth losses",
      cell: ({ kinks }) => kinks?.all ?? null,
    },
    {
      name: "kinks_inside",
      meaning: "Places with kinks in the range",
      cell: ({ kinks }) => kinks?.inside.length ?? null,
    },
    {
      name: "minimum_a",
      meaning: "Where the loss is lowest on the whole line",
      cell: ({ kinks }) => kinks?.minimum?.a ?? null,
    },
    {
      name: "minimum_loss",
      meaning: "The loss there",
      cell: ({ kinks }) => kinks?.minimum?.loss ?? null,
    },
    {
      name: "path_explained",
      meaning: "Share of the variance of the run's path that lies in the slice",
      cell: ({ path }) => path?.explained ?? null,
    },
    datasetColumn,
    {
      name: "weights_sha256",
      meaning: "SHA-256 of the bytes of the weights at (0, 0)",
      cell: ({ weightsSha256 }) => weightsSha256,
    },
  ] as readonly Column<Slice>[],
};

/**
 * The tables of slices by file name.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { sliceTables } from "@descent-bench/descent-bench";
 *
 * assert(sliceTables([])["slice.csv"].startsWith("run,seed,a,b,loss"));
 * ```
 */
export function sliceTables(slices: readonly Slice[]): Record<string, string> {
  const points = slices.flatMap(({ run, seed, values, points }) =>
    points.map((point) => ({ run, seed, values, point }))
  );
  const path = slices.flatMap(({ run, seed, values, path }) =>
    (path?.points ?? []).map((onPath) => ({ run, seed, values, onPath }))
  );
  return {
    "slice.csv": table(sliceColumns["slice.csv"], points, slices),
    ...path.length > 0 && { "path.csv": table(sliceColumns["path.csv"], path, slices) },
    "runs.csv": table(sliceColumns["runs.csv"], slices, slices),
  };
}

/** The summary table: a row for each slice. */
export function sliceSummary(
  slices: readonly Slice[],
  { width }: Pick<SummaryOptions, "width"> = {},
): string {
  const column = (heading: string, cell: (slice: Slice) => string): TextColumn => ({
    heading,
    cells: slices.map(cell),
  });
  const number = (value: number | null) => value === null ? "–" : readable(value);
  const planes = slices.some(({ b }) => b !== null);
  const swept = sweptPaths(slices);
  return textTable(
    [
      ...swept.map((path) => column(pathWords(path), (slice) => sweptText(slice, path))),
      column("seed", ({ seed }) => String(seed)),
      column("‖W‖", ({ norms }) => number(norms.center)),
      column("‖U‖", ({ norms }) => number(norms.a)),
      ...planes
        ? [
          column("‖V‖", ({ norms }) => number(norms.b)),
          column("cos(U, V)", ({ cosine }) => cosine === null ? "–" : cosineText(cosine)),
        ]
        : [],
      column("examples", ({ examples }) => readable(examples)),
      column("points", ({ points }) => readable(points.length)),
      column("lowest point", (slice) => readable(lowestOf(slice).loss)),
      column("highest point", ({ points }) => readable(largest(points, (point) => point.loss))),
    ],
    width,
    swept.length + 1,
  );
}

/** One sentence for each slice. */
export function sliceFinding(slices: readonly Slice[]): string {
  if (slices.length === 0) return "Finding: none, as no slice came to its end.";
  return findingOfEach(slices, findingOf);
}

/** Places of kinks that are written out. */
const LISTED = 8;

function findingOf(slice: Slice): string {
  const { points, kinks, path } = slice;
  const low = lowestOf(slice);
  const parts = [
    `the lowest of ${counted(points.length, "point")} is ${readable(low.loss)} at ${
      placeWords(low)
    }`,
  ];
  if (kinks !== null) {
    const { all, inside, minimum } = kinks;
    parts[0] = minimum === null
      ? "the loss is the same all along the line"
      : `the loss is lowest at a = ${short(minimum.a, 6)}, where it is ${readable(minimum.loss)}`;
    const places = inside.length > 0 && inside.length <= LISTED
      ? `at a = ${inside.map((at) => short(at, 6)).join(", ")}`
      : inside.length === 0
      ? "none in the range"
      : `at ${counted(inside.length, "place")} in the range`;
    parts.push(
      all === 0 ? "the line has no kink" : `the line has ${counted(all, "kink")}, ${places}`,
    );
  }
  if (path !== null) {
    const farthest = largest(path.points, ({ distance }) => distance);
    parts.push(
      path.explained === null
        ? "the run did not move"
        : `the slice holds ${
          readable(100 * path.explained)
        } % of the variance of the run's path, ` +
          `whose points are up to ${readable(farthest)} away from it`,
    );
  }
  return parts.join("; ");
}

function largest<Row>(rows: readonly Row[], of: (row: Row) => number): number {
  return rows.reduce((most, row) => Math.max(most, of(row)), -Infinity);
}

function lowestOf({ points }: Slice): SlicePoint {
  return points.reduce((low, point) => point.loss < low.loss ? point : low);
}
