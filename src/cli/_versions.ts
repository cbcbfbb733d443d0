import { gitState, machine } from "./_circumstances.ts";
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
