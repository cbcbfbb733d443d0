import { InputError, nearest, reasonOf } from "../../errors.ts";
import type { ExperimentResult, ResultSet } from "../../results/compare/mod.ts";
import { fileNames } from "../../results/files.ts";
import { manifestInputs } from "../../results/compare/inputs.ts";
import { resultNames, resultPlaces, RESULTS } from "../work/experiments.ts";
import { type Bytes, readBelow, walk } from "../work/folder.ts";
import { decoded, inputsIn, isFolder, isOfProject, placeOf } from "./project.ts";
import { commitOf, ignoredPaths, readRevision } from "./revision.ts";

interface LoadedResults extends ResultSet {
  readonly isOne: boolean;
  /** That folder, or the one that names of experiments are paths in; null for a revision. */
  readonly folder: string | null;
  /** What all names begin with: of a part of the results of a project, such as `cifar10/`. */
  readonly part: string;
}

const MANIFEST = "manifest.json";

/**
 * Both sides of a comparison. Where one is the folder of one experiment, that experiment is picked
 * from the other.
 *
 * @throws {InputError} When one of them cannot be loaded, or has no such experiment
 */
export async function loadBoth(base: string, head: string): Promise<[ResultSet, ResultSet]> {
  const sides = [await loadResults(base), await loadResults(head)];
  const one = sides.find(({ isOne }) => isOne);
  if (one !== undefined) {
    const [name] = Object.keys(one.experiments);
    const [left, right] = sides.map((set) => {
      const wanted = set === one ? name : counterpart(set, one);
      return { ...set, experiments: { [name]: set.experiments[wanted] } };
    });
    return [left, right];
  }
  const part = sides[0].part || sides[1].part;
  const [left, right] = sides.map((set) => kept(set, (name) => name.startsWith(part)));
  const names = Object.keys(left.experiments);
  if (names.some((name) => name in right.experiments)) {
    return [await committable(left, right), await committable(right, left)];
  }
  throw new InputError(
    `Cannot compare "${base}" with "${head}" as they have no experiment in common` +
      (names.length === 0 ? "" : `: "${base}" has ${names.join(", ")}`),
  );
}

function kept(set: LoadedResults, isKept: (name: string) => boolean): LoadedResults {
  const found = Object.entries(set.experiments).filter(([name]) => isKept(name));
  return { ...set, experiments: Object.fromEntries(found) };
}

/**
 * Beside a revision, results without what git ignores: they are made by whoever has the data, and
 * no revision can have them.
 */
async function committable(set: LoadedResults, other: LoadedResults): Promise<LoadedResults> {
  if (set.folder === null || other.folder !== null) return set;
  const fileOf = (name: string) => `${set.folder}/${name}/chart.txt`;
  const extra = Object.keys(set.experiments).filter((name) => !(name in other.experiments));
  const ignored = await ignoredPaths(extra.map(fileOf));
  return kept(set, (name) => !ignored.includes(fileOf(name)));
}

/** The name, in other results, of the experiment whose folder is one side. */
function counterpart(other: LoadedResults, one: LoadedResults): string {
  const names = Object.keys(other.experiments);
  if (other.isOne) return names[0];
  // The folder may be deep in a tree of the same shape: the longest name says most.
  const [found] = names.filter((name) => `/${one.folder}`.endsWith(`/${name}`))
    .sort((a, b) => b.length - a.length);
  if (found !== undefined) return found;
  throw new InputError(
    `Cannot compare "${one.name}", the folder of one experiment, with "${other.name}" as none ` +
      `there has its name: they are ${names.join(", ")}`,
  );
}

async function loadResults(word: string): Promise<LoadedResults> {
  let isAFolder = false;
  for (const place of resultPlaces(word)) {
    if (!await isReadableFolder(place)) continue;
    isAFolder = true;
    const set = await loadFolder(place);
    if (Object.keys(set.experiments).length > 0) return set;
  }
  const set = isAFolder ? null : await loadRevision(word);
  if (set !== null && Object.keys(set.experiments).length > 0) return set;
  throw new InputError(
    `Cannot compare "${word}" as it holds no results: no folder has a runs.csv or a chart.txt`,
  );
}

