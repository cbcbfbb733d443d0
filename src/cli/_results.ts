import { InputError, reasonOf } from "../errors.ts";
import { experimentFields } from "../experiment/load.ts";
import { isRecord } from "../registry.ts";
import type { ExperimentResult, ResultSet } from "../results/compare.ts";
import type { Files } from "../results/files.ts";
import { type Inputs, UNKNOWN } from "../results/inputs.ts";
import { manifestInputs } from "../results/manifest.ts";
import { CODE, filesSha256 } from "./_code.ts";
import { EXPERIMENTS, RESULTS } from "./_experiments.ts";
import { commitOf, ignoredPaths, readRevision } from "./_revision.ts";

/** Results that were loaded. */
export interface LoadedResults extends ResultSet {
  /** The folder of one experiment that they came from, null for a tree of such folders. */
  readonly folder: string | null;
  /** Where a tree lies, null for a revision. */
  readonly tree: string | null;
}

type Bytes = ReadonlyMap<string, Uint8Array>;

/** The settings with the program's version. */
const SETTINGS = "deno.json";
const MANIFEST = "manifest.json";
/** Folders below, at most: trees are not searched for ever. */
const DEEPEST = 6;

/**
 * The results that a word stands for: a folder of one experiment, a tree of such folders, a folder
 * with a tree `results` in it, or a git revision of this project. A folder wins.
 *
 * @throws {InputError} When it is none of these, or holds no results
 */
export async function loadResults(word: string): Promise<LoadedResults> {
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
  return [await committable(one, other), await committable(other, one)];
}

/**
 * Beside a revision, a tree without what git ignores: results that are made by whoever has the
 * data, and that no revision can have.
 */
async function committable(set: LoadedResults, { commit, ...other }: LoadedResults) {
  const { tree, experiments } = set;
  if (commit === null || tree === null) return set;
  const extra = Object.keys(experiments).filter((name) => !(name in other.experiments));
  const ignored = await ignoredPaths(extra.map((name) => `${tree}/${name}/chart.txt`));
  const isKept = (name: string) => !ignored.includes(`${tree}/${name}/chart.txt`);
  const kept = Object.entries(experiments).filter(([name]) => isKept(name));
  return { ...set, experiments: Object.fromEntries(kept) };
}

/** The one experiment of a tree that belongs to the folder of the other side. */
function picked(tree: LoadedResults, one: LoadedResults): LoadedResults {
  const [name] = Object.keys(one.experiments);
  const names = Object.keys(tree.experiments);
  const last = (path: string) => path.slice(path.lastIndexOf("/") + 1);
  const near = names.filter((other) => last(other) === last(name));
  const found = names.includes(name) ? name : near.length === 1 ? near[0] : undefined;
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
  const files = await readRevision(commit, [RESULTS, EXPERIMENTS, SETTINGS, ...CODE]);
  const experiments = await experimentsIn(below(files, `${RESULTS}/`), files);
  if (Object.keys(experiments).length === 0) {
    throw new InputError(
      `Cannot compare revision "${revision}" (${commit.slice(0, 12)}) as it has no results: ` +
        `no folder in its folder "${RESULTS}" has a runs.csv or a chart.txt`,
    );
  }
  return { name: revision, commit, folder: null, tree: null, experiments };
}

async function loadFolder(folder: string): Promise<LoadedResults> {
  const side = { name: folder, commit: null };
  const inside = await namesIn(folder);
  const at = await Deno.realPath(folder).then((path) => path.replaceAll("\\", "/"));
  if (inside.some(isMark)) {
    const { project, name } = await projectOf(at);
    const files = await readBelow(folder, "", 0);
    const experiments = await experimentsIn(renamed(files, `${name}/`), project);
    return { ...side, folder: at, tree: null, experiments };
  }
  const isProject = inside.includes(RESULTS);
  const tree = isProject ? `${folder}/${RESULTS}` : folder;
  const files = await readBelow(tree, "", DEEPEST);
  const project = isProject
    ? await readProject(folder)
    : (await projectOf(`${at}/any`, false)).project;
  const experiments = await experimentsIn(files, project);
  if (Object.keys(experiments).length > 0) return { ...side, folder: null, tree, experiments };
  throw new InputError(
    `Cannot compare "${folder}" as ` +
      (inside.length === 0
        ? "the folder is empty"
        : `no folder in ${isProject ? `its "${RESULTS}"` : "it"} has a runs.csv or a chart.txt: ` +
          "it holds no results"),
  );
}

