/** What slices found: a table for people, and a sentence. */
import { type TableColumn, tableOf } from "../../figures/render/table.ts";
import { wrapped } from "../../figures/render/wrap.ts";
import { readable } from "../../numbers.ts";
import { findingOfEach, pathWords, sweptPaths, sweptText } from "../_groups.ts";
import type { SummaryOptions } from "../kind.ts";
import { extremesOf } from "./_extremes.ts";
import { kinkWords, lowestOfLine } from "./_line.ts";
import { barrierWords, cosineText } from "./_words.ts";
import type { Barrier, Path, SlicePoint } from "./slice.ts";
import type { Sliced } from "./spec.ts";

/** Columns beyond which the words below the table are broken. */
const WIDEST = 100;

/** The summary table: a row for each slice. */
export function sliceSummary(
  done: readonly Sliced[],
  { width = Infinity }: SummaryOptions = {},
): string {
  const hasPlane = done.some(({ result: { b } }) => b !== null);
  const [alongA, alongB] = (["a", "b"] as const)
    .map((name) => done.some(({ result: { barriers } }) => barriers[name] !== null));
  const paths = sweptPaths(done);
  const notFinite = done.map(({ result }) => extremesOf(result.points, "loss").notFinite);
  const columns: (TableColumn<Sliced> | false)[] = [
    ...paths.map((path): TableColumn<Sliced> => [pathWords(path), (one) => sweptText(one, path)]),
    ["seed", ({ plan }) => String(plan.seed)],
    ["‖W‖", ({ result: { norms } }) => readable(norms.center)],
    ["‖U‖", ({ result: { norms } }) => readable(norms.a)],
    hasPlane && ["‖V‖", ({ result: { norms: { b } } }) => b === null ? "–" : readable(b)],
    hasPlane && ["cos(U, V)", ({ result: { cosine } }) => cosineText(cosine)],
    ["examples", ({ result }) => readable(result.examples)],
    ["points", ({ result }) => readable(result.points.length)],
    ["lowest of points", ({ result }) => lossOf(extremesOf(result.points, "loss").lowest)],
    ["highest of points", ({ result }) => lossOf(extremesOf(result.points, "loss").highest)],
    alongA && [
      alongB ? "barrier along U" : "barrier",
      ({ result: { barriers } }) => barrierText(barriers.a),
    ],
    alongB && ["barrier along V", ({ result: { barriers } }) => barrierText(barriers.b)],
    notFinite.some((count) => count > 0) && ["not finite", (_, i) => readable(notFinite[i])],
  ];
  const lengths = hasPlane
    ? "‖W‖, ‖U‖ and ‖V‖ are lengths; cos(U, V) is 0 at a right angle, ±1 along one line."
    : "‖W‖ and ‖U‖ are lengths.";
  const words = alongA || alongB ? `${lengths} ${BARRIER}` : lengths;
  const table = tableOf(done, columns, width, paths.length + 1);
  return [table, ...wrapped(words, Math.min(width, WIDEST)).map((row) => `${row}\n`)].join("");
}

const BARRIER =
  "The barrier is how far the loss rises, between W and the end of another run, above " +
  "the straight line between their losses.";

const barrierText = (barrier: Barrier | null) => barrier === null ? "–" : readable(barrier.height);

function lossOf(point: SlicePoint | null): string {
  return point === null ? "–" : readable(point.loss);
}

export function sliceFinding(done: readonly Sliced[]): string {
  return findingOfEach(done, "slice", ({ result }) => {
    const { kinks, path, a } = result;
    return [
      ...barrierWords(result),
      lowestOfLine(result),
      ...kinks === null ? [] : [kinkWords(kinks, a, LISTED).join("")],
      ...path === null ? [] : [pathText(path)],
    ].join("; ");
  });
}

/** Places of kinks that are written out. */
const LISTED = { most: 8, digits: 6 };

function pathText({ points, explained }: Path): string {
  if (explained === null) return "the run did not move";
  const farthest = readable(points.reduce((most, { distance }) => Math.max(most, distance), 0));
  return `the slice holds ${readable(100 * explained)} % of the variance of the run's path, ` +
    `whose points are up to ${farthest} away from it`;
}
