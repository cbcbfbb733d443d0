/** What slices found: a table for people, and a sentence. */
import { type TableColumn, tableOf } from "../../figures/render/table.ts";
import { counted, readable, short } from "../../numbers.ts";
import { findingOfEach, pathWords, sweptPaths, sweptText } from "../_groups.ts";
import type { SummaryOptions } from "../kind.ts";
import { cosineText, placeWords } from "./_words.ts";
import type { Path, Slice, SlicePoint } from "./slice.ts";
import type { Sliced } from "./spec.ts";

/** The summary table: a row for each slice. */
export function sliceSummary(done: readonly Sliced[], { width }: SummaryOptions = {}): string {
  const number = (value: number | null) => value === null ? "–" : readable(value);
  const cosine = (value: number | null) => value === null ? "–" : cosineText(value);
  const hasPlane = done.some(({ result: { b } }) => b !== null);
  const swept = sweptPaths(done).map((path): TableColumn<Sliced> => [
    pathWords(path),
    (one) => sweptText(one, path),
  ]);
  const columns: (TableColumn<Sliced> | false)[] = [
    ...swept,
    ["seed", ({ plan }) => String(plan.seed)],
    ["‖W‖", ({ result }) => number(result.norms.center)],
    ["‖U‖", ({ result }) => number(result.norms.a)],
    hasPlane && ["‖V‖", ({ result }) => number(result.norms.b)],
    hasPlane && ["cos(U, V)", ({ result }) => cosine(result.cosine)],
    ["examples", ({ result }) => readable(result.examples)],
    ["points", ({ result }) => readable(result.points.length)],
    ["lowest point", ({ result }) => readable(lowestOf(result).loss)],
    ["highest point", ({ result }) => readable(largest(result.points, ({ loss }) => loss))],
  ];
  return tableOf(done, columns, width, swept.length + 1);
}

export function sliceFinding(done: readonly Sliced[]): string {
  return findingOfEach(done, "slice", ({ result }) => {
    const { kinks, path } = result;
    return [
      ...kinks === null ? [lowestWords(result)] : kinkWords(kinks),
      ...path === null ? [] : [pathText(path)],
    ].join("; ");
  });
}

function lowestWords(slice: Slice): string {
  const low = lowestOf(slice);
  const points = counted(slice.points.length, "point");
  return `the lowest of ${points} is ${readable(low.loss)} at ${placeWords(low)}`;
}

/** Places of kinks that are written out. */
const LISTED = 8;

function kinkWords({ all, inside, minimum }: NonNullable<Slice["kinks"]>): string[] {
  const places = inside.length === 0
    ? "none in the range"
    : inside.length <= LISTED
    ? `at a = ${inside.map((at) => short(at, 6)).join(", ")}`
    : `at ${counted(inside.length, "place")} in the range`;
  return [
    minimum === null
      ? "the loss is the same all along the line"
      : `the loss is lowest at a = ${short(minimum.a, 6)}, where it is ${readable(minimum.loss)}`,
    all === 0 ? "the line has no kink" : `the line has ${counted(all, "kink")}, ${places}`,
  ];
}

function pathText({ points, explained }: Path): string {
  if (explained === null) return "the run did not move";
  const farthest = readable(largest(points, ({ distance }) => distance));
  return `the slice holds ${readable(100 * explained)} % of the variance of the run's path, ` +
    `whose points are up to ${farthest} away from it`;
}

function largest<Row>(rows: readonly Row[], of: (row: Row) => number): number {
  return rows.reduce((most, row) => Math.max(most, of(row)), -Infinity);
}

function lowestOf({ points }: Slice): SlicePoint {
  return points.reduce((low, point) => point.loss < low.loss ? point : low);
}
