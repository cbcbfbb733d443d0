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
    description: "Compute N runs at a time; what is fastest when left out. Results are the same",
  }),
  threads: z.string().regex(/^-?\d+$/, "a whole number")
    .transform(Number).optional().meta({
      value: "N",
      description:
        "Compute on 1 to 32 threads, with --jobs each of them; on all cores when left out",
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
  const { backend: name, threads, jobs } = readOptions(options, flags);
  const { state } = await Deno.permissions.query({ name: "sys", kind: "systemMemoryInfo" });
  const memory = state === "granted" ? { limit: Deno.systemMemoryInfo().available } : {};
  const backend = await openBackend({ backend: name, threads: threads ?? "all", ...memory });
  if (backend.notice !== null) io.err(`${backend.notice}\n`);
  const isAlone = (jobs ?? threads) === 1;
  const pool = isAlone
    ? null
    : openPool(backend, jobs === undefined ? { cores: threads } : { jobs, threads });
  return {
    ...backend,
    pool,
    [Symbol.dispose]() {
      pool?.[Symbol.dispose]();
      backend[Symbol.dispose]();
    },
  };
}
