/**
 * What has changed between two versions of results, for people.
 *
 * @module
 */
import { counted, grouped, readable } from "../../numbers.ts";
import type { CellChange, FileChange, ResultDifference } from "./_differences.ts";
import type { Cause, ExperimentChange, QualityComparison } from "./mod.ts";

/** Up to so many f32 numbers apart, a change may well be one of rounding. */
const NEAR = 64;
/** Entries of a list that are written out. */
const LISTED = 8;
/** Changed cells of one row that are written out. */
const CELLS = 3;
/** Characters of a line that are written out. */
const SHOWN = 80;

/** A paragraph for each experiment that changed, and a line for all the others. */
export function qualityText({ base, head, experiments }: QualityComparison): string {
  const of = (status: ExperimentChange["status"]) =>
    experiments.filter((one) => one.status === status);
  const [same, changed] = [of("same"), of("changed")];
  const only = (side: QualityComparison["base"], found: readonly ExperimentChange[]) =>
    found.length === 0
      ? []
      : [`Only in ${sideText(side)}: ${found.map(({ name }) => name).join(", ")}\n`];
  return visible(
    [
      experiments.flatMap((change) => outdatedText(change, base)).join(""),
      ...changed.length === 0 ? [] : [`From ${sideText(base)} to ${sideText(head)}\n`],
      ...changed.map((change) =>
        `${change.name}: changed\n${
          changeText(change, `; deno task verify ${change.name} tells which`)
        }`
      ),
      [
        ...only(base, of("removed")),
        ...only(head, of("added")),
        ...same.length === 0 ? [] : [`${sameText(same, changed.length > 0)}\n`],
        ...same.flatMap(unaffectedText),
      ].join(""),
    ].filter((text) => text !== "").join("\n"),
  );
}

/** Results that have to be made again before anything can be said of their file. */
function outdatedText(
  { name, outdated }: ExperimentChange,
  base: QualityComparison["base"],
): string[] {
  return outdated.map(({ side, isKnown, fields }) =>
    `${name}: results${side === "base" ? ` of ${sideText(base)}` : ""} ` +
    `${isKnown ? "are" : "may be"} older than its file: ${listed(fields)}; ` +
    `deno task experiments ${name} makes them again\n`
  );
}

/** What a side is called, with its commit where that is not its name. */
function sideText({ name, commit }: QualityComparison["base"]): string {
  return commit === null || commit.startsWith(name) ? name : `${name} (${commit.slice(0, 12)})`;
}

function sameText(same: readonly ExperimentChange[], isRest: boolean): string {
  const verb = same.length === 1 ? "is" : "are";
  const what = same.length === 1 && !isRest
    ? same[0].name
    : counted(same.length, isRest ? "other experiment" : "experiment");
  return `${what} ${verb} the same, byte for byte`;
}

/** Results that stayed although they were made from something else. */
function unaffectedText({ name, inputs, outdated }: ExperimentChange): string[] {
  return inputs.length === 0 || outdated.length > 0
    ? []
    : [`${name} is the same although ${listed(inputs)}\n`];
}

/**
 * What changed first, how much changed in all, and why; a line for each, indented. `next` is what
 * tells an edited table from one that is computed otherwise.
 */
export function changeText(change: ExperimentChange, next = ""): string {
  const { first, files, information } = change;
  return [
    ...first === null ? [] : [`first: ${differenceText(first)}`],
    ...weightsText(change),
    `in all: ${extentText(change)}`,
    ...files.flatMap(({ file, damage }) =>
      damage === null ? [] : [`damaged: ${file} ${damage}; it was compared line by line`]
    ),
    `cause: ${causeText(change, next)}`,
    ...information.map((text) => `to know: ${text}`),
  ].map((line) => `  ${visible(line.replaceAll("\n", "\\n"))}\n`).join("");
}

/** What changed first, in one line; of files that are in one version alone, that. */
export function firstText({ first, files }: ExperimentChange): string {
  return visible(first !== null ? differenceText(first) : files.map(fileText).join(", "));
}

/** Text with names for the characters that a terminal would obey; ends of lines stay. */
function visible(text: string): string {
  return text.replace(
    /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (one) => one === "\r" ? "\\r" : `\\u{${one.codePointAt(0)?.toString(16)}}`,
  );
}

/** One difference in one line: where, what it was and is, and by how much. */
function differenceText({ file, what, number, place, cells }: ResultDifference): string {
  if (what === "text") {
    const [was, is] = cut(cells[0].was, cells[0].is);
    return `${file} line ${number}: was ${was}, is ${is}`;
  }
  const where = Object.entries(place).map(([column, value]) => `${column} ${value}`).join(", ");
  const row = `${file} row ${number} (${where})`;
  if (what === "order") return `${row}: rows are in another order from here on`;
  if (what !== "cells") return `${row}: ${what === "row added" ? "is new" : "is gone"}`;
  const more = cells.length - CELLS;
  return `${row}: ${cells.slice(0, CELLS).map(cellText).join("; ")}` +
    (more > 0 ? `; and ${more} more ${more > 1 ? "columns" : "column"}` : "");
}

