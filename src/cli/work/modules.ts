/** Methods of one's own: programs that experiment files name, imported if the user allows it. */
import { posix } from "node:path";
import { z } from "zod";
import { InputError } from "../../errors.ts";
import { MissingModuleError } from "../../experiment/modules.ts";
import { type Registries, registries as standard } from "../../kinds/mod.ts";
import type { MethodLeaf } from "../../methods/method.ts";
import { methodsWith } from "../../methods/mod.ts";
import { withFields } from "../../registry.ts";
import type { RegistriesFrom } from "../../runs/experiment.ts";
import { onOff } from "../terminal/options.ts";
import { hashesSha256 } from "./code.ts";
import { namesIn } from "./folder.ts";
import { ENDING, firstLine, type Hashes, importModule, type Module } from "./module.ts";

/** The option of commands that may import modules. */
export const importing = {
  "allow-modules": onOff.meta({
    description: "Import the modules that files name: programs that may do all this task may",
  }),
};

/** The option, for a command that needs it as files name modules. */
export function importingWords(modules: Hashes): string[] {
  return Object.keys(modules).length > 0 ? ["--allow-modules"] : [];
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

/** All that files can name with the methods of modules, which are imported: for workers as well. */
export async function registriesOf(paths: readonly string[]): Promise<Registries> {
  return registriesWith(await Promise.all(paths.map(importModule)));
}

function registriesWith(modules: readonly Module[]): Registries {
  // Schemas are made once for each registries: those of files without modules for all of them.
  if (modules.length === 0) return standard;
  return { ...standard, methods: methodsWith(modules.map(hashed)) };
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
): Promise<
  { readonly result: Result; readonly files: Hashes; readonly outside: RegistriesFrom | null }
> {
  const names = new Map<string, string>();
  const modules = new Map<string, Module>(); // by file
  for (;;) {
    const own = [...modules.values()];
    const registries = registriesWith(own);
    try {
      const result = load({ registries, modules: names });
      const outside = own.length === 0 ? null : outsideOf(own);
      return { result, files: Object.assign({}, ...own.map(({ files }) => files)), outside };
    } catch (error) {
      if (!(error instanceof MissingModuleError)) throw mistakeIn(own, error);
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

/** From where workers have the same. */
function outsideOf(modules: readonly Module[]): RegistriesFrom {
  return { module: import.meta.url, paths: modules.map(({ file }) => file) };
}

/** What the options of a module throw when they are looked at is a mistake in the module. */
function mistakeIn(modules: readonly Module[], error: unknown): unknown {
  const isTheirs = modules.length > 0 && !(error instanceof InputError);
  const names = modules.map(({ file }) => file).join(", ");
  return isTheirs
    ? new InputError(`Cannot read the options of ${names}: ${firstLine(error)}`)
    : error;
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
