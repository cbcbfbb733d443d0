import { z } from "zod";
import type { Pool } from "../../runs/pool.ts";
import type { Backend } from "../../threads/backend.ts";
import type { Arguments, Io } from "../terminal/command.ts";
import { readOptions, wholeNumber } from "../terminal/options.ts";

/** What computes: kernels with their threads, and workers where runs are computed at the same time. */
export type Computer = Backend & { readonly pool: Pool | null };

export const computing = {
  jobs: wholeNumber(1, 256).optional().meta({
    value: "N",
    description: "Compute N runs at a time, 1 when left out. Results are the same",
  }),
  threads: z.string().regex(/^-?\d+$/, "a whole number")
    .transform(Number).optional().meta({
      value: "N",
      description: "Compute on 1 to 32 threads; on all cores when left out. Results are the same",
    }),
  backend: z.string().default("simd").meta({
    value: "NAME",
    description: "simd (fast, the default) or reference (plain loops, for checks)",
  }),
};
const options = z.object(computing);

export async function checkBackend({ flags }: Arguments): Promise<void> {
  const { backend, threads = "all" } = readOptions(options, flags);
  (await import("../../threads/backend.ts")).threadsFor(backend, threads);
}

export async function backendFor({ flags }: Arguments, io: Io): Promise<Computer> {
  // Loaded here, so that commands that compute nothing do not load the kernels.
  const { openBackend } = await import("../../threads/backend.ts");
  const { openPool } = await import("../../runs/pool.ts");
  const { backend: name, threads, jobs = 1 } = readOptions(options, flags);
  const { state } = await Deno.permissions.query({ name: "sys", kind: "systemMemoryInfo" });
  const memory = state === "granted" ? { limit: Deno.systemMemoryInfo().available } : {};
  const backend = await openBackend({ backend: name, threads: threads ?? "all", ...memory });
  if (backend.notice !== null) io.err(`${backend.notice}\n`);
  const pool = jobs === 1 ? null : openPool(backend, { jobs, ...threads && { threads } });
  return {
    ...backend,
    pool,
    [Symbol.dispose]() {
      pool?.[Symbol.dispose]();
      backend[Symbol.dispose]();
    },
  };
}
