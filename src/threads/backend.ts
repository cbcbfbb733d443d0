import { ensure, InputError, suggest } from "../errors.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { referenceKernels } from "../kernels/reference.ts";
import { hasSimd, MOST_PAGES, simdKernels, simdModule } from "../kernels/simd.ts";
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

/** Names of the backends; the first is the default. */
const BACKENDS = ["simd", "reference"] as const;

/** How a backend is opened. */
export interface BackendOptions {
  /** `simd`, the default, for speed; `reference` for checks: plain loops on one thread. */
  readonly backend?: string;
  /**
   * Number of threads, or all cores of the machine; one when left out. Results do not depend on it.
   */
  readonly threads?: number | "all";
  /** Bytes of memory that may be used. */
  readonly limit?: number;
}

/**
 * Opens a backend. Where the host has no shared memory or no vectors, it is the reference with a
 * notice that says so: results are the same.
 *
 * Close it with `using`, or threads keep the process alive. It has to read this package's own files
 * (`simd.wasm`, and for threads `team_worker.ts`): Deno asks for the permission.
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
  { backend = BACKENDS[0], threads = 1, limit }: BackendOptions = {},
): Promise<Backend> {
  const count = threadsFor(backend, threads);
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
  const team = count === 1 ? null : await openTeam(kernels, count);
  return {
    kernels,
    team,
    threads: count,
    notice: null,
    [Symbol.dispose]: () => team?.close(),
  };
}

/** The plain loops, on one thread. */
function reference(notice: string | null): Backend {
  const kernels = referenceKernels("f32");
  return { kernels, team: null, threads: 1, notice, [Symbol.dispose]() {} };
}

/** @throws {InputError} When there is no such backend, or not with so many threads */
export function threadsFor(backend: string, threads: number | "all"): number {
  if (!BACKENDS.some((name) => name === backend)) {
    throw new InputError(`Unknown backend "${backend}"${suggest(backend, BACKENDS)}`);
  }
  const isPlain = backend === "reference";
  if (threads === "all") return isPlain ? 1 : Math.min(navigator.hardwareConcurrency, SHARDS);
  ensure(
    Number.isInteger(threads) && threads >= 1 && threads <= SHARDS,
    `Number of threads must be 1 to ${SHARDS}, as a sum is cut into at most ${SHARDS} shards: ` +
      `current value is ${threads}`,
  );
  ensure(
    !isPlain || threads === 1,
    `The reference kernels run on 1 thread: current value is ${threads}`,
  );
  return threads;
}
