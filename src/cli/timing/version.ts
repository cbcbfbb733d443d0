import type { Provenance } from "../../timing/samples/measurement.ts";
import { CODE_PATHS, gitState, machine } from "../work/circumstances.ts";
import { filesSha256 } from "../work/code.ts";
import { readBelow } from "../work/folder.ts";

/** A version of the code that is measured, and the checkout that it is in. */
export type Version = Provenance & { readonly folder: string };

export async function workingTree(name: string): Promise<Version> {
  const { commit, dirty } = await gitState() ?? { commit: null, dirty: false };
  const setting = { ...machine(), deno: Deno.version.deno };
  return { name, folder: ".", commit, dirty, started: new Date().toISOString(), setting };
}

/** SHA-256 of all that times depend on here, in hexadecimal. */
export async function stateOfCode(): Promise<string> {
  const isWatched = (path: string) =>
    CODE_PATHS.some((one) => path === one || path.startsWith(`${one}/`));
  return filesSha256(await readBelow(".", isWatched));
}
