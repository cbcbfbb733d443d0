import { InputError } from "../errors.ts";
import { gitState, machine } from "./_circumstances.ts";
import { codeSha256 } from "./_code.ts";
import type { Version } from "./_rounds.ts";

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
 * Measures while the code stays as it is: figures of some of both would say nothing.
 *
 * @throws {InputError} When the code is another one afterwards
 */
export async function whileUnchanged<Result>(measure: () => Promise<Result>): Promise<Result> {
  const before = await codeSha256();
  const result = await measure();
  if (await codeSha256() === before) return result;
  throw new InputError(
    "Cannot use what was measured as the code changed meanwhile: start again and leave it alone",
  );
}
