import type { Backend, BackendOptions } from "../backend.ts";
import { InputError } from "../errors.ts";
import type { Arguments, Flag, Io } from "./_command.ts";

/** The flags of commands that compute. */
export const BACKEND_FLAGS: readonly Flag[] = [
  {
    name: "threads",
    value: "N",
    meaning: "Threads to compute on; all cores when left out. Results are the same",
  },
  {
    name: "backend",
    value: "NAME",
    meaning: "simd (fast, the default) or reference (plain loops, for checks)",
  },
];

/** Opens the backend that the flags ask for. */
export async function backendFor({ flags }: Arguments, io: Io): Promise<Backend> {
  // Loaded here, so that commands that compute nothing do not load the kernels.
  const { mostThreads, openBackend } = await import("../backend.ts");
  const name = typeof flags.backend === "string" ? flags.backend : undefined;
  const limit = await freeMemory();
  const options: BackendOptions = {
    ...name !== undefined && { backend: name },
    ...limit !== null && { limit },
    threads: typeof flags.threads === "string"
      ? threadsFrom(flags.threads)
      : name === "reference"
      ? 1
      : Math.min(navigator.hardwareConcurrency, mostThreads),
  };
  const backend = await openBackend(options);
  if (backend.notice !== null) io.err(`${backend.notice}\n`);
  return backend;
}

function threadsFrom(text: string): number {
  const threads = Number(text);
  if (text.trim() !== "" && Number.isInteger(threads)) return threads;
  throw new InputError(`Option --threads must be a whole number: current value is "${text}"`);
}

/** Bytes that the system can give; null when unknown. */
async function freeMemory(): Promise<number | null> {
  const { state } = await Deno.permissions.query({ name: "sys", kind: "systemMemoryInfo" });
  return state === "granted" ? Deno.systemMemoryInfo().available : null;
}
