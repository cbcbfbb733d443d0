import { counted, grouped, readable } from "../../numbers.ts";
import type { FileChange, ResultDifference } from "./_differences.ts";
import type { Cause, ExperimentChange, QualityComparison } from "./mod.ts";

/** Up to so many f32 numbers apart, a change may well be one of rounding. */
const NEAR = 64;
const LISTED = 8;
const SHOWN = 80;

/** A paragraph for each experiment that changed, and a line for all the others. */
export function qualityText({ base, head, experiments }: QualityComparison): string {
  const { same = [], changed = [], removed = [], added = [] } = Object.groupBy(
    experiments,
    ({ status }) => status,
  );
  // With its commit where that is not its name.
  const [from, to] = [base, head].map(({ name, commit }) =>
    commit === null || commit.startsWith(name) ? name : `${name} (${commit.slice(0, 12)})`
  );
  const only = (side: string, found: readonly ExperimentChange[]) =>
    found.length === 0 ? "" : `Only in ${side}: ${found.map(({ name }) => name).join(", ")}\n`;
  const others = same.length === 1 && changed.length === 0
    ? same[0].name
    : counted(same.length, changed.length > 0 ? "other experiment" : "experiment");
  const alike = `${others} ${same.length === 1 ? "is" : "are"} the same, byte for byte\n`;
  const paragraphs = [
    experiments.filter(({ outdated }) => outdated.length > 0).map(({ name, outdated }) =>
      `${name}: results may be older than its file: ${listed(outdated)}; ` +
      `deno task experiments ${name} makes them again\n`
    ).join(""),
    changed.length === 0 ? "" : `From ${from} to ${to}\n`,
    ...changed.map((change) => `${change.name}: changed\n${experimentText(change)}`),
    only(from, removed) + only(to, added) + (same.length === 0 ? "" : alike),
  ];
  return inert(paragraphs.filter((text) => text !== "").join("\n"));
}

/** What changed first in each file, how much in all, and why; a line for each, indented. */
export function experimentText(
  { files, runs, cause, inputs, isRecorded }: ExperimentChange,
): string {
  const isGuess = !isRecorded && ["inputs", "code", "numbers"].includes(cause ?? "");
  return [
    ...files.map(fileText),
    runs.changed.length === 0
      ? "in all: no number changed"
      : `in all: ${grouped(runs.changed.length)} of ${counted(runs.all, "run")}`,
    `cause: ${cause === null ? "none" : CAUSES[cause]}` +
    (isGuess ? ", as far as known without a manifest of these files" : "") +
    (inputs.length > 0 ? `: ${listed(inputs)}` : ""),
  ].map((line) => `  ${inert(line.replaceAll("\n", "\\n"))}\n`).join("");
}

const CAUSES: Readonly<Record<Cause, string>> = {
  inputs: "the inputs differ",
  code: "the code differs",
  numbers: "the numbers themselves, although nothing they depend on differs",
  text: "the text alone, as it is written or drawn",
  files: "files, which are damaged or not there: numbers cannot be compared",
};

/** What changed first in a file, and how much in all, in one line. */
export function fileText({ file, kind, damage, first, rows }: FileChange): string {
  const counts = (["changed", "added", "removed"] as const).filter((what) => rows[what] > 0)
    .map((what) => `${grouped(rows[what])} ${what}`).join(", ");
  return inert([
    first !== null
      ? `${file} ${differenceText(first)}`
      : `${file} ${kind === "added" ? "was" : "is"} not there`,
    ...counts === "" ? [] : [`${counts} of ${counted(rows.all, "row")}`],
    ...damage === null ? [] : [`damaged ${damage}`],
  ].join("; "));
}

/** Where, what it was and is, and by how much. */
function differenceText({ number, keys, column, was, is, ...size }: ResultDifference): string {
  const { absolute, relative, f32Steps } = size;
  const place = Object.entries(keys).map((key) => key.join(" ")).join(", ");
  const [before, after] = column === null ? cut(was, is) : [was || "empty", is || "empty"];
  const sizes = [
    ...absolute ? [`${absolute < 0 ? "−" : "+"}${readable(Math.abs(absolute), 2)}`] : [],
    ...relative ? [`relative ${readable(relative, 2)}`] : [],
    ...f32Steps && f32Steps <= NEAR ? [`${counted(f32Steps, "step")} of f32`] : [],
  ];
  return `${place === "" ? `line ${number}` : `row ${number} (${place})`}: ` +
    `${column === null ? "" : `${column} `}was ${before}, is ${after}` +
    (sizes.length > 0 ? ` (${sizes.join(", ")})` : "");
}

/** Two rows or lines, long ones from a little before they differ. */
function cut(was: string | null, is: string | null): string[] {
  let same = 0;
  while (was !== null && same < was.length && was[same] === is?.[same]) same++;
  const isLong = [was, is].some((line) => line !== null && line.length > SHOWN);
  const from = isLong ? Math.max(0, same - SHOWN / 2) : 0;
  return [was, is].map((line) => {
    if (line === null) return "not there";
    const shown = line.slice(from, from + SHOWN);
    return `"${from > 0 ? "…" : ""}${shown}${line.endsWith(shown) ? "" : "…"}"`;
  });
}

function listed(texts: readonly string[]): string {
  const more = texts.length - LISTED;
  return texts.slice(0, LISTED).join("; ") + (more > 0 ? `; and ${more} more` : "");
}

/** Without characters that a terminal would obey, except ends of lines; of hashes, the start. */
function inert(text: string): string {
  return text.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, "$1").replace(
    /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (one) => one === "\r" ? "\\r" : `\\u{${one.codePointAt(0)?.toString(16)}}`,
  );
}
