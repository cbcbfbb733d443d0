/**
 * What slices found: a table for people, and a sentence.
 *
 * @module
 */
import { type TextColumn, textTable } from "../../figures/render/table.ts";
import { counted, readable, short } from "../../numbers.ts";
import { findingOfEach } from "../_finding.ts";
import { pathWords, sweptPaths, sweptText } from "../_groups.ts";
import type { SummaryOptions } from "../kind.ts";
import { cosineText } from "./_words.ts";
import type { Slice, SlicePoint } from "./slice.ts";
import type { Sliced } from "./spec.ts";

/** The summary table: a row for each slice. */
export function sliceSummary(
  done: readonly Sliced[],
  { width }: SummaryOptions = {},
): string {
  const labels = (heading: string, cell: (one: Sliced) => string): TextColumn => ({
    heading,
    cells: done.map(cell),
  });
  const column = (heading: string, cell: (slice: Slice) => string): TextColumn =>
    labels(heading, ({ result }) => cell(result));
  const number = (value: number | null) => value === null ? "–" : readable(value);
  const planes = done.some(({ result: { b } }) => b !== null);
  const swept = sweptPaths(done);
  return textTable(
    [
      ...swept.map((path) => labels(pathWords(path), (one) => sweptText(one, path))),
      labels("seed", ({ plan }) => String(plan.seed)),
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
export function sliceFinding(done: readonly Sliced[]): string {
  if (done.length === 0) return "Finding: none, as no slice came to its end.";
  return findingOfEach(done, ({ result }) => findingOf(result));
}

/** Places of kinks that are written out. */
const LISTED = 8;

function findingOf(slice: Slice): string {
  const { points, kinks, path } = slice;
  const low = lowestOf(slice);
  const place = low.b === null ? `a = ${short(low.a)}` : `a = ${short(low.a)}, b = ${short(low.b)}`;
  const parts = [
    `the lowest of ${counted(points.length, "point")} is ${readable(low.loss)} at ${place}`,
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
