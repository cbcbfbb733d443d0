/**
 * Which kernels compute, on how many threads.
 *
 * @module
 */
import { InputError, suggest } from "./errors.ts";
import type { Kernels } from "./kernels/mod.ts";
import { referenceKernels } from "./kernels/reference.ts";
import { hasSimd, MOST_PAGES, simdKernels, simdModule } from "./kernels/simd.ts";
import { SHARDS } from "./shards.ts";
import { openTeam, type Team } from "./team.ts";

/** The kernels of a process, ready to compute. */
export interface Backend extends Disposable {
  /** The arithmetic, in f32. */
  readonly kernels: Kernels;
  /** The threads that share sums; null when there is one. */
  readonly team: Team | null;
  /** Number of threads. */
  readonly threads: number;
  /** What a user should know: that it is not the backend they asked for, and why. */
  readonly notice: string | null;
}

/** More threads than a sum has shards would have nothing to do. */
export const mostThreads: number = SHARDS;

/** Names of the backends; the first is the default. */
export const BACKENDS = ["simd", "reference"];

/** How a backend is opened. */
export interface BackendOptions {
  /** `simd` for speed, `reference` for checks: plain loops on one thread. */
  readonly backend?: string;
  /** Number of threads; results do not depend on it. */
  readonly threads?: number;
  /** Bytes of memory that may be used. */
  readonly limit?: number;
}

/**
 * Opens a backend. Where the host has no shared memory or no vectors, it is the reference with a
 * notice that says so: results are the same.
 *
 * Close it with `using`, or threads keep the process alive.
 *
 * @throws {InputError} When there is no such backend, or not so many threads
 * @throws {MachineError} When a thread does not start
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openBackend } from "@descent-bench/descent-bench";
 *
 * using backend = await openBackend({ threads: 1 });
 * assertEquals(backend.kernels.backend, "simd");
 * ```
 */
export async function openBackend(
  { backend = BACKENDS[0], threads, limit }: BackendOptions = {},
): Promise<Backend> {
  if (!BACKENDS.includes(backend)) {
    throw new InputError(`Unknown backend "${backend}"${suggest(backend, BACKENDS)}`);
  }
  checkThreads(threads, backend);
  if (backend === "reference") return reference(null);
  const bytes = await simdModule();
  if (!hasSimd(bytes)) {
    return reference(
      "This host has no shared memory or no vectors in WebAssembly: the reference kernels compute " +
        "instead, on one thread. Results are the same, only slower",
    );
  }
  const module = await WebAssembly.compile(bytes);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
  const kernels = simdKernels({ module, memory }, limit);
  const wanted = threads ?? 1;
  const team = wanted === 1 ? null : await openTeam(kernels, wanted);
  return {
    kernels,
    team,
    threads: wanted,
    notice: null,
    [Symbol.dispose]: () => team?.close(),
  };
}

/** The plain loops, on one thread. */
function reference(notice: string | null): Backend {
  const kernels = referenceKernels("f32");
  return { kernels, team: null, threads: 1, notice, [Symbol.dispose]() {} };
}

function checkThreads(threads: number | undefined, backend: string): void {
  if (threads === undefined) return;
  if (!Number.isInteger(threads) || threads < 1 || threads > SHARDS) {
    throw new InputError(
      `Number of threads must be 1 to ${SHARDS}, as a sum is cut into at most ${SHARDS} shards: ` +
        `current value is ${threads}`,
    );
  }
  if (backend === "reference" && threads > 1) {
    throw new InputError(`The reference kernels run on 1 thread: current value is ${threads}`);
  }
}
