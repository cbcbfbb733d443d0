import { posix } from "node:path";
import { InputError, reasonOf } from "../../errors.ts";
import { experimentFields } from "../../experiment/load.ts";
import { isRecord } from "../../registry.ts";
import type { Inputs } from "../../results/compare/inputs.ts";
import { CODE, filesSha256, isCode, readTree } from "../work/code.ts";
import { EXPERIMENTS, RESULTS } from "../work/experiments.ts";

/** Files by path. */
export type Bytes = ReadonlyMap<string, Uint8Array>;

/** The settings with the program's version. */
const SETTINGS = "deno.json";

/** What of a project tells the inputs of its results. */
export const PROJECT = [EXPERIMENTS, SETTINGS, ...CODE];

/** Where results lie in a project. */
export interface Place {
  /** The project's folder; null when they are results of no project, or local ones. */
  readonly root: string | null;
  /** Path below its folder of results, such as `cifar10/batch_size`; empty for all of them. */
  readonly inside: string;
}

/** Where in a project a folder lies, given its whole path. */
export async function placeOf(path: string): Promise<Place> {
  const parts = path.split("/");
  const at = parts.lastIndexOf(RESULTS);
  const root = parts.slice(0, at).join("/");
  const isThere = at >= 0 && await Deno.stat(`${root}/${EXPERIMENTS}`).then(
    ({ isDirectory }) => isDirectory,
    () => false, // or not permitted: then nothing is known
  );
  if (!isThere) return { root: null, inside: "" };
  const [first, ...rest] = parts.slice(at + 1);
  if (first !== "local") return { root, inside: parts.slice(at + 1).join("/") };
  // With the overrides and files of those who made them, of which the project knows nothing.
  return { root: null, inside: rest.join("/") };
}

/** The experiment files, the code and the settings of the project in a folder, as far as there. */
export async function readProject({ root }: Place): Promise<Bytes> {
  if (root === null) return new Map();
  try {
    return await readTree(root, PROJECT, isOfProject);
  } catch (error) {
    throw new InputError(`Cannot read the project in "${root}": ${reasonOf(error)}`);
  }
}

function isOfProject(path: string): boolean {
  return path === SETTINGS || isCode(path) ||
    path.startsWith(`${EXPERIMENTS}/`) && path.endsWith(".jsonc");
}

/** What a project tells of all its results. */
export async function codeOf(project: Bytes): Promise<Pick<Inputs, "codeSha256" | "version">> {
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

/**
 * What the manifest does not tell, from the project: its experiments are those that are shipped.
 * That its files and its code are what the results were made from is assumed.
 */
export function completed(
  told: Inputs,
  name: string,
  project: Bytes,
  code: Pick<Inputs, "codeSha256" | "version">,
): Inputs {
  const path = `${EXPERIMENTS}/${name}.jsonc`;
  if (!project.has(path)) return told;
  const file = fieldsOf(path, project);
  const { center } = file ?? {};
  const other = isRecord(center) && typeof center.experiment === "string"
    ? fieldsOf(posix.join(posix.dirname(path), center.experiment), project)
    : null;
  return {
    ...told,
    codeSha256: told.codeSha256 ?? code.codeSha256,
    version: told.version ?? code.version,
    experiment: told.experiment ?? file,
    center: told.experiment === null ? other : null,
    file,
    isAssumed: told.experiment === null || told.codeSha256 === null,
  };
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
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return `\uFFFD${Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")}`;
  }
}
