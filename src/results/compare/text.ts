import { inert, inertLine, oneLine } from "../../inert.ts";
import { type TableColumn, tableOf } from "../../figures/render/table.ts";
import { counted, distinct, grouped, readable, valueText } from "../../numbers.ts";
import type { FileChange, ResultDifference } from "./_differences.ts";
import type {
  Cause,
  ExperimentChange,
  GroupChange,
  OutcomeChange,
  QualityComparison,
} from "./mod.ts";

/** Up to so many f32 numbers apart, a change may well be one of rounding. */
const NEAR = 64;
const LISTED = 8;
/** Characters of one that is listed. */
const LONGEST = 300;
/** Groups whose outcome is shown. */
const GROUPS = 20;
/** Columns, where nothing else is said. */
const WIDTH = 80;
/** Columns before their table. */
const INDENT = 4;
/** Characters of a cell of their table. */
const CELL = 40;
const SHOWN = 80;

/** A paragraph for each experiment that changed, and a line for all the others. */
export function qualityText(
  { base, head, experiments }: QualityComparison,
  width = WIDTH,
): string {
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
    ...changed.map((change) => `${change.name}: changed\n${experimentText(change, width)}`),
    only(from, removed) + only(to, added) + (same.length === 0 ? "" : alike),
  ];
  return inert(shortHashes(paragraphs.filter((text) => text !== "").join("\n")));
}

/** What became of the outcomes, what changed first in each file, and why; in lines, indented. */
export function experimentText(
  { outcomes, files, runs, cause, inputs, isRecorded }: ExperimentChange,
  width = WIDTH,
): string {
  const isGuess = !isRecorded && ["inputs", "code", "numbers"].includes(cause ?? "");
  return [
    ...outcomes === null ? [] : outcomesText(outcomes, width),
    ...files.map(fileText),
    runs.changed.length === 0
      ? "in all: no number changed"
      : `in all: ${grouped(runs.changed.length)} of ${counted(runs.all, "run")}`,
    `cause: ${cause === null ? "none" : CAUSES[cause]}` +
    (isGuess ? ", as far as known without a manifest of these files" : "") +
    (inputs.length > 0 ? `: ${listed(inputs)}` : ""),
  ].map((line) => `  ${oneLine(shortHashes(line))}`.trimEnd() + "\n").join("");
}

/** The groups whose outcome changed, as a table where there are several. */
function outcomesText({ words, groups }: OutcomeChange, width: number): string[] {
  const changed = groups.filter(({ was, is }) => was !== is);
  const of = medianText(groups);
  if (changed.length === 0) {
    const where = groups.length === 1 ? "" : ` in all ${counted(groups.length, "group")}`;
    return [`${words}: the same${where}${of && ` (${of})`}`];
  }
  const shown = changed.slice(0, GROUPS);
  const labels = Object.keys(groups[0].labels).map((name): TableColumn<GroupChange> => [
    name.replaceAll("_", " "),
    ({ labels }) => labelText(labels[name]),
  ]);
  const areAlike = groups.every(({ runs: [was, is] }) => was === is);
  const table = tableOf(
    shown,
    [
      ...labels,
      ["before", (group) => sides(group)[0]],
      ["after", (group) => sides(group)[1]],
      ["change", sizeText],
      !areAlike && ["runs", ({ runs }) => runs.join(" → ")],
    ],
    width - INDENT,
    labels.length,
  );
  const [more, same] = [changed.length - shown.length, groups.length - changed.length];
  return [
    `${words}${of && `, ${of}`}:`,
    ...table.trimEnd().split("\n").map((line) => `  ${line}`),
    ...more > 0 ? [`  and ${counted(more, "more group")} that changed`] : [],
    ...same > 0 ? [`  the same in ${counted(same, "other group")}`] : [],
  ];
}

/** `median of 3 runs`; nothing where every group is one run. */
function medianText(groups: readonly GroupChange[]): string {
  const [count, ...others] = new Set(groups.flatMap(({ runs }) => runs));
  return others.length > 0 ? "medians of the runs" : count > 1 ? `median of ${count} runs` : "";
}

/** A label, `1e-6`, or what became of it, `1e-6 → 1e-5`. */
function labelText(labels: readonly (string | null)[]): string {
  const texts = labels.filter((label) => label !== null).map((label) =>
    label === "" ? "–" : Number.isFinite(Number(label)) ? valueText(Number(label)) : cell(label)
  );
  return [...new Set(texts)].join(" → ");
}

/** Both sides of a group, with as many digits as it takes to tell them apart. */
function sides({ was, is }: GroupChange): string[] {
  if (typeof was === "number" && typeof is === "number") return distinct([was, is], readable, 3);
  return [was, is].map((one) => typeof one === "number" ? readable(one) : cell(one ?? "not there"));
}

/** As much of a text as a table takes, on one line. */
function cell(text: string): string {
  return inertLine(shortHashes(text), CELL);
}

/** `−0.025 (−1.1 %)` */
function sizeText({ absolute, relative }: GroupChange): string {
  if (absolute === null) return "–";
  const sign = absolute < 0 ? "−" : "+";
  const share = relative === null ? "" : ` (${sign}${readable(100 * relative, 2)} %)`;
  return `${sign}${readable(Math.abs(absolute), 2)}${share}`;
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
  return inert(shortHashes([
    first !== null
      ? `${file} ${differenceText(first)}`
      : `${file} ${kind === "added" ? "was" : "is"} not there`,
    ...counts === "" ? [] : [`${counts} of ${counted(rows.all, "row")}`],
    ...damage === null ? [] : [`damaged ${damage}`],
  ].join("; ")));
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
  return texts.slice(0, LISTED).map((text) => inertLine(text, LONGEST)).join("; ") +
    (more > 0 ? `; and ${more} more` : "");
}

/** A text with the start of each SHA-256 only. */
function shortHashes(text: string): string {
  return text.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, "$1");
}
