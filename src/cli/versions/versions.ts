import { InputError } from "../../errors.ts";
import { CODE_PATHS, gitState, machine } from "../work/circumstances.ts";
import { filesSha256 } from "../work/code.ts";
import { readBelow } from "../work/files.ts";
import type { Version } from "../timing/rounds.ts";

/** The code as it is here and now. */
export async function workingTree(name: string): Promise<Version> {
  const git = await gitState();
  return {
    name,
    folder: ".",
    commit: git?.commit ?? null,
    dirty: git?.dirty ?? false,
    started: new Date().toISOString(),
    setting: { ...machine(), deno: Deno.version.deno },
  };
}

/**
 * Measures while code, benches and experiments stay as they are: figures of some of both would say
 * nothing.
 *
 * @throws {InputError} When the code is another one afterwards
 */
export async function whileUnchanged<Result>(measure: () => Promise<Result>): Promise<Result> {
  const isWatched = (path: string) =>
    CODE_PATHS.some((one) => path === one || path.startsWith(`${one}/`));
  const state = async () => await filesSha256(await readBelow(".", isWatched));
  const before = await state();
  const result = await measure();
  if (await state() === before) return result;
  throw new InputError(
    "Cannot use what was measured as the code changed meanwhile: start again and leave it alone",
  );
}
