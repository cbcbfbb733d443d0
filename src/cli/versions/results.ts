import { InputError, reasonOf } from "../../errors.ts";
import type { ExperimentResult, ResultSet } from "../../results/compare/mod.ts";
import { fileNames, type Files } from "../../results/files.ts";
import { UNKNOWN } from "../../results/compare/inputs.ts";
import { manifestInputs } from "../../results/manifest.ts";
import { RESULTS } from "../work/experiments.ts";
import { type Bytes, codeOf, completed, placeOf, PROJECT, readProject, textOf } from "./project.ts";
import { commitOf, ignoredPaths, readRevision } from "./revision.ts";

/** Results that were loaded. */
export interface LoadedResults extends ResultSet {
  /** The folder of one experiment that they came from, null for a tree of such folders. */
  readonly folder: string | null;
  /** Where a tree lies, null for a revision. */
  readonly tree: string | null;
  /** Which part of all results of a project the tree is, such as `cifar10/`; empty for all. */
  readonly part: string;
}

const MANIFEST = "manifest.json";
/** Folders below, at most: trees are not searched for ever. */
const DEEPEST = 6;

/**
 * The results that a word stands for: a folder of one experiment, a tree of such folders, a folder
 * with a tree `results` in it, or a git revision of this project. A folder wins.
 *
 * @throws {InputError} When it is none of these, or holds no results
 */
async function loadResults(word: string): Promise<LoadedResults> {
  const info = await Deno.stat(word === "" ? "." : word).catch((error: unknown) => {
    // A revision such as main:results is no path that a system must understand.
    if (error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied) {
      throw new InputError(`Cannot read "${word}": ${reasonOf(error)}`);
    }
    return null;
  });
  if (info?.isDirectory) return await loadFolder(word);
  try {
    return await loadRevision(word);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const isFolder = info === null ? "there is no such folder" : "it is a file, not a folder";
    error.message += `\n"${word}" was taken for a revision as ${isFolder}`;
    throw error;
  }
}

/**
 * Both sides of a comparison. Where one is the folder of one experiment, that experiment is picked
 * from the other.
 *
 * @throws {InputError} When one of them cannot be loaded, or has no such experiment
 */
export async function loadBoth(
  base: string,
  head: string,
): Promise<[base: LoadedResults, head: LoadedResults]> {
  const [one, other] = [await loadResults(base), await loadResults(head)];
  if (one.folder !== null && other.folder !== null) {
    const [name] = Object.keys(one.experiments);
    return [one, named(other, name, Object.values(other.experiments)[0])];
  }
  if (one.folder !== null) return [one, picked(other, one)];
  if (other.folder !== null) return [picked(one, other), other];
  const part = one.part === "" ? other.part : one.part;
  const [left, right] = [partOf(one, part), partOf(other, part)];
  const names = Object.keys(left.experiments);
  if (!names.some((name) => name in right.experiments)) {
    throw new InputError(
      `Cannot compare "${base}" with "${head}" as they have no experiment in common` +
        (names.length === 0 ? "" : `: "${base}" has ${names.join(", ")}`),
    );
  }
  return [await committable(left, right), await committable(right, left)];
}

/** The experiments whose names begin like that: a part of the results has a part to go with it. */
function partOf(set: LoadedResults, part: string): LoadedResults {
  const found = Object.entries(set.experiments).filter(([name]) => name.startsWith(part));
  return { ...set, experiments: Object.fromEntries(found) };
}

/**
 * Beside a revision, a tree without what git ignores: results that are made by whoever has the
 * data, and that no revision can have.
 */
async function committable(set: LoadedResults, { commit, ...other }: LoadedResults) {
  const { tree, part, experiments } = set;
  if (commit === null || tree === null) return set;
  const extra = Object.keys(experiments).filter((name) => !(name in other.experiments));
  const fileOf = (name: string) => `${tree}/${name.slice(part.length)}/chart.txt`;
  const ignored = await ignoredPaths(extra.map(fileOf));
  const kept = Object.entries(experiments).filter(([name]) => !ignored.includes(fileOf(name)));
  return { ...set, experiments: Object.fromEntries(kept) };
}

/** The one experiment of a tree that belongs to the folder of the other side. */
function picked(tree: LoadedResults, one: LoadedResults): LoadedResults {
  const [name] = Object.keys(one.experiments);
  const names = Object.keys(tree.experiments);
  const last = (path: string) => path.slice(path.lastIndexOf("/") + 1);
  const near = names.filter((other) => last(other) === last(name));
  // The folder may be deep in a tree of the same shape: the longest name says most.
  const [longest] = names.filter((other) => `/${one.folder}`.endsWith(`/${other}`))
    .sort((a, b) => b.length - a.length);
  const found = longest ?? (near.length === 1 ? near[0] : undefined);
  if (found === undefined) {
    throw new InputError(
      `Cannot compare "${one.name}", the folder of one experiment, with all those of ` +
        `"${tree.name}" as ${near.length === 0 ? "none" : "more than one"} of them is called ` +
        `"${last(name)}": they are ${(near.length === 0 ? names : near).join(", ")}`,
    );
  }
  return named(tree, name, tree.experiments[found]);
}

function named(set: LoadedResults, name: string, experiment: ExperimentResult): LoadedResults {
  return { ...set, experiments: { [name]: experiment } };
}

async function loadRevision(revision: string): Promise<LoadedResults> {
  const commit = await commitOf(revision);
  const files = await readRevision(commit, [RESULTS, ...PROJECT]);
  const experiments = await experimentsIn(below(files, `${RESULTS}/`), files);
  if (Object.keys(experiments).length === 0) {
    throw new InputError(
      `Cannot compare revision "${revision}" (${commit.slice(0, 12)}) as it has no results: ` +
        `no folder in its folder "${RESULTS}" has a runs.csv or a chart.txt`,
    );
  }
  return { name: revision, commit, folder: null, tree: null, part: "", experiments };
}

