import { cpus, release } from "node:os";
import type { Backend } from "../../threads/backend.ts";
import settings from "../../../deno.json" with { type: "json" };
import type { Circumstances } from "../../results/files.ts";
import type { Setting } from "../../timing/samples/measurement.ts";
import { codeSha256, programSha256 } from "./code.ts";
import type { Session } from "./run_store.ts";

/** What a result or a time depends on; other files may lie about. */
export const CODE_PATHS = ["src", "deno.lock", "bench", "experiments", "deno.json"];

/** What this process runs on, to be asked at the start: the code may be changed while it runs. */
export async function sessionOf({ kernels, threads }: Backend): Promise<Session> {
  return {
    version: settings.version,
    codeSha256: await codeSha256(),
    programSha256: await programSha256(),
    command: Deno.args,
    git: await gitState(),
    runtime: { ...Deno.version },
    machine: { ...machine(), release: release() },
    backend: { name: kernels.backend, threads },
    started: new Date().toISOString(),
  };
}

/** What times depend on, the code apart. */
export function machine(): Omit<Setting, "deno"> {
  return {
    os: Deno.build.os,
    arch: Deno.build.arch,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: navigator.hardwareConcurrency,
  };
}

/** The commit of the checkout and whether it was changed since; null outside of one. */
export async function gitState(): Promise<Circumstances["git"]> {
  const git = async (...args: string[]) => {
    const { success, stdout } = await new Deno.Command("git", { args, stderr: "null" }).output();
    if (!success) throw new Error("not a checkout");
    return new TextDecoder().decode(stdout).trim();
  };
  try {
    const commit = await git("rev-parse", "HEAD");
    return { commit, dirty: await git("status", "--porcelain", "--", ...CODE_PATHS) !== "" };
  } catch {
    return null; // no git, or not a checkout: a result can still be made
  }
}
