import { createHash } from "node:crypto";
import { cpus, release } from "node:os";
import settings from "../../../deno.json" with { type: "json" };
import type { Circumstances } from "../../results/files.ts";
import type { Setting } from "../../timing/samples/measurement.ts";
import type { Computer } from "./backend.ts";
import { codeSha256, programSha256 } from "./code.ts";
import { readBytes } from "./folder.ts";
import { type Blob, blobsOf, entriesOf, git, textOf } from "./git.ts";
import type { Session } from "./run_store.ts";

/** What a result or a time depends on; other files may lie about. */
export const CODE_PATHS = ["src", "deno.lock", "bench", "experiments", "deno.json"];

/** What this process runs on, to be asked at the start: the code may be changed while it runs. */
export async function sessionOf({ kernels, threads, pool }: Computer): Promise<Session> {
  return {
    version: settings.version,
    codeSha256: await codeSha256(),
    programSha256: await programSha256(),
    command: Deno.args,
    git: await gitState(),
    runtime: { ...Deno.version },
    machine: { ...machine(), release: release() },
    backend: {
      name: kernels.backend,
      threads: pool?.threads ?? threads,
      jobs: pool?.jobs ?? 1,
    },
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
  try {
    const head = await git(["rev-parse", "HEAD"]);
    const tree = await git(["ls-tree", "-r", "-z", "HEAD", "--", ...CODE_PATHS]);
    const here = await git([
      ...["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
      ...["--", ...CODE_PATHS],
    ]);
    if (!head.isFine || !tree.isFine || !here.isFine) return null; // not a checkout
    const committed = blobsOf(tree);
    const paths = committed.map(({ path }) => path).sort();
    const dirty = `${paths}` !== `${entriesOf(here).sort()}` ||
      (await Promise.all(committed.map(isChanged))).includes(true);
    return { commit: textOf(head.out).trim(), dirty };
  } catch {
    return null; // no git: a result can still be made
  }
}

/** Whether a file is not what was committed. `git status` might start a filter to find out. */
async function isChanged({ path, hash }: Blob): Promise<boolean> {
  const bytes = await readBytes(path).catch(() => null);
  if (bytes === null) return true;
  const made = createHash(hash.length === 40 ? "sha1" : "sha256");
  return made.update(`blob ${bytes.length}\0`).update(bytes).digest("hex") !== hash;
}