async function loadFolder(folder: string): Promise<LoadedResults> {
  const inside = await namesIn(folder);
  const path = (await Deno.realPath(folder)).replaceAll("\\", "/");
  if (inside.some(isMark)) return await loadOne(folder, path.replace(/\/interrupted$/, ""));
  const isProject = inside.includes(RESULTS) &&
    (await Deno.stat(`${folder}/${RESULTS}`)).isDirectory;
  const tree = isProject ? `${folder}/${RESULTS}` : folder;
  const place = isProject ? { root: folder, inside: "" } : await placeOf(path);
  const files = await readBelow(tree, "", DEEPEST);
  const part = place.inside === "" ? "" : `${place.inside}/`;
  const experiments = await experimentsIn(
    new Map([...files].map(([path, bytes]) => [part + path, bytes])),
    await readProject(place),
  );
  if (Object.keys(experiments).length > 0) {
    return { name: folder, commit: null, folder: null, tree, part, experiments };
  }
  const where = isProject ? `its "${RESULTS}"` : "it";
  throw new InputError(
    inside.length === 0
      ? `Cannot compare "${folder}" as the folder is empty`
      : `Cannot compare "${folder}" as it holds no results: no folder in ${where} has a runs.csv ` +
        "or a chart.txt",
  );
}

/** Loads the folder of one experiment. */
async function loadOne(folder: string, path: string): Promise<LoadedResults> {
  const place = await placeOf(path);
  const name = place.inside === "" ? path.slice(path.lastIndexOf("/") + 1) : place.inside;
  const files = await readBelow(folder, "", 0);
  const experiments = await experimentsIn(
    new Map([...files].map(([file, bytes]) => [`${name}/${file}`, bytes])),
    await readProject(place),
  );
  return { name: folder, commit: null, folder: path, tree: null, part: "", experiments };
}

/**
 * The committed results of a shipped experiment, seen from the project's folder; undefined when
 * there are none.
 *
 * @throws {InputError} When they cannot be read
 */
export async function committedResult(name: string): Promise<ExperimentResult | undefined> {
  const folder = `${RESULTS}/${name}`;
  const info = await Deno.stat(folder).catch(() => null);
  if (!info?.isDirectory || !(await namesIn(folder)).some(isMark)) return undefined;
  const files = [...await readBelow(folder, "", 0)];
  const experiments = await experimentsIn(
    new Map(files.map(([file, bytes]) => [`${name}/${file}`, bytes])),
    await readProject({ root: ".", inside: name }),
  );
  return experiments[name];
}

/** What every folder of an experiment has: the tables, or at least the chart. */
function isMark(name: string): boolean {
  return name === "runs.csv" || name === "chart.txt";
}

/** Whether a file belongs to the quality plane. */
function isQuality(name: string): boolean {
  return /^[^.].*\.(csv|txt)$/.test(name) && !fileNames("timing").includes(name);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  } catch (error) {
    throw new InputError(`Cannot read the folder "${folder}": ${reasonOf(error)}`);
  }
}

/** The files of results in a folder, and so many folders down, by path. */
async function readBelow(root: string, folder: string, depth: number): Promise<Bytes> {
  const files = new Map<string, Uint8Array>();
  for (const name of (await namesIn(`${root}/${folder}`)).sort()) {
    if (name.startsWith(".") || name === "node_modules") continue;
    // Of a tree, the results of whole experiments, for others to see.
    if (depth > 0 && (name === "interrupted" || `${folder}${name}` === "local")) continue;
    const path = `${root}/${folder}${name}`;
    try {
      const { isFile, isDirectory } = await Deno.stat(path);
      if (isDirectory && depth > 0) {
        const inner = await readBelow(root, `${folder}${name}/`, depth - 1);
        for (const [path, bytes] of inner) files.set(path, bytes);
      }
      const isWanted = isFile && (isQuality(name) || name === MANIFEST);
      if (isWanted) files.set(`${folder}${name}`, await Deno.readFile(path));
    } catch (error) {
      if (error instanceof InputError) throw error;
      if (error instanceof Deno.errors.NotFound) continue; // a link to nothing
      throw new InputError(`Cannot read "${path}": ${reasonOf(error)}`);
    }
  }
  return files;
}

/** The files below a folder, by their path from there. */
function below(files: Bytes, folder: string): Bytes {
  return new Map(
    [...files].filter(([path]) => path.startsWith(folder))
      .map(([path, bytes]) => [path.slice(folder.length), bytes]),
  );
}

/** The experiments whose results are among the files, each with what is known of its inputs. */
async function experimentsIn(
  files: Bytes,
  project: Bytes,
): Promise<Record<string, ExperimentResult>> {
  const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf("/")));
  const folders = Map.groupBy(files.keys(), folderOf);
  const code = await codeOf(project);
  const found: Record<string, ExperimentResult> = {};
  for (const [folder, paths] of folders) {
    const names = paths.map((path) => path.slice(path.lastIndexOf("/") + 1));
    if (!names.some(isMark)) continue;
    const bytesOf = (name: string) => files.get(`${folder}/${name}`) as Uint8Array;
    const texts: Files = Object.fromEntries(
      names.filter(isQuality).sort().map((name) => [name, textOf(bytesOf(name))]),
    );
    const told = names.includes(MANIFEST)
      ? manifestInputs(textOf(bytesOf(MANIFEST)), texts)
      : UNKNOWN;
    found[folder] = { files: texts, inputs: completed(told, folder, project, code) };
  }
  return found;
}