/** What every folder of an experiment has: the tables, or at least the chart. */
function isMark(name: string): boolean {
  return name === "runs.csv" || name === "chart.txt";
}

/** Tables that belong to one machine. */
const TIMING = ["timings.csv", "benchopt.csv"];

/** Whether a file belongs to the quality plane. */
function isQuality(name: string): boolean {
  return /^[^.].*\.(csv|txt)$/.test(name) && !TIMING.includes(name);
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
      throw new InputError(`Cannot read "${path}": ${reasonOf(error)}`);
    }
  }
  return files;
}

/** The project whose results lie at a path, nothing when there is none, and the experiment's name. */
async function projectOf(
  path: string,
  isOne = true,
): Promise<{ readonly project: Bytes; readonly name: string }> {
  const parts = path.split("/");
  const at = parts.lastIndexOf(RESULTS);
  const none = { project: new Map(), name: parts[parts.length - 1] };
  if (at < 0) return none;
  const root = parts.slice(0, at).join("/") || "/";
  const name = isOne ? parts.slice(at + 1).join("/") : none.name;
  const isThere = await Deno.stat(`${root}/${EXPERIMENTS}`).then(
    ({ isDirectory }) => isDirectory,
    () => false, // or not permitted: then nothing is known
  );
  return name === "" || !isThere ? none : { project: await readProject(root), name };
}

/** The experiment files, the code and the settings of the project in a folder, as far as there. */
async function readProject(root: string): Promise<Bytes> {
  const files = new Map<string, Uint8Array>();
  async function read(path: string): Promise<void> {
    const { isDirectory } = await Deno.stat(`${root}/${path}`);
    if (!isDirectory) return void files.set(path, await Deno.readFile(`${root}/${path}`));
    for await (const { name } of Deno.readDir(`${root}/${path}`)) await read(`${path}/${name}`);
  }
  for (const path of [EXPERIMENTS, SETTINGS, ...CODE]) {
    await read(path).catch((error: unknown) => {
      if (!(error instanceof Deno.errors.NotFound)) {
        throw new InputError(`Cannot read "${root}/${path}": ${reasonOf(error)}`);
      }
    });
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

function renamed(files: Bytes, before: string): Bytes {
  return new Map([...files].map(([path, bytes]) => [before + path, bytes]));
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
    if (!names.some(isMark) || !isKept(folder)) continue;
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

/** Whether results are those of a whole experiment, for others to see. */
function isKept(folder: string): boolean {
  return !folder.startsWith("local/") && !folder.split("/").includes("interrupted");
}

/** What a project tells of all its results. */
async function codeOf(project: Bytes): Promise<Pick<Inputs, "codeSha256" | "version">> {
  const isCode = (path: string) => CODE.some((one) => path === one || path.startsWith(`${one}/`));
  const code = new Map([...project].filter(([path]) => isCode(path)));
  let settings: unknown;
  try {
    settings = JSON.parse(textOf(project.get(SETTINGS) ?? new Uint8Array()));
  } catch {
    settings = null; // one with comments, or none
  }
  const version = isRecord(settings) && typeof settings.version === "string"
    ? settings.version
    : null;
  return { codeSha256: code.size === 0 ? null : await filesSha256(code), version };
}

/** What the manifest does not tell, from the project: its experiments are those that are shipped. */
function completed(
  told: Inputs,
  name: string,
  project: Bytes,
  code: Pick<Inputs, "codeSha256" | "version">,
): Inputs {
  if (told.experiment !== null) return told;
  const file = `${EXPERIMENTS}/${name}.jsonc`;
  if (!project.has(file)) return told;
  const experiment = fieldsOf(file, project);
  const { center } = experiment ?? {};
  const other = isRecord(center) && typeof center.experiment === "string"
    ? fieldsOf(new URL(center.experiment, `file:///${file}`).pathname.slice(1), project)
    : null;
  return { ...told, ...code, experiment, center: other };
}

/** The fields of an experiment file of a project; null when it is not there or cannot be read. */
function fieldsOf(file: string, project: Bytes): Readonly<Record<string, unknown>> | null {
  const bytes = project.get(file);
  if (bytes === undefined) return null;
  try {
    return experimentFields(textOf(bytes), file);
  } catch {
    return null; // `check` says what is wrong with it
  }
}

/** Bytes as text, in which no byte is lost: damaged text comes out otherwise than any whole one. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return `\uFFFD${Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")}`;
  }
}
