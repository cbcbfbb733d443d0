/**
 * What has changed between two versions of results, and why. Numbers are compared as they are
 * written: one bit is a change.
 *
 * @module
 */
import type { Files } from "../files.ts";
import { compareFile, type FileChange } from "./_differences.ts";
import { compareOutcomes, type OutcomeChange, seedsAgain } from "./_outcomes.ts";
import { rankOf } from "./_table.ts";
import { compareInputs, type Inputs, UNKNOWN } from "./inputs.ts";

export type { FileChange, FileChangeKind, ResultDifference } from "./_differences.ts";
export type { GroupChange, OutcomeChange } from "./_outcomes.ts";
export type { Inputs } from "./inputs.ts";

/** One version of the results of an experiment. */
export interface ExperimentResult {
  /** The quality files by name. */
  readonly files: Files;
  /** What they were made from; nothing is known when left out. */
  readonly inputs?: Inputs;
}

/** One version of the results of several experiments. */
export interface ResultSet {
  /** What the user called it. */
  readonly name: string;
  /** The commit in full when it is a revision, otherwise null. */
  readonly commit: string | null;
  /** The results by the experiment's name. */
  readonly experiments: Readonly<Record<string, ExperimentResult>>;
}

/**
 * What a change comes from: other `inputs`, the same inputs and other `code`, or `numbers` that
 * came out otherwise although nothing that is known differs. `files` when no number is known to
 * have changed, but files are damaged or in one version only; `text` when every cell is the same.
 */
export type Cause = "inputs" | "code" | "numbers" | "text" | "files";

/** What has become of an experiment's results. */
export interface ExperimentChange {
  /** Such as `batch_size` or `cifar10/batch_size`. */
  readonly name: string;
  /** `added` and `removed` are in the head or the base alone. */
  readonly status: "same" | "changed" | "added" | "removed";
  /** Null unless changed. */
  readonly cause: Cause | null;
  /** Each input that differs, with what it was and is; may be there when the results are the same. */
  readonly inputs: readonly string[];
  /** Whether manifests say what both versions were made from; otherwise the files beside them do. */
  readonly isRecorded: boolean;
  /** Fields of the experiment's file that have changed since the results were made. */
  readonly outdated: readonly string[];
  /** The final losses, or what else a person asks of first; null unless changed and known. */
  readonly outcomes: OutcomeChange | null;
  /** Runs with other numbers, and how many there are in the files that differ. */
  readonly runs: FileChange["runs"];
  /** The files that differ: those that a run makes earlier come first. */
  readonly files: readonly FileChange[];
}

/** What has changed between two versions of results. Plain data, as JSON can hold it. */
export interface QualityComparison {
  /** The earlier version: what its user called it, and its commit if it has one. */
  readonly base: Pick<ResultSet, "name" | "commit">;
  /** The later version. */
  readonly head: Pick<ResultSet, "name" | "commit">;
  /** All experiments of both versions, in the order of their names. */
  readonly experiments: readonly ExperimentChange[];
}

/**
 * Compares two versions of results, experiment by experiment and byte by byte.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { compareResults, qualityText } from "@descent-bench/descent-bench";
 *
 * const version = (name: string, loss: number) => {
 *   const files = { "runs.csv": `run,last_train_loss\n1,9\n2,${loss}\n` };
 *   return { name, commit: null, experiments: { tiny: { files } } };
 * };
 * const comparison = compareResults(version("old", 8), version("new", 7));
 * assertEquals(comparison.experiments[0].runs, { changed: ["2"], all: 2 });
 * assertEquals(qualityText(comparison).includes("last_train_loss was 8, is 7 (−1"), true);
 * ```
 */
export function compareResults(base: ResultSet, head: ResultSet): QualityComparison {
  const names = Object.keys({ ...base.experiments, ...head.experiments });
  const depth = (name: string) => name.split("/").length; // folders after files
  return {
    base: { name: base.name, commit: base.commit },
    head: { name: head.name, commit: head.commit },
    experiments: names.sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1)).map((name) =>
      compareExperiment(name, base.experiments[name], head.experiments[name])
    ),
  };
}

/** Compares two versions of one experiment's results; undefined is a version without it. */
export function compareExperiment(
  name: string,
  base: ExperimentResult | undefined,
  head: ExperimentResult | undefined,
): ExperimentChange {
  const [was, is] = [base, head].map((one) => one?.inputs ?? UNKNOWN);
  const { fields, shown, code, outdated } = compareInputs(was, is);
  const files = base && head ? changedFiles(base.files, head.files) : [];
  const labels = Object.assign({}, ...files.map((file) => file.labels).toReversed());
  const inputs = [...fields, ...Object.values<string>(labels)];
  const status = !base ? "added" : !head ? "removed" : files.length > 0 ? "changed" : "same";
  const kinds = new Set(files.map(({ kind }) => kind));
  const cause = kinds.has("numbers")
    ? inputs.length > 0 ? "inputs" : code.length > 0 ? "code" : "numbers"
    : !kinds.isDisjointFrom(new Set(["damaged", "added", "removed"]))
    ? "files"
    : kinds.has("labels")
    ? "inputs"
    : "text";
  return {
    name,
    status,
    cause: status === "changed" ? cause : null,
    inputs: [...inputs, ...shown, ...code],
    isRecorded: was.isRecorded && is.isRecorded,
    // Of results that stayed while their file changed, nobody knows whether they were made again.
    outdated: status === "same" && !is.isRecorded && outdated.length === 0
      ? [...fields, ...shown]
      : outdated,
    outcomes: base && head && status === "changed"
      ? compareOutcomes(
        { files: base.files, seedsAgain: again(was, is) },
        { files: head.files, seedsAgain: again(is, was) },
      )
      : null,
    runs: {
      changed: [...new Set(files.flatMap(({ runs }) => runs.changed))],
      all: Math.max(0, ...files.map(({ runs }) => runs.all)),
    },
    files,
  };
}

/** The seeds of a version's second stage; where nothing is known of it, those of the other. */
function again(own: Inputs, other: Inputs): string[] {
  return seedsAgain(own.experiment === null ? other : own);
}

function changedFiles(base: Files, head: Files): FileChange[] {
  return Object.keys({ ...base, ...head })
    .sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1))
    .flatMap((file) => compareFile(file, base[file], head[file]) ?? []);
}
