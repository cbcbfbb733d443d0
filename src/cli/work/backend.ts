import { z } from "zod";
import type { Backend } from "../../threads/backend.ts";
import type { Arguments, Io } from "../terminal/command.ts";
import { readOptions } from "../terminal/options.ts";

export const computing = {
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

export async function backendFor({ flags }: Arguments, io: Io): Promise<Backend> {
  // Loaded here, so that commands that compute nothing do not load the kernels.
  const { openBackend } = await import("../../threads/backend.ts");
  const { backend: name, threads = "all" } = readOptions(options, flags);
  const { state } = await Deno.permissions.query({ name: "sys", kind: "systemMemoryInfo" });
  const memory = state === "granted" ? { limit: Deno.systemMemoryInfo().available } : {};
  const backend = await openBackend({ backend: name, threads, ...memory });
  if (backend.notice !== null) io.err(`${backend.notice}\n`);
  return backend;
}
