import { posix } from "node:path";
import { experimentFields } from "../../experiment/load.ts";
import { isRecord } from "../../registry.ts";
import { type Inputs, UNKNOWN } from "../../results/compare/inputs.ts";
import { filesSha256, isCode } from "../work/code.ts";
import { EXPERIMENTS, RESULTS } from "../work/experiments.ts";
import type { Bytes } from "../work/folder.ts";

const SETTINGS = "deno.json";

export interface Place {
  /** The project's folder; null when they are results of no project, or local ones. */
  readonly root: string | null;
  /** Path below its folder of results, such as `cifar10/batch_size`; empty for all of them. */
  readonly inside: string;
}

/** Of one that may not be looked at, nothing is known. */
export async function isFolder(path: string): Promise<boolean> {
  return (await Deno.stat(path).catch(() => null))?.isDirectory ?? false;
}

/** Where in a project a folder lies, given its whole path. */
export async function placeOf(path: string): Promise<Place> {
  const parts = path.split("/");
  const at = parts.lastIndexOf(RESULTS);
  const root = parts.slice(0, at).join("/");
  const isThere = at >= 0 && await isFolder(`${root}/${EXPERIMENTS}`);
  const inside = isThere ? parts.slice(at + 1) : [];
  // Local ones are made with overrides and files of which the project knows nothing.
  return inside[0] === "local"
    ? { root: null, inside: inside.slice(1).join("/") }
    : { root: isThere ? root : null, inside: inside.join("/") };
}

/** Whether a file of a project, or a folder with a slash at the end, says what results came from. */
export function isOfProject(path: string): boolean {
  return path === SETTINGS || isCode(path) ||
    path.startsWith(`${EXPERIMENTS}/`) && /(\/|\.jsonc)$/.test(path);
}

/**
 * By an experiment's name, what a project says of its results: they are taken to be made from its
 * file and its code.
 */
export function inputsIn(project: Bytes): (name: string) => Inputs {
  const code = new Map([...project].filter(([path]) => isCode(path)));
  const codeSha256 = code.size === 0 ? null : filesSha256(code);
  const version = /"version": *"([^"]*)"/.exec(decoded(project.get(SETTINGS)))?.[1] ?? null;
  return (name) => {
    const path = `${EXPERIMENTS}/${name}.jsonc`;
    const file = fieldsOf(path, project);
    return project.has(path)
      ? { ...UNKNOWN, experiment: file, file, codeSha256, version }
      : UNKNOWN;
  };
}

/** The fields of an experiment file, with those of others that it names; null of none or a wrong one. */
function fieldsOf(path: string, project: Bytes): Inputs["file"] {
  const read = (path: string) => experimentFields(decoded(project.get(path)), path);
  const other = (name: string) => {
    const { title: _, question: __, charts: ___, ...fields } = read(
      posix.join(posix.dirname(path), name),
    );
    return fields;
  };
  const whole = (fields: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(fields).map(([key, value]) => {
        if (key === "experiment" && typeof value === "string") return [key, other(value)];
        return [key, isRecord(value) ? whole(value) : value];
      }),
    );
  try {
    return whole(read(path));
  } catch {
    return null; // `check` says what is wrong with it
  }
}

/** Bytes as text, in which no byte is lost: damaged text comes out otherwise than any whole one. */
export function decoded(bytes: Uint8Array = new Uint8Array()): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return `\uFFFD${Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")}`;
  }
}