/** Two lines from a little before they differ. */
function cut(...lines: readonly [was: string, is: string]): string[] {
  const [was, is] = lines;
  let same = 0;
  while (same < was.length && was[same] === is[same]) same++;
  const from = same < SHOWN - 20 ? 0 : same - 20;
  return lines.map((line) =>
    line.length <= SHOWN
      ? line
      : `${from > 0 ? "…" : ""}${line.slice(from, from + SHOWN)}${
        line.length > from + SHOWN ? "…" : ""
      }`
  );
}

function cellText({ column, was, is, absolute, relative, f32Steps }: CellChange): string {
  const [before, after] = [was, is].map((text) => text === "" ? "empty" : text);
  const size = [
    ...absolute === null || absolute === 0 ? [] : [signed(absolute)],
    ...relative === null || relative === 0 ? [] : [`relative ${readable(relative, 2)}`],
    ...f32Steps === null || f32Steps > NEAR ? [] : [`${counted(f32Steps, "step")} of f32`],
  ];
  return `${column} was ${before}, is ${after}${size.length > 0 ? ` (${size.join(", ")})` : ""}`;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${readable(Math.abs(value), 2)}`;
}

function weightsText({ weightsAlone, kind, runs }: ExperimentChange): string[] {
  if (weightsAlone.length === 0) return [];
  // Of slices and gradient checks they are the weights at the centre.
  const which = `the ${kind === "train" ? "final " : ""}weights of ${
    runsText(weightsAlone)
  } differ`;
  const all = runs.changed.length === weightsAlone.length;
  return [`${which} although no recorded number ${all ? "does" : "of theirs does"}`];
}

/** `run 3`, `runs 1, 2 and 5` */
function runsText(runs: readonly string[]): string {
  if (runs.length === 1) return `run ${runs[0]}`;
  if (runs.length > LISTED) return `${runs.length} runs`;
  return `runs ${runs.slice(0, -1).join(", ")} and ${runs.at(-1)}`;
}

function extentText({ runs, files }: ExperimentChange): string {
  const { changed, all } = runs;
  const numbers = changed.length === 0
    ? "no number changed"
    : `${grouped(changed.length)} of ${counted(all, "run")}`;
  return [numbers, ...files.map(fileText)].join("; ");
}

/** How much of a file changed. */
function fileText({ file, kind, first, rows, columns }: FileChange): string {
  if (kind === "added") return `${file} was not there`;
  if (kind === "removed") return `${file} is not there`;
  if (kind === "damaged" || !file.endsWith(".csv")) return file;
  const counts = [
    ...rows.changed > 0 ? [`${grouped(rows.changed)} changed`] : [],
    ...rows.added > 0 ? [`${grouped(rows.added)} new`] : [],
    ...rows.removed > 0 ? [`${grouped(rows.removed)} gone`] : [],
  ];
  const parts = [
    ...counts.length > 0 ? [`${counts.join(", ")} of ${counted(rows.all, "row")}`] : [],
    ...columns.added.length > 0 ? [`new columns ${columns.added.join(", ")}`] : [],
    ...columns.removed.length > 0 ? [`columns gone ${columns.removed.join(", ")}`] : [],
  ];
  if (parts.length > 0) return `${file}: ${parts.join(", ")}`;
  return `${file} in ${first?.what === "order" ? "the order of its rows" : "how it is written"}`;
}

const CAUSES: Readonly<Record<Cause, string>> = {
  inputs: "the inputs differ",
  code: "the code differs",
  numbers: "the numbers themselves",
  text: "the text alone, as it is written or drawn",
  files: "files, which are damaged or not there: numbers cannot be compared",
};

function causeText(change: ExperimentChange, next: string): string {
  const { cause, inputs, code, isCodeAssumed, sameInputs, files, isSameWeights } = change;
  if (cause === null) return "none";
  const found = [...inputs, ...code];
  if (cause === "text" && files.every(({ kind }) => kind === "added" || kind === "removed")) {
    return files.map(fileText).join(", ");
  }
  const certainty = cause === "code" && isCodeAssumed ? ", as far as known" : "";
  const what = `${CAUSES[cause]}${certainty}`;
  const all = found.length > 0 ? `${what}: ${listed(found)}` : what;
  if (cause === "text" || cause === "files") return all;
  const edited = isSameWeights && cause !== "inputs"
    ? "; the final weights are the same, so a table was edited or is computed differently" +
      (sameInputs.includes("experiment") ? next : "")
    : "";
  const same = sameInputs.length === 0 ? [] : [
    `${sameInputs.join(", ").replace(/, ([^,]*)$/, " and $1")} ` +
    `${sameInputs.length > 1 ? "are" : "is"} the same`,
  ];
  if (cause !== "numbers") return [all, ...same].join("; ") + edited;
  const unknown = ["experiment", "dataset", "code"].filter((one) =>
    !(sameInputs as readonly string[]).includes(one)
  );
  return `${all}, although ${same[0] ?? "no input is known to differ"}` +
    (unknown.length > 0 ? `; nothing is known of ${unknown.join(" and ")}` : "") + edited;
}

function listed(texts: readonly string[]): string {
  const more = texts.length - LISTED;
  return texts.slice(0, LISTED).join("; ") + (more > 0 ? `; and ${more} more` : "");
}
