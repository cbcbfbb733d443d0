/**
 * What has changed between two versions of results, and why. Numbers are compared as they are
 * written: one bit is a change.
 *
 * @module
 */
import {
  compareFile,
  type FileChange,
  type FileChangeKind,
  type ResultDifference,
} from "./_differences.ts";
import { compareInputs, type InputChanges, type Inputs, UNKNOWN } from "./inputs.ts";
import { changedLabels, DATASET, namesOfRuns } from "./_labels.ts";
import { readTable } from "./_rows.ts";
type Kind = "train" | "slice" | "gradientCheck";
import type { Files } from "../files.ts";

export type { CellChange, FileChange, FileChangeKind, ResultDifference } from "./_differences.ts";
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
 * came out otherwise although nothing that is known differs. `text` when no number changed;
 * `files` when tables are damaged or not there, so that nobody can tell.
 */
export type Cause = "inputs" | "code" | "numbers" | "text" | "files";

/** What has become of an experiment's results. */
export interface ExperimentChange {
  /** Such as `batch_size` or `cifar10/batch_size`. */
  readonly name: string;
  /** `added` and `removed` are in the head or the base alone. */
  readonly status: "same" | "changed" | "added" | "removed";
  /** The kind of experiment, by its tables; null without them. */
  readonly kind: Kind | null;
  /** Null unless changed. */
  readonly cause: Cause | null;
  /** Each input that differs, with what it was and is; may be there when the results are the same. */
  readonly inputs: readonly string[];
  /** The same of the program. */
  readonly code: readonly string[];
  /** Whether results of a version are but taken to be made by the code beside them. */
  readonly isCodeAssumed: boolean;
  /** Results that are older than their experiment's file. */
  readonly outdated: readonly Outdated[];
  /** Inputs that both versions are known to share. */
  readonly sameInputs: readonly ("experiment" | "dataset" | "code")[];
  /** What may be worth knowing and changes no result. */
  readonly information: readonly string[];
  /** The first difference in the order of the runs; null without one that can be shown. */
  readonly first: ResultDifference | null;
  /** Runs with other numbers, and all there are in either version. */
  readonly runs: { readonly changed: readonly string[]; readonly all: number };
  /** Those of the changed runs whose weights differ although no recorded number does. */
  readonly weightsAlone: readonly string[];
  /**
   * Whether the final weights of all changed runs of training are the same, so that a table was
   * edited or is computed otherwise.
   */
  readonly isSameWeights: boolean;
  /** The files that differ. */
  readonly files: readonly FileChange[];
}