/** @throws {InputError} When it may not be looked at */
async function isReadableFolder(path: string): Promise<boolean> {
  const info = await Deno.stat(path).catch((error: unknown) => {
    // A revision such as main:results is no path that a system must understand.
    if (error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied) {
      throw new InputError(`Cannot read "${path}": ${reasonOf(error)}`);
    }
    return null;
  });
  return info?.isDirectory ?? false;
}

async function loadRevision(name: string): Promise<LoadedResults> {
  const commit = await commitOf(name).catch(async (error: Error) => {
    const near = nearest(name, await resultNames());
    error.message += `\n"${name}" was taken for a revision as there is no such folder` +
      (near === undefined ? "" : `: did you mean "${near}"?`);
    throw error;
  });
  const project = await readRevision(commit);
  const results = [...project].filter(([path]) => path.startsWith(`${RESULTS}/`))
    .map(([path, bytes]) => [path.slice(RESULTS.length + 1), bytes] as const);
  const experiments = experimentsIn(new Map(results), project);
  return { name, commit, isOne: false, folder: null, part: "", experiments };
}

/** Loads the folder of one experiment, a tree of such folders or a folder with a tree `results`. */
async function loadFolder(name: string): Promise<LoadedResults> {
  const path = (await Deno.realPath(name)).replaceAll("\\", "/");
  const isOne = await isResult(path);
  const tree = !isOne && await isFolder(`${path}/${RESULTS}`) ? `${path}/${RESULTS}` : path;
  const folder = tree.replace(/\/interrupted$/, "");
  const place = await placeOf(folder);
  const inside = isOne && place.inside === "" ? folder.replace(/^.*\//, "") : place.inside;
  const part = inside === "" ? "" : `${inside}/`;
  const files = await readBelow(tree, isOne ? isOfResult : isInTree);
  const experiments = experimentsIn(
    new Map([...files].map(([file, bytes]) => [part + file, bytes])),
    place.root === null ? new Map() : await readBelow(place.root, isOfProject),
  );
  const above = folder.slice(0, folder.length - inside.length).replace(/\/$/, "");
  return { name, commit: null, isOne, folder: isOne ? folder : above, part, experiments };
}

/** Of a shipped experiment, seen from the project's folder; undefined when there is none. */
export async function committedResult(name: string): Promise<ExperimentResult | undefined> {
  const folder = `${RESULTS}/${name}`;
  if (!await isResult(folder)) return undefined;
  const { experiments } = await loadFolder(folder);
  return Object.values(experiments)[0];
}

/** Whether a folder is one of an experiment: it has the tables, or at least the chart. */
async function isResult(folder: string): Promise<boolean> {
  return (await walk(folder, isMark)).length > 0;
}

const isMark = (name: string) => /^(runs\.csv|chart\.txt)$/.test(name);

/** Whether a file belongs to the quality plane, or says where that comes from. */
function isOfResult(name: string): boolean {
  return /^[^./][^/]*\.(csv|txt)$/.test(name) && !fileNames("timing").includes(name) ||
    name === MANIFEST;
}

/** Of a tree, the results of whole experiments, for others to see. */
function isInTree(path: string): boolean {
  if (!path.endsWith("/")) return isOfResult(path.replace(/^.*\//, ""));
  return !/^local\/$|(^|\/)(interrupted|node_modules)\/$/.test(path);
}

function experimentsIn(files: Bytes, project: Bytes): Record<string, ExperimentResult> {
  const inputsOf = inputsIn(project);
  const found: Record<string, ExperimentResult> = {};
  for (const [folder, own] of Map.groupBy(files, ([path]) => path.replace(/\/?[^/]*$/, ""))) {
    const texts = own.map(([path, bytes]) => [path.replace(/^.*\//, ""), decoded(bytes)] as const)
      .filter(([name]) => isOfResult(name));
    if (!texts.some(([name]) => isMark(name))) continue;
    const { [MANIFEST]: manifest = "", ...quality } = Object.fromEntries(texts);
    const [recorded, beside] = [manifestInputs(manifest, quality), inputsOf(folder)];
    const inputs = recorded.isRecorded ? { ...recorded, file: beside.file } : beside;
    found[folder] = { files: quality, inputs };
  }
  return found;
}
