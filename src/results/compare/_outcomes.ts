/** What has become of what a person asks of first: of the final losses, group by group. */
import { median } from "../../numbers.ts";
import { isRecord } from "../../registry.ts";
import type { Files } from "../files.ts";
import { type ReadTable, readTable } from "./_table.ts";
import type { Inputs } from "./inputs.ts";

/** A group of runs that differ in their seed only, in two versions. */
export interface GroupChange {
  /** What tells it from other groups, by column, in the base and in the head; null of no group. */
  readonly labels: Readonly<Record<string, readonly [was: string | null, is: string | null]>>;
  /** How many runs it has in the base, and in the head. */
  readonly runs: readonly [was: number, is: number];
  /** Median of its runs, or a word such as `diverged`; null when it is not there. */
  readonly was: number | string | null;
  /** As `was`, of the head. */
  readonly is: number | string | null;
  /** What the number has grown by; null without two numbers. */
  readonly absolute: number | null;
  /** |absolute| ÷ |what it was|; null also where that was 0. */
  readonly relative: number | null;
}

/** The outcomes of an experiment in two versions. */
export interface OutcomeChange {
  /** What is compared, such as `final training loss`. */
  readonly words: string;
  /** All groups of both versions: what was run again first, others in the order of the runs. */
  readonly groups: readonly GroupChange[];
}

/** A version of results: its files, and the seeds of what was run again after a sweep. */
export interface Version {
  readonly files: Files;
  readonly seedsAgain: readonly string[];
}

/** Labels that differ between the runs of one group. */
const OF_RUNS = new Set(["run", "seed", "dataset_sha256"]);

/** The stage in which the best are run again, on other seeds; it is what an experiment finds. */
const AGAIN = "best, again";
const SWEEP = "sweep";

/** The seeds with which the best were run again, where the experiment is known. */
export function seedsAgain({ experiment }: Inputs): string[] {
  const { best } = experiment ?? {};
  return isRecord(best) && best.seeds instanceof Array ? best.seeds.map(String) : [];
}

/** Compares outcomes; null where the tables do not say them. */
export function compareOutcomes(base: Version, head: Version): OutcomeChange | null {
  for (const file of Object.keys(base.files).filter((name) => name in head.files)) {
    const tables = [base, head].map(({ files }) => tableOf(file, files[file]));
    const words = tables.map((table) => table?.outcome?.words);
    if (words[0] === undefined || words[0] !== words[1]) continue;
    const [was, is] = [runsOf(tables[0], base), runsOf(tables[1], head)];
    const stages = [AGAIN, SWEEP].map((stage) =>
      [was, is].map((side) => side.filter(({ labels }) => labels.stage === stage))
    );
    return { words: words[0], groups: namedApart(stages.flatMap(([was, is]) => matched(was, is))) };
  }
  return null;
}

/** Groups of two versions side by side, those of the same labels. */
function matched(was: readonly Run[], is: readonly Run[]): GroupChange[] {
  const names = [...new Set([...was, ...is].flatMap(({ labels }) => Object.keys(labels)))];
  const groupsBy = (names: readonly string[]) =>
    [was, is].map((side) =>
      Map.groupBy(side, ({ labels }) => JSON.stringify(names.map((name) => labels[name] ?? "")))
    );
  const sizes = (names: readonly string[]) => groupsBy(names).map(({ size }) => size).join();
  // Labels that follow from others, such as step sizes by batch size, may be others in the head.
  const telling = names.reduceRight((kept, name) => {
    const fewer = kept.filter((one) => one !== name);
    return sizes(fewer) === sizes(names) ? fewer : kept;
  }, names);
  const groups = groupsBy(telling);
  return [...new Set(groups.flatMap((side) => [...side.keys()]))].map((key) => {
    const [before, after] = groups.map((side) => side.get(key) ?? []);
    const labelOf = ([run = null]: readonly (Run | null)[], name: string) =>
      run === null ? null : run.labels[name] ?? "";
    return {
      labels: Object.fromEntries(
        names.map((name) => [name, [labelOf(before, name), labelOf(after, name)] as const]),
      ),
      runs: [before.length, after.length],
      ...changeOf(middle(before), middle(after)),
    };
  });
}

/** The groups with those labels only that are not the same everywhere. */
function namedApart(groups: readonly GroupChange[]): GroupChange[] {
  const names = [...new Set(groups.flatMap(({ labels }) => Object.keys(labels)))].filter((name) =>
    new Set(groups.flatMap(({ labels }) => labels[name] ?? [])).difference(new Set([null])).size > 1
  );
  return groups.map((group) => ({
    ...group,
    labels: Object.fromEntries(names.map((name) => [name, group.labels[name] ?? [null, null]])),
  }));
}

function tableOf(file: string, text: string): ReadTable | null {
  try {
    return file.endsWith(".csv") ? readTable(file, text) : null;
  } catch {
    return null; // how it is damaged is said of the file
  }
}

interface Run {
  readonly labels: Readonly<Record<string, string>>;
  readonly outcome: number | string;
}

/** What each run came to. */
function runsOf(table: ReadTable | null, { seedsAgain }: Version): Run[] {
  const rows = [...table?.rows.values() ?? []].map(({ cells }) => cells);
  return [...Map.groupBy(rows, ({ run }) => run).values()].map((rows) => {
    const [{ seed, ...first }] = rows;
    const names = Object.keys(first).filter((name) =>
      table?.labels.has(name) && !OF_RUNS.has(name)
    );
    const stage = { stage: seedsAgain.includes(seed) ? AGAIN : SWEEP };
    const found = rows.map((cells) => table?.outcome?.of(cells) ?? NaN);
    const numbers = found.filter((one) => typeof one === "number").filter(Number.isFinite);
    const word = found.find((one) => typeof one === "string") || "not finite";
    return {
      labels: { ...Object.fromEntries(names.map((name) => [name, first[name]])), ...stage },
      outcome: numbers.length > 0 ? numbers.reduce((a, b) => Math.min(a, b)) : word,
    };
  });
}

/** The median, in which a run that came to no number is worse than any; null of no run. */
function middle(runs: readonly Run[]): number | string | null {
  if (runs.length === 0) return null;
  const outcomes = runs.map(({ outcome }) => outcome);
  const found = median(outcomes.map((one) => typeof one === "number" ? one : Infinity));
  return Number.isFinite(found) ? found : outcomes.find((one) => typeof one === "string") ?? null;
}

function changeOf(was: GroupChange["was"], is: GroupChange["is"]) {
  const both = typeof was === "number" && typeof is === "number";
  const absolute = both && Number.isFinite(is - was) ? is - was : null;
  const relative = absolute === null ? NaN : Math.abs(absolute) / Math.abs(Number(was));
  return { was, is, absolute, relative: Number.isFinite(relative) ? relative : null };
}
