import type { Backend, BackendOptions } from "../../threads/backend.ts";
import { InputError } from "../../errors.ts";
import type { Arguments, Flag, Io } from "../terminal/command.ts";

/** The flags of commands that compute. */
export const BACKEND_FLAGS: readonly Flag[] = [
  {
    name: "threads",
    value: "N",
    meaning: "Compute on 1 to 32 threads; on all cores when left out. Results are the same",
  },
  {
    name: "backend",
    value: "NAME",
    meaning: "simd (fast, the default) or reference (plain loops, for checks)",
  },
];

/** Opens the backend that the flags ask for. */
export async function backendFor(args: Arguments, io: Io): Promise<Backend> {
  const { openBackend } = await import("../../threads/backend.ts");
  const limit = await freeMemory();
  const options = { ...optionsFrom(args), ...limit !== null && { limit } };
  const backend = await openBackend(options);
  if (backend.notice !== null) io.err(`${backend.notice}\n`);
  return backend;
}

/** @throws {InputError} When the flags ask for what there is not */
export async function checkBackend(args: Arguments): Promise<void> {
  if (args.flags.backend === undefined && args.flags.threads === undefined) return;
  // Loaded here, so that commands that compute nothing do not load the kernels.
  const { threadsFor } = await import("../../threads/backend.ts");
  const { backend, threads } = optionsFrom(args);
  threadsFor(backend, threads);
}

function optionsFrom({ flags: { backend, threads } }: Arguments): BackendOptions {
  return {
    ...typeof backend === "string" && { backend },
    threads: typeof threads === "string" ? threadsFrom(threads) : "all",
  };
}

function threadsFrom(text: string): number {
  if (/^-?\d+$/.test(text)) return Number(text);
  throw new InputError(`Option --threads must be a whole number: current value is "${text}"`);
}

/** Bytes that the system can give; null when unknown. */
async function freeMemory(): Promise<number | null> {
  const { state } = await Deno.permissions.query({ name: "sys", kind: "systemMemoryInfo" });
  return state === "granted" ? Deno.systemMemoryInfo().available : null;
}
