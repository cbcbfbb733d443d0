/** The file of a method of one's own: where it may be, what it is made of, and what it gives. */
import { isAbsolute, posix, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";
import { ensure, InputError, MachineError, reasonOf } from "../../errors.ts";
import { sha256 } from "../../exact/sha256.ts";
import { inertWord } from "../../inert.ts";
import type { MethodLeaf, Step } from "../../methods/method.ts";
import { methods } from "../../methods/mod.ts";
import { isRecord } from "../../registry.ts";
import { hashesSha256 } from "./code.ts";
import { checkFile } from "./folder.ts";

/** What the name of a module's file ends in. */
export const ENDING = /\.(ts|js|mjs)$/;

/** SHA-256 of files by their paths below the project. */
export type Hashes = Readonly<Record<string, string>>;

/** A module with a method of one's own. */
export interface Module {
  /** Its path below the project. */
  readonly file: string;
  readonly leaf: MethodLeaf;
  /** Itself, and the files that it imports by their paths. */
  readonly files: Hashes;
}

/** What each file was when it was first imported: what another one imports is read but once. */
const imported = new Map<string, string>();

/**
 * Imports a module, which lies below the project's folder.
 *
 * @throws {InputError} When that fails, with the reason alone
 */
export async function importModule(path: string): Promise<Module> {
  const file = placeOf(path);
  const files = hashesOf(file);
  const { [file]: _, ...others } = files;
  for (const [other, hash] of Object.entries(others)) {
    const before = imported.get(other) ?? hash;
    if (before !== hash) {
      throw new InputError(`"${other}" has changed since it was imported: start the command again`);
    }
    imported.set(other, hash);
  }
  // Another text at the same place is another module: with --watch, each is imported.
  const url = `${pathToFileURL(file)}?${hashesSha256(files)}`;
  try {
    return { file, leaf: guarded(methodIn(await import(url)), file), files };
  } catch (error) {
    throw error instanceof InputError ? error : new InputError(whyNot(error));
  }
}

/** @throws {InputError} When there is no file that a module can be, or not below the project */
function placeOf(path: string): string {
  if (!ENDING.test(path)) throw new InputError("its name must end in .ts, .js or .mjs");
  const root = Deno.realPathSync(".");
  const inside = (whole: string) => relative(root, whole).replaceAll(sep, "/");
  const isBelow = (place: string) => !/^\.\.(\/|$)/.test(place) && !isAbsolute(place);
  const outside = "it must lie below the project's folder";
  if (!isBelow(inside(resolve(path)))) throw new InputError(outside);
  try {
    const info = Deno.statSync(path);
    checkFile(info);
    if (info.isDirectory) throw new InputError("it is a folder");
    const file = inside(Deno.realPathSync(path)); // a link may lead out
    if (!isBelow(file)) throw new InputError(outside);
    return file;
  } catch (error) {
    throw new InputError(reasonOf(error));
  }
}

/** What is imported by a path, as far as it stands there as a text. */
const IMPORTS = /\b(?:from|import)\s*\(?\s*(["'])(\.{1,2}\/[^"']+)\1/g;

/** A file, and those that it imports by their paths, but for the program's own. */
function hashesOf(file: string, known: Record<string, string> = {}): Hashes {
  if (
    Object.hasOwn(known, file) || Object.keys(known).length > 0 && /^(src\/|mod\.ts$)/.test(file)
  ) return known;
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(file);
  } catch {
    return known; // importing it says what is wrong
  }
  known[file] = sha256(bytes);
  for (const [, , path] of new TextDecoder().decode(bytes).matchAll(IMPORTS)) {
    hashesOf(posix.join(posix.dirname(file), path), known);
  }
  return known;
}

/** Why an import failed, in one line without the place of the module itself. */
function whyNot(error: unknown): string {
  const root = `${pathToFileURL(Deno.realPathSync("."))}/`;
  const message = error instanceof Error ? error.message : String(error);
  const lines = stripVTControlCharacters(message).split("\n");
  const line = lines.find((one) => one.includes("not found in cache")) ?? lines[0];
  const place = lines.find((one) => /^\s+at .*:\d+:\d+$/.test(one))?.trim() ?? "";
  const text = `${line.replace(/^\s+\d+: /, "")}${place && ` ${place}`}`;
  return `importing it failed: ${text.replaceAll(root, "").replace(/\?[0-9a-f]{64}/g, "")}`;
}

const NAME = /^[a-z][a-zA-Z0-9]*$/;

/** @throws {InputError} When the default export of a module is no method, or one that is built in */
function methodIn(exports: Readonly<Record<string, unknown>>): MethodLeaf {
  const { default: given } = exports;
  if (given === undefined) {
    throw new InputError("it has no default export: write export default defineRule({ … })");
  }
  const { name, summary, options, example, make } = isRecord(given) ? given : {};
  const isLeaf = typeof name === "string" && typeof summary === "string" && isRecord(example) &&
    options instanceof z.ZodObject && typeof make === "function";
  if (!isLeaf) {
    throw new InputError("its default export must be what defineRule or defineMethod gives");
  }
  if (!NAME.test(name)) {
    throw new InputError(
      `the name of its method must be a word like myMethod: it is ${
        inertWord(JSON.stringify(name))
      }`,
    );
  }
  if (methods.leaves.some((one) => one.name === name)) {
    throw new InputError(`its name "${name}" is that of a built-in method: give it another`);
  }
  return given as unknown as MethodLeaf; // what could be asked of it was
}

/** The same method, whose author's mistakes are the user's errors, and not the program's. */
function guarded(leaf: MethodLeaf, file: string): MethodLeaf {
  return {
    ...leaf,
    make(options, context) {
      const cannot = `Cannot build "${leaf.name}" of ${file}: `;
      let step: unknown;
      try {
        step = leaf.make(options, context);
      } catch (error) {
        if (error instanceof InputError || error instanceof MachineError) throw error;
        throw new InputError(cannot + firstLine(error));
      }
      ensure(typeof step === "function", `${cannot}make must give a step, which is a function`);
      return step as Step;
    },
  };
}

/** Why something of a module failed, in a line. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0];
}
