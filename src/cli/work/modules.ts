/** Methods of one's own: programs that experiment files name, imported if the user allows it. */
import { isAbsolute, posix, relative, resolve, sep } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";
import { InputError, MachineError, reasonOf } from "../../errors.ts";
import { inertWord } from "../../inert.ts";
import { sha256 } from "../../exact/sha256.ts";
import { MissingModuleError } from "../../experiment/modules.ts";
import { type Registries, registries as standard } from "../../kinds/mod.ts";
import type { MethodLeaf } from "../../methods/method.ts";
import { isRecord, withFields } from "../../registry.ts";
import { onOff } from "../terminal/options.ts";
import { hashesSha256 } from "./code.ts";
import { checkFile, namesIn } from "./folder.ts";

/** The option of commands that may import modules. */
export const importing = {
  "allow-modules": onOff.meta({
    description: "Import the modules that files name: programs that may do all this task may",
  }),
};

const ENDING = /\.(ts|js|mjs)$/;

/** SHA-256 of files by their paths below the project. */
export type Hashes = Readonly<Record<string, string>>;

/** The option, for a command that needs it as files name modules. */
export function importingWords(modules: Hashes): string[] {
  return Object.keys(modules).length > 0 ? ["--allow-modules"] : [];
}

/** A module with a method of one's own. */
export interface Module {
  /** Its path below the project. */
  readonly file: string;
  readonly leaf: MethodLeaf;
  /** Itself, and the files that it imports by their paths. */
  readonly files: Hashes;
}

/** Files in the folders of experiments that may be modules. */
export async function modulesBeside(files: readonly string[]): Promise<string[]> {
  const folders = [...new Set(files.map(posix.dirname))];
  const found = await Promise.all(
    folders.map(async (folder) =>
      (await namesIn(folder) ?? []).filter((name) => ENDING.test(name))
        .map((name) => posix.join(folder, name))
    ),
  );
  return found.flat();
}

/** What a file can name in addition, and its names by their modules. */
export interface Given {
  readonly registries: Registries;
  readonly modules: ReadonlyMap<string, string>;
}

/**
 * Loads something that may name modules, and says which files those are made of. What is named is
 * imported when it is found missing, and all is loaded again.
 *
 * @throws {InputError} When a module cannot be imported, or may not be
 */
export async function withModules<Result>(
  isAllowed: boolean,
  load: (given: Given) => Result,
): Promise<{ readonly result: Result; readonly files: Hashes }> {
  const names = new Map<string, string>();
  const modules = new Map<string, Module>(); // by file
  for (;;) {
    try {
      const own = [...modules.values()];
      const methods = own.reduce((all, module) => all.with(hashed(module)), standard.methods);
      const result = load({ registries: { ...standard, methods }, modules: names });
      return { result, files: Object.assign({}, ...own.map(({ files }) => files)) };
    } catch (error) {
      if (!(error instanceof MissingModuleError)) throw error;
      try {
        const { given, module: path } = error;
        if (!isAllowed) throw new InputError(NOT_ALLOWED);
        if (!/^(?![/\\])(?!\w[\w+.-]*:)/.test(given)) throw new InputError(NO_PATH);
        const module = await importModule(path);
        const other = [...modules.values()].find(({ file, leaf }) =>
          file !== module.file && leaf.name === module.leaf.name
        );
        if (other !== undefined) {
          throw new InputError(`its name "${module.leaf.name}" is that of ${other.file} as well`);
        }
        modules.set(module.file, module);
        names.set(path, module.leaf.name);
      } catch (reason) {
        throw reason instanceof InputError ? error.because(reason.message) : reason;
      }
    }
  }
}

const NOT_ALLOWED = "a module is a program that may do all that this task may, so it is imported " +
  "with --allow-modules only";
const NO_PATH = "it must be the path of a file, seen from the experiment's, such as ./my_method.ts";

/** The method with the hash of its files among its options: what a run depends on is in its plan. */
function hashed({ leaf, files }: Module): MethodLeaf {
  const hash = hashesSha256(files);
  const moduleSha256 = z.literal(hash).default(hash).describe("SHA-256 of the module's files");
  return {
    ...leaf,
    options: withFields({ moduleSha256 }, leaf.options),
    make: ({ moduleSha256: _, ...options }: Readonly<Record<string, unknown>>, context) =>
      leaf.make(options, context),
  } as MethodLeaf;
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
  const url = `${new URL(`file://${encodeURI(resolve(file))}`)}?${hashesSha256(files)}`;
  let exports: Readonly<Record<string, unknown>>;
  try {
    exports = await import(url);
  } catch (error) {
    throw new InputError(whyNot(error));
  }
  return { file, leaf: guarded(methodIn(exports), file), files };
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
  const root = new URL(`file://${encodeURI(Deno.realPathSync("."))}/`).href;
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
  if (standard.methods.leaves.some((one) => one.name === name)) {
    throw new InputError(`its name "${name}" is that of a built-in method: give it another`);
  }
  return given as unknown as MethodLeaf;
}

/** The same method, whose author's mistakes are the user's errors, and not the program's. */
function guarded(leaf: MethodLeaf, file: string): MethodLeaf {
  return {
    ...leaf,
    make(options, context) {
      try {
        return leaf.make(options, context);
      } catch (error) {
        if (error instanceof InputError || error instanceof MachineError) throw error;
        throw new InputError(`Cannot build "${leaf.name}" of ${file}: ${reasonOf(error)}`);
      }
    },
  };
}
