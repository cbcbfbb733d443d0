/** What distinguishes results: the fields that were swept, and the seeds. */
import { sha256 } from "../exact/sha256.ts";
import { inertLine } from "../inert.ts";
import { valueText } from "../numbers.ts";
import type { Plan, Planned } from "./plan.ts";

/** The fields that results differ in, without the seed. */
export function sweptPaths(results: readonly Planned[]): string[] {
  return [...new Set(results.flatMap(({ plan: { values } }) => Object.keys(values)))];
}

/** A result's value of a swept field, as text. */
export function sweptText({ plan: { values } }: Planned, path: string): string {
  return path in values ? shown(valueText(values[path])) : "–";
}

/** Characters of a value that are shown: a dataset that is swept as a whole has many. */
const LONGEST = 80;

/** A value on one line; where it is cut, a hash keeps it apart from others that begin alike. */
function shown(value: string): string {
  const line = inertLine(value, LONGEST);
  if (line.length <= LONGEST && !line.endsWith("…")) return line;
  return `${line} #${sha256(new TextEncoder().encode(value)).slice(0, 8)}`;
}

/** A result's value of a swept field where that is a number. */
export function sweptNumber({ plan: { values } }: Planned, path: string): number | null {
  const { [path]: value } = values;
  return typeof value === "number" ? value : null;
}

function seedsOf(results: readonly Planned[]): Set<number> {
  return new Set(results.map(({ plan }) => plan.seed));
}

/** How many seeds were planned, which those that are done may be a part of. */
export function seedCount(done: readonly Planned[], planned?: readonly Plan[]): number {
  return new Set((planned ?? done.map(({ plan }) => plan)).map(({ seed }) => seed)).size;
}

type Difference = readonly [path: string, textOf: (result: Planned) => string];

/** What tells results apart: the swept fields, and the seed where there are several. */
function differences(results: readonly Planned[]): Difference[] {
  const swept = sweptPaths(results).map((
    path,
  ): Difference => [path, (one) => sweptText(one, path)]);
  return seedsOf(results).size > 1 ? [...swept, ["seed", ({ plan }) => `${plan.seed}`]] : swept;
}

/** Objects whose fields have names that others have, too: a run has a seed, a method a scale. */
const AMBIGUOUS: Record<string, string> = {
  dataset: "dataset",
  init: "initial",
  stepSize: "step size",
  a: "a",
  b: "b",
};

/** What is said otherwise than it is written. */
const WORDS: Record<string, string> = {
  "method.stepSize.from": "first step size",
  "method.stepSize.to": "last step size",
  "center.run": "run at the centre",
  "a.direction.run": "run at a = 1",
  "b.direction.run": "run at b = 1",
};

/** `method.stepSize` → `step size`, `dataset.seed` → `dataset seed`, `method.name` → `method` */
export function pathWords(path: string): string {
  if (path in WORDS) return WORDS[path];
  const [last, outer, ...others] = path.split(".").reverse();
  if (outer === undefined) return spaced(last);
  if (last === "name") return pathWords([...others.reverse(), outer].join("."));
  return (outer in AMBIGUOUS ? `${AMBIGUOUS[outer]} ` : "") + spaced(last);
}

function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** `batch size · step size` */
export function titleOf(paths: readonly string[]): string {
  return paths.map(pathWords).join(" · ");
}

/** Results that share their values of some fields. */
export interface Group<Result> {
  /** Those values, such as `256 · 1e-6`. */
  readonly label: string;
  readonly results: readonly Result[];
}

/** Results by their values of `paths`, in order of appearance. */
export function groupBy<Result extends Planned>(
  results: readonly Result[],
  paths: readonly string[],
): Group<Result>[] {
  const labelOf = (result: Result) => paths.map((path) => sweptText(result, path)).join(" · ");
  return [...Map.groupBy(results, labelOf)].map(([label, results]) => ({ label, results }));
}

/** A title such as `batch size · seed` and a text such as `256 · 2` for each result. */
export function labelsOf(results: readonly Planned[]): { title: string; texts: string[] } {
  const found = differences(results);
  if (found.length === 0 && results.length > 1) {
    return { title: "run", texts: results.map(({ plan }) => String(plan.run)) };
  }
  return {
    title: titleOf(found.map(([path]) => path)),
    texts: results.map((result) => found.map(([, textOf]) => textOf(result)).join(" · ")),
  };
}

/** What lines stand for, where each of them has several results. */
export function medianText(groups: readonly Group<Planned>[]): string {
  const counts = groups.map(({ results }) => results.length).sort((a, b) => a - b);
  const most = counts.at(-1) ?? 0;
  if (most <= 1) return "";
  const isOfSeeds = groups.every(({ results }) => results.length === seedsOf(results).size);
  const runs = counts[0] === most ? most : `${counts[0]} to ${most}`;
  return `, median of ${runs} ${isOfSeeds ? "seeds" : "runs"}`;
}

/** What was found of each result, with what tells them apart; `noun` is what one of them is. */
export function findingOfEach<Done extends Planned>(
  done: readonly Done[],
  noun: string,
  findingOf: (done: Done) => string,
): string {
  if (done.length === 0) return `Finding: none, as no ${noun} came to its end.`;
  const found = differences(done);
  const sentences = done.map((one) => {
    const values = found.map(([path, textOf]) => `${path} ${textOf(one)}`);
    return (values.length > 0 ? `with ${values.join(", ")}, ` : "") + findingOf(one);
  });
  return `Finding: ${sentences.join("; ")}.`;
}
