import { basename, dirname, posix } from "node:path";
import { InputError, nearest, reasonOf, suggest } from "../../errors.ts";
import { loadExperiment } from "../../experiment/load.ts";
import { examine } from "../../experiment/examine.ts";
import type { Experiment } from "../../experiment/experiment.ts";
import type { Arguments } from "../terminal/command.ts";
import { checkFile, namesIn, readIfThere, walk } from "./folder.ts";
import type { Hashes } from "./module.ts";
import { withModules } from "./modules.ts";
import type { RegistriesFrom } from "../../runs/experiment.ts";
import { isThere, pathOf, placesOf } from "./paths.ts";

export const EXPERIMENTS = "experiments";
export const RESULTS = "results";
/** Results that are not committed: of one's own files, of overrides. */
export const LOCAL = `${RESULTS}/local`;
/** The experiment that runs when none is named. */
export const DEFAULT = "batch_size";

/** An override with a path that a person types, not JSON. */
const PATH = /^(dataset\.(?:directory|file|\w+File))=([^"[{].*)$/s;
const ENDING = /\.jsonc?$/;

export interface Found {
  /** `batch_size`, `cifar10/batch_size`, or the stem of a file of one's own. */
  readonly name: string;
  readonly file: string;
  readonly isShipped: boolean;
  /** `KEY=VALUE`, as given on the command line. */
  readonly overrides: readonly string[];
  readonly experiment: Experiment;
  /** Files of the modules that it names. */
  readonly modules: Hashes;
  /** From where workers have those; null where it names none. */
  readonly outside: RegistriesFrom | null;
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

/**
 * The folders in which results may be that a word stands for: a path, a name below the results of
 * the project, or the file of an experiment.
 */
export function resultPlaces(word: string): string[] {
  const name = word.replace(ENDING, "").replace(new RegExp(`^${EXPERIMENTS}/`), "");
  const isName = /^\w/.test(name) && !/(^|\/)\.\.?(\/|$)/.test(name);
  const stem = ENDING.test(word) ? name.replace(/^.*\//, "") : name;
  return [...placesOf(word), ...isName ? [`${RESULTS}/${name}`, `${LOCAL}/${stem}`] : []];
}

/** Names that results have: of shipped experiments, and below those that are not committed. */
export async function resultNames(): Promise<string[]> {
  return [...await shippedNames(), ...await namesIn(LOCAL) ?? []];
}

/** Reads what the names stand for: shipped experiments or files. Modules are imported if allowed. */
export function findExperiments(
  names: readonly string[],
  overrides: readonly string[] = [],
  { "allow-modules": isAllowed }: Arguments["flags"] = {},
): Promise<Found[]> {
  const typed = overrides.map((override) =>
    override.replace(PATH, (_, key, path) => `${key}=${pathOf(path)}`)
  );
  return Promise.all(names.map((name) => findExperiment(name, typed, isAllowed === true)));
}

function readOther(path: string): string {
  try {
    checkFile(Deno.statSync(path));
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw new InputError(`cannot read "${path}": ${reasonOf(error)}`);
  }
}

/** The file that a word stands for; where there is none, the one that was likely meant. */
export function fileOf(word: string): string {
  const places = ENDING.test(word)
    ? [...placesOf(word), `${EXPERIMENTS}/${word}`]
    : [`${EXPERIMENTS}/${word}.jsonc`, ...placesOf(`${word}.jsonc`), ...placesOf(`${word}.json`)];
  return places.find(isThere) ?? places[0];
}

async function findExperiment(
  word: string,
  overrides: readonly string[],
  mayImport: boolean,
): Promise<Found> {
  const file = fileOf(word);
  const text = await readIfThere(file);
  if (text === undefined) throw new InputError(await missingText(word));
  const options = { source: file, overrides, read: readOther };
  const { result: experiment, files: modules, outside } = await withModules(
    mayImport,
    (given) => loadExperiment(text, { ...options, ...given }),
  );
  // A path that goes up again may lead anywhere.
  const path = file.includes("..") ? "" : posix.normalize(file);
  const shipped = new RegExp(`^${EXPERIMENTS}/(.*)\\.jsonc$`).exec(path)?.[1];
  if (shipped === undefined || overrides.length > 0) await examine(experiment);
  const stem = file.replace(/^.*[\\/]/, "").replace(ENDING, "");
  const isShipped = shipped !== undefined;
  return { name: shipped ?? stem, file, isShipped, overrides, experiment, modules, outside };
}

/** What to say of a word that stands for no experiment. */
async function missingText(word: string): Promise<string> {
  const isFile = ENDING.test(word);
  const shipped = await shippedNames();
  const near = await nearExperiment(word, isFile, shipped);
  const hint = near === undefined ? "" : `: did you mean "${near}"?`;
  if (isFile) return `Cannot read "${word}": there is no such file${hint}`;
  if (isThere(pathOf(word))) {
    return Deno.statSync(pathOf(word)).isDirectory
      ? `Cannot run "${word}" as it is a folder${hint}`
      : `Cannot run "${word}" as the name of an experiment's file ends in .jsonc or .json`;
  }
  const inside = shipped.filter((name) => name.startsWith(`${word}/`));
  return inside.length > 0
    ? `Cannot run "${word}" as it is a folder of experiments: ${inside.join(", ")}`
    : `Cannot find experiment "${word}"${hint || suggest(word, shipped)}`;
}

/** The experiment whose name is most like a word: a shipped one, or a file in the folder it names. */
async function nearExperiment(word: string, isFile: boolean, shipped: readonly string[]) {
  const [folder, name] = [dirname(word), basename(word).replace(ENDING, "")];
  const names = await namesIn(pathOf(folder)).catch(() => []) ?? [];
  const own = names.filter((one) => one.endsWith(".jsonc")).map((one) => one.replace(ENDING, ""));
  const beside = nearest(name, own);
  const near = beside === undefined ? undefined : posix.join(folder, `${beside}.jsonc`);
  return isFile ? near : nearest(word, shipped) ?? near;
}