/** Results that their experiment's file has changed since. */
export interface Outdated {
  /** Whose results they are. */
  readonly side: "base" | "head";
  /** Whether a manifest tells; otherwise the file has changed and the results have not. */
  readonly isKnown: boolean;
  /** Each field that differs, with what it was and is. */
  readonly fields: readonly string[];
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
 * const version = (name: string, loss: string) => ({
 *   name,
 *   commit: null,
 *   experiments: { tiny: { files: { "runs.csv": `run,last_train_loss\n1,9\n2,${loss}\n` } } },
 * });
 * const comparison = compareResults(version("old", "8"), version("new", "7"));
 * const [{ status, cause, runs }] = comparison.experiments;
 * assertEquals([status, cause, runs], ["changed", "numbers", { changed: ["2"], all: 2 }]);
 * assertEquals(qualityText(comparison).includes("last_train_loss was 8, is 7 (−1"), true);
 * ```
 */
export function compareResults(base: ResultSet, head: ResultSet): QualityComparison {
  const names = new Set([...Object.keys(base.experiments), ...Object.keys(head.experiments)]);
  const side = ({ name, commit }: ResultSet) => ({ name, commit });
  return {
    base: side(base),
    head: side(head),
    experiments: [...names].sort(byDepth).map((name) =>
      compareExperiment(name, base.experiments[name], head.experiments[name])
    ),
  };
}

/** Folders after files, as experiments are listed. */
function byDepth(a: string, b: string): number {
  return a.split("/").length - b.split("/").length || (a < b ? -1 : 1);
}

/** Compares two versions of one experiment's results; undefined is a version without it. */
export function compareExperiment(
  name: string,
  base: ExperimentResult | undefined,
  head: ExperimentResult | undefined,
): ExperimentChange {
  const inputs = compareInputs(base?.inputs ?? UNKNOWN, head?.inputs ?? UNKNOWN);
  const none: ExperimentChange = {
    name,
    status: "same",
    kind: kindOf({ ...base?.files, ...head?.files }),
    cause: null,
    inputs: [...inputs.experiment, ...inputs.presentation],
    code: inputs.code,
    isCodeAssumed: inputs.isCodeAssumed,
    outdated: [
      ...inputs.sinceBase.length > 0 ? [outdated("base", inputs.sinceBase)] : [],
      ...inputs.sinceHead.length > 0 ? [outdated("head", inputs.sinceHead)] : [],
    ],
    sameInputs: [],
    information: inputs.information,
    first: null,
    runs: { changed: [], all: 0 },
    weightsAlone: [],
    isSameWeights: false,
    files: [],
  };
  if (base === undefined || head === undefined) {
    return { ...none, status: base === undefined ? "added" : "removed", information: [] };
  }
  const files = [...new Set([...Object.keys(base.files), ...Object.keys(head.files)])]
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .flatMap((file) => compareFile(file, base.files[file], head.files[file]) ?? []);
  if (files.length > 0) return changedExperiment(none, base.files, head.files, files, inputs);
  const isStale = head.inputs?.isAssumed && none.inputs.length > 0 && none.outdated.length === 0;
  return isStale
    ? { ...none, outdated: [{ ...outdated("head", none.inputs), isKnown: false }] }
    : none;
}

function outdated(side: Outdated["side"], fields: readonly string[]): Outdated {
  return { side, isKnown: true, fields };
}

function changedExperiment(
  none: ExperimentChange,
  base: Files,
  head: Files,
  files: readonly FileChange[],
  { experiment, presentation, code, isExperimentKnown, isCodeKnown }: InputChanges,
): ExperimentChange {
  const labels = changedLabels(files);
  const datasets = labels.filter(({ column }) => column === DATASET).map(({ text }) => text);
  const others = labels.filter(({ column }) => column !== DATASET).map(({ text }) => text);
  // What the file says explains what the tables say.
  const question = [...experiment, ...datasets, ...experiment.length > 0 ? [] : others];
  const isSameExperiment = isExperimentKnown && experiment.length === 0;
  const sides = [base, head].map(namesOfRuns);
  const isDatasetKnown = sides.every(({ hasDataset }) => hasDataset);
  const inRuns = runsOf(files);
  return {
    ...none,
    status: "changed",
    cause: has(files, "numbers")
      ? question.length > 0 ? "inputs" : code.length > 0 ? "code" : "numbers"
      : files.some(isLost)
      ? "files"
      : has(files, "labels") && !(isSameExperiment && datasets.length === 0)
      ? "inputs"
      : "text", // labels of the same experiment are written otherwise
    inputs: [...question, ...presentation],
    sameInputs: [
      ...isSameExperiment && others.length === 0 ? ["experiment" as const] : [],
      ...isDatasetKnown && datasets.length === 0 ? ["dataset" as const] : [],
      ...isCodeKnown && code.length === 0 ? ["code" as const] : [],
    ],
    first: firstOf(files),
    runs: { changed: [...inRuns.keys()], all: new Set(sides.flatMap(({ runs }) => runs)).size },
    weightsAlone: files.some(isLost) ? [] : weightsAlone(inRuns), // nobody can tell
    isSameWeights: none.kind === "train" && !files.some(isLost) &&
      hasSameWeights([base, head], inRuns),
    files,
  };
}

function has(files: readonly FileChange[], wanted: FileChangeKind): boolean {
  return files.some(({ kind }) => kind === wanted);
}

/** Whether it is a table whose numbers cannot be compared. */
function isLost({ file, kind }: FileChange): boolean {
  return file.endsWith(".csv") && ["added", "removed", "damaged"].includes(kind);
}

const WEIGHTS = "weights_sha256";

function weightsAlone(inRuns: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const isAlone = (names: ReadonlySet<string>) => names.size === 1 && names.has(WEIGHTS);
  return [...inRuns].filter(([, names]) => isAlone(names)).map(([run]) => run);
}

/** Whether the weights of all changed runs are told, and none of them has changed. */
function hasSameWeights(
  sides: readonly Files[],
  inRuns: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const isOther = (names: ReadonlySet<string>) => names.has(WEIGHTS) || names.has("*");
  if (inRuns.size === 0 || [...inRuns.values()].some(isOther)) return false;
  return sides.every((files) => {
    const table = readTable("runs.csv", files["runs.csv"] ?? "");
    if (typeof table === "string") return false;
    const told = table.rows.filter(({ cells }) => (cells[WEIGHTS] ?? "") !== "");
    return new Set(inRuns.keys()).isSubsetOf(new Set(told.map(({ cells }) => cells.run)));
  });
}

function kindOf(files: Files): Kind | null {
  if ("curves.csv" in files) return "train";
  if ("slice.csv" in files) return "slice";
  return "gradient_check.csv" in files ? "gradientCheck" : null;
}

/** In the order in which a run makes them: what is told of a run as a whole comes last. */
const ORDER = ["path.csv", "curves.csv", "slice.csv", "gradient_check.csv"];

function rank(file: string): number {
  const at = ORDER.indexOf(file);
  if (at >= 0) return at;
  return ORDER.length + (file === "runs.csv" ? 1 : file.endsWith(".csv") ? 0 : 2);
}

/** The columns that changed by run, over all files, in the order of the runs. */
function runsOf(files: readonly FileChange[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { runs } of files) {
    for (const [run, names] of Object.entries(runs)) {
      found.set(run, new Set([...found.get(run) ?? [], ...names]));
    }
  }
  return new Map([...found].sort(([a], [b]) => Number(a) - Number(b)));
}

function firstOf(files: readonly FileChange[]): ResultDifference | null {
  const runOf = ({ first }: FileChange) => Number(first?.place.run);
  const [numbers] = files.filter(({ kind }) => kind === "numbers")
    .toSorted((a, b) => runOf(a) - runOf(b)); // files of the same run stay in their order
  const next = (wanted: FileChangeKind) => files.find(({ kind }) => kind === wanted);
  return (numbers ?? next("damaged") ?? next("labels") ?? next("text"))?.first ?? null;
}
