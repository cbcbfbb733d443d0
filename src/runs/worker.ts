/** A worker of a pool: performs whole runs, one at a time. */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { InputError } from "../errors.ts";
import { referenceKernels } from "../kernels/reference.ts";
import { simdKernels } from "../kernels/simd.ts";
import { type Registries, registries as builtIn } from "../kinds/mod.ts";
import type { Kind } from "../kinds/kind.ts";
import type { ProblemData } from "../problems/problem.ts";
import { openTeam, type Team } from "../threads/team.ts";
import { RunData } from "./_data.ts";
import { type FromWorker, locks, type Order, type ToWorker, type WorkerStart } from "./_orders.ts";
import { fromShared } from "./_shared_data.ts";
import { type Performed, performHere, type RegistriesFrom } from "./perform.ts";

/** Milliseconds between two words of progress. */
const PROGRESS = 100;

const say = (message: FromWorker) => postMessage(message);

/** What the last run was made of, and from where. */
let last = { key: "null", ...madeFrom(builtIn) };

function madeFrom(registries: Registries) {
  return {
    kinds: registries.kinds.map((make): Kind => make(registries)),
    problems: registries.problems.map((make) => make(registries)),
  };
}

/** What a run is made of. */
async function known(outside: RegistriesFrom | null) {
  const key = JSON.stringify(outside);
  if (key !== last.key) {
    const registries = outside === null
      ? builtIn
      : await (await import(outside.module)).registriesOf(outside.paths);
    last = { key, ...madeFrom(registries) };
  }
  return last;
}

function workerOf({ shared, stop }: WorkerStart) {
  const simd = shared && simdKernels(shared, 0); // it has memory in rooms only
  const kernels = simd ?? referenceKernels("f32");
  let team: Team | null = null;

  async function teamOf(threads: number): Promise<Team | null> {
    if (simd === null || (team?.threads ?? 1) === threads) return team;
    team?.close();
    team = threads === 1 ? null : await openTeam(simd, threads);
    return team;
  }

  async function perform({ plan, kind, room, threads, jobs, isTimed, ...order }: Order) {
    const { kinds, problems } = await known(order.outside);
    using _room = room && simd?.scope(room);
    const data = new RunData(
      { problems, source: "" },
      { kernels, team: await teamOf(threads) },
      {},
    );
    if (order.data !== null) data.give(plan, fromShared(order.data, simd) as ProblemData);
    await data.load(plan);
    const stopped = new AbortController();
    const performed = performHere([plan], {
      kind: kinds.find(({ name }) => name === kind) as Kind,
      data,
      jobs,
      clock: isTimed ? () => performance.now() / 1000 : undefined,
      signal: stopped.signal,
    });
    let said = performance.now();
    let last: Extract<Performed, { kind: "progress" }> | null = null;
    for await (const event of performed) {
      if (event.kind === "result") {
        if (last !== null) say(last); // so that all examples are counted
        return event.result;
      }
      if (event.kind === "jobs") continue;
      last = event;
      if (Atomics.load(stop, 0) !== 0) stopped.abort();
      if (performance.now() - said < PROGRESS) continue;
      said = performance.now();
      say(event);
    }
    return null;
  }

  return { perform, end: () => team?.close() };
}

let worker: ReturnType<typeof workerOf>;
self.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  if (data === null) {
    worker.end();
    close();
  } else if ("stop" in data) {
    worker = workerOf(data);
    locks.request(data.lock, () => {
      say({ kind: "ready" });
      return new Promise(() => {});
    });
  } else {
    try {
      say({ kind: "result", result: await worker.perform(data) });
    } catch (error) {
      const isInput = error instanceof InputError;
      say({
        kind: "failure",
        message: error instanceof Error ? error.message : `${error}`,
        isInput,
      });
    }
  }
};
