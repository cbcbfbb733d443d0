import { posix } from "node:path";
import { InputError, reasonOf, suggest } from "../../errors.ts";
import { loadExperiment } from "../../experiment/load.ts";
import type { Experiment } from "../../experiment/experiment.ts";
import { checkFile, readIfThere, reading, readText, walk } from "./folder.ts";

export const EXPERIMENTS = "experiments";
export const RESULTS = "results";
/** Results that are not committed: of one's own files, of overrides. */
export const LOCAL = `${RESULTS}/local`;
/** The experiment that runs when none is named. */
export const DEFAULT = "batch_size";

export interface Found {
  /** `batch_size`, `cifar10/batch_size`, or the stem of a file of one's own. */
  readonly name: string;
  readonly file: string;
  readonly isShipped: boolean;
  /** `KEY=VALUE`, as given on the command line. */
  readonly overrides: readonly string[];
  readonly experiment: Experiment;
}

/** Where the results of an experiment go when no folder is named. */
export function folderOf({ name, isShipped, overrides }: Found): string {
  return isShipped && overrides.length === 0 ? `${RESULTS}/${name}` : `${LOCAL}/${name}`;
}

export async function shippedNames(): Promise<string[]> {
  const files = await walk(EXPERIMENTS, (path) => /(\/|\.jsonc)$/.test(path));
  if (files.length === 0) {
    throw new InputError(
      `Cannot read "${EXPERIMENTS}/": there is no such file (start in the project's folder)`,
    );
  }
  const names = files.map((path) => path.replace(/\.jsonc$/, ""));
  // Folders after files: the ones that need no download come first.
  const depth = (name: string) => name.split("/").length;
  return names.sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
}

/** Reads what the names stand for: shipped experiments or files. */
export function findExperiments(
  names: readonly string[],
  overrides: readonly string[] = [],
): Promise<Found[]> {
  return Promise.all(names.map((name) => findExperiment(name, overrides)));
}

function readOther(path: string): string {
  try {
    checkFile(Deno.statSync(path));
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw new InputError(`center.experiment: cannot read "${path}": ${reasonOf(error)}`);
  }
}

async function findExperiment(word: string, overrides: readonly string[]): Promise<Found> {
  const isFile = /\.jsonc?$/.test(word);
  const file = isFile ? word : `${EXPERIMENTS}/${word}.jsonc`;
  const text = await (isFile ? reading(file, readText) : readIfThere(file));
  if (text === undefined) {
    throw new InputError(`Cannot find experiment "${word}"${suggest(word, await shippedNames())}`);
  }
  const experiment = loadExperiment(text, { source: file, overrides, read: readOther });
  // A path that goes up again may lead anywhere.
  const path = file.includes("..") ? "" : posix.normalize(file);
  const shipped = new RegExp(`^${EXPERIMENTS}/(.*)\\.jsonc$`).exec(path)?.[1];
  const stem = file.replace(/^.*[\\/]/, "").replace(/\.jsonc?$/, "");
  return { name: shipped ?? stem, file, isShipped: shipped !== undefined, overrides, experiment };
}
