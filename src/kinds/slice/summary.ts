/** What slices found: a table for people, and a sentence. */
import { type TableColumn, tableOf } from "../../figures/render/table.ts";
import { counted, readable, short } from "../../numbers.ts";
import { findingOfEach, pathWords, sweptPaths, sweptText } from "../_groups.ts";
import type { SummaryOptions } from "../kind.ts";
import { cosineText, lowestOf, placeWords } from "./_words.ts";
import type { Path, Slice, SlicePoint } from "./slice.ts";
import type { Sliced } from "./spec.ts";

/** The summary table: a row for each slice. */
export function sliceSummary(done: readonly Sliced[], { width }: SummaryOptions = {}): string {
  const hasPlane = done.some(({ result: { b } }) => b !== null);
  const paths = sweptPaths(done);
  const columns: (TableColumn<Sliced> | false)[] = [
    ...paths.map((path): TableColumn<Sliced> => [pathWords(path), (one) => sweptText(one, path)]),
    ["seed", ({ plan }) => String(plan.seed)],
    ["‖W‖", ({ result: { norms } }) => readable(norms.center)],
    ["‖U‖", ({ result: { norms } }) => readable(norms.a)],
    hasPlane && ["‖V‖", ({ result: { norms: { b } } }) => b === null ? "–" : readable(b)],
    hasPlane && ["cos(U, V)", ({ result: { cosine } }) => cosineText(cosine)],
    ["examples", ({ result }) => readable(result.examples)],
    ["points", ({ result }) => readable(result.points.length)],
    ["lowest point", ({ result }) => readable(lowestOf(result.points, "loss").loss)],
    ["highest point", ({ result }) => readable(largest(result.points, ({ loss }) => loss))],
  ];
  return tableOf(done, columns, width, paths.length + 1);
}

export function sliceFinding(done: readonly Sliced[]): string {
  return findingOfEach(done, "slice", ({ result }) => {
    const { kinks, path } = result;
    return [
      ...kinks === null ? [lowestWords(result.points)] : kinkWords(kinks),
      ...path === null ? [] : [pathText(path)],
    ].join("; ");
  });
}

function lowestWords(points: readonly SlicePoint[]): string {
  const low = lowestOf(points, "loss");
  return `the lowest of ${counted(points.length, "point")} is ${readable(low.loss)} at ` +
    placeWords(low);
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
