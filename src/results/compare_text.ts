/**
 * What has changed between two versions of results, for people.
 *
 * @module
 */
import { counted, grouped, readable } from "../numbers.ts";
import type { CellChange, FileChange, ResultDifference } from "./_differences.ts";
import type { Cause, ExperimentChange, QualityComparison } from "./compare.ts";

/** Up to so many f32 numbers apart, a change may well be one of rounding. */
const NEAR = 64;
/** Entries of a list that are written out. */
const LISTED = 8;
/** Changed cells of one row that are written out. */
const CELLS = 3;

/** A paragraph for each experiment that changed, and a line for all the others. */
export function qualityText({ base, head, experiments }: QualityComparison): string {
  const of = (status: ExperimentChange["status"]) =>
    experiments.filter((one) => one.status === status);
  const [same, changed] = [of("same"), of("changed")];
  const only = (side: QualityComparison["base"], found: readonly ExperimentChange[]) =>
    found.length === 0
      ? []
      : [`Only in ${sideText(side)}: ${found.map(({ name }) => name).join(", ")}\n`];
  return [
    ...changed.length === 0 ? [] : [`From ${sideText(base)} to ${sideText(head)}\n`],
    ...changed.map((change) => `${change.name}: changed\n${changeText(change)}`),
    [
      ...only(base, of("removed")),
      ...only(head, of("added")),
      ...same.length === 0 ? [] : [`${sameText(same, changed.length > 0)}\n`],
      ...same.flatMap(staleText),
    ].join(""),
  ].filter((text) => text !== "").join("\n");
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

/** Results that should have changed, as what they were made from has. */
function staleText({ name, inputs }: ExperimentChange): string[] {
  return inputs.length === 0
    ? []
    : [`${name} is the same although ${listed(inputs)}: were its results made again?\n`];
}

/** What changed first, how much changed in all, and why; a line for each, indented. */
export function changeText(change: ExperimentChange): string {
  const { first, files, information } = change;
  return [
    ...first === null ? [] : [`first: ${differenceText(first)}`],
    ...weightsText(change),
    `in all: ${extentText(change)}`,
    ...files.flatMap(({ file, damage }) =>
      damage === null ? [] : [`damaged: ${file} ${damage}; it was compared line by line`]
    ),
    `cause: ${causeText(change)}`,
    ...information.map((text) => `to know: ${text}`),
  ].map((line) => `  ${line}\n`).join("");
}

/** What changed first, in one line; of files that are in one version alone, that. */
export function firstText({ first, files }: ExperimentChange): string {
  return first !== null ? differenceText(first) : files.map(fileText).join(", ");
}

/** One difference in one line: where, what it was and is, and by how much. */
function differenceText({ file, what, number, place, cells }: ResultDifference): string {
  if (what === "text") return `${file} line ${number}: was ${cells[0].was}, is ${cells[0].is}`;
  const where = Object.entries(place).map(([column, value]) => `${column} ${value}`).join(", ");
  const row = `${file} row ${number} (${where})`;
  if (what !== "cells") return `${row}: ${what === "row added" ? "is new" : "is gone"}`;
  const more = cells.length - CELLS;
  return `${row}: ${cells.slice(0, CELLS).map(cellText).join("; ")}` +
    (more > 0 ? `; and ${more} more ${more > 1 ? "columns" : "column"}` : "");
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
function fileText({ file, kind, rows, columns }: FileChange): string {
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
  return parts.length === 0 ? `${file} in how it is written` : `${file}: ${parts.join(", ")}`;
}

const CAUSES: Readonly<Record<Cause, string>> = {
  inputs: "the inputs differ",
  code: "the code differs",
  numbers: "the numbers themselves",
  text: "the text alone, as it is written or drawn",
  files: "files, which are damaged or not there: numbers cannot be compared",
};

function causeText({ cause, inputs, code, sameInputs }: ExperimentChange): string {
  if (cause === null) return "none";
  const found = [...inputs, ...code];
  const all = found.length > 0 ? `${CAUSES[cause]}: ${listed(found)}` : CAUSES[cause];
  if (cause === "text" || cause === "files") return all;
  const same = sameInputs.length === 0 ? [] : [
    `${sameInputs.join(", ").replace(/, ([^,]*)$/, " and $1")} ` +
    `${sameInputs.length > 1 ? "are" : "is"} the same`,
  ];
  if (cause !== "numbers") return [all, ...same].join("; ");
  const unknown = ["experiment", "dataset", "code"].filter((one) =>
    !(sameInputs as readonly string[]).includes(one)
  );
  return `${all}, although ${same[0] ?? "no input is known to differ"}` +
    (unknown.length > 0 ? `; nothing is known of ${unknown.join(" and ")}` : "");
}

function listed(texts: readonly string[]): string {
  const more = texts.length - LISTED;
  return texts.slice(0, LISTED).join("; ") + (more > 0 ? `; and ${more} more` : "");
}
