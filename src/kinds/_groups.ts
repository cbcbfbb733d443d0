/**
 * How results are told apart: by the fields that were swept, and by their seeds.
 *
 * @module
 */
import { valueText } from "../numbers.ts";
import type { RunLabel } from "../types.ts";

/** Anything that has the plan of a run, such as its result. */
export interface Labelled {
  /** Its number, its seed and its swept values. */
  readonly plan: RunLabel;
}

/** The fields that results differ in, without the seed. */
export function sweptPaths(results: readonly Labelled[]): string[] {
  return [...new Set(results.flatMap(({ plan: { values } }) => Object.keys(values)))];
}

/** A result's value of a swept field, as text. */
export function sweptText({ plan: { values } }: Labelled, path: string): string {
  return path in values ? valueText(values[path]) : "–";
}

/** A result's value of a swept field where that is a number. */
export function sweptNumber({ plan: { values } }: Labelled, path: string): number | null {
  const { [path]: value } = values;
  return typeof value === "number" ? value : null;
}

/** The seeds of results, each once. */
export function seedsOf(results: readonly Labelled[]): Set<number> {
  return new Set(results.map(({ plan }) => plan.seed));
}

/** Objects whose fields have names that others have, too: a run has a seed, a method a scale. */
const AMBIGUOUS: Readonly<Record<string, string>> = {
  dataset: "dataset",
  init: "initial",
  a: "a",
  b: "b",
};

/** `method.stepSize` → `step size`, `dataset.seed` → `dataset seed` */
export function pathWords(path: string): string {
  const last = path.slice(path.lastIndexOf(".") + 1);
  const [first] = path.split(".");
  const before = first in AMBIGUOUS && first !== last ? `${AMBIGUOUS[first]} ` : "";
  return before + last.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** `batch size · step size` */
export function titleOf(paths: readonly string[]): string {
  return paths.map(pathWords).join(" · ");
}

/** Results that share their values of `paths`. */
export interface Group<Result> {
  /** Those values, such as `256 · 1e-6`. */
  readonly label: string;
  readonly results: readonly Result[];
}

/** Results by their values of `paths`, in order of appearance. */
export function groupBy<Result extends Labelled>(
  results: readonly Result[],
  paths: readonly string[],
): Group<Result>[] {
  const labelOf = (result: Result) => paths.map((path) => sweptText(result, path)).join(" · ");
  return [...Map.groupBy(results, labelOf)].map(([label, results]) => ({ label, results }));
}

/** What tells results apart: the swept fields, and the seed where there are several. */
export interface Labels {
  /** Such as `batch size · seed`; empty for a single result. */
  readonly title: string;
  /** Such as `256 · 2`, one for each. */
  readonly texts: readonly string[];
}

/** The labels of results. */
export function labelsOf(results: readonly Labelled[]): Labels {
  const paths = sweptPaths(results);
  const isSeeded = seedsOf(results).size > 1;
  const names = [...paths.map(pathWords), ...isSeeded ? ["seed"] : []];
  if (names.length === 0 && results.length > 1) {
    return { title: "run", texts: results.map(({ plan }) => String(plan.run)) };
  }
  const texts = results.map((result) =>
    [...paths.map((path) => sweptText(result, path)), ...isSeeded ? [String(result.plan.seed)] : []]
      .join(" · ")
  );
  return { title: names.join(" · "), texts };
}

/** What lines stand for, where each of them has several results. */
export function medianText(groups: readonly Group<Labelled>[]): string {
  const runs = Math.max(0, ...groups.map(({ results }) => results.length));
  if (runs <= 1) return "";
  return groups.every(({ results }) => results.length === seedsOf(results).size)
    ? `, median of ${runs} seeds`
    : `, median of ${runs} runs`;
}
