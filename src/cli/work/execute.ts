import { MachineError } from "../../errors.ts";
import type { Experiment } from "../../experiment/experiment.ts";
import type { AnyDone } from "../../kinds/kind.ts";
import type { Plan } from "../../kinds/plan.ts";
import { counted } from "../../numbers.ts";
import { runsOfShard, type SweepShard } from "../../runs/shard.ts";
import type { Progress } from "../../types.ts";
import type { Io } from "../terminal/command.ts";
import {
  jobsText,
  progressText,
  type Standing,
  type StatusLine,
  statusLine,
} from "../terminal/progress.ts";
import type { Computer } from "./backend.ts";
import type { Found } from "./experiments.ts";
import type { FolderStore } from "./run_store.ts";

/** Milliseconds of computing after which the event loop gets a turn, so that Ctrl-C is heard. */
const TURN = 50;

/** The results there are, and the failure of the machine that prevented the rest. */
export interface Execution {
  /** When it started, ISO 8601. */
  readonly started: string;
  readonly done: readonly AnyDone[];
  /** Runs that were computed at a time, and threads of each. */
  readonly jobs: number;
  readonly threads: number;
  readonly failure: MachineError | null;
}

/**
 * Runs an experiment, or a shard of it, with progress on standard error; ends early when the user asks
 * to stop or the machine fails. In `store`, finished runs are looked up and put.
 */
export async function execute(
  { name, experiment, outside }: Found,
  computer: Computer,
  io: Io,
  { store, shard = null }: { store?: FolderStore; shard?: SweepShard | null } = {},
): Promise<Execution> {
  const { runExperiment } = await import("../../runs/experiment.ts"); // not needed for --help
  const status = statusLine(io);
  const started = new Date().toISOString();
  const runs = runsToDo(experiment, shard);
  const finished = await store?.count() ?? 0;
  let missing = runs - finished;
  if (missing > 0) {
    const runs = counted(missing, finished > 0 ? "more run" : "run");
    status.say(`${name}: ${runs}, preparing the data …`);
  }
  const done: AnyDone[] = [];
  const running = new Map<Plan, Progress>(); // and those that wait for others before them
  let [jobs, threads] = [1, computer.threads];
  let [computed, before, turned] = [0, 0, now()]; // `before`: examples of runs that are done
  const ended = (failure: MachineError | null) => ({ started, done, jobs, threads, failure });

  function standing(): Standing {
    const shares = sum(running.values().map((progress) => progress.done));
    const plans = [...running.keys()].sort((a, b) => a.run - b.run);
    const going = plans.filter((plan) => running.get(plan)?.done !== 1);
    return {
      experiment: name,
      running: going.length > 0 ? going : plans,
      total: experiment.total,
      done: (done.length + shares) / runs,
      computed: (computed + shares) / missing,
      examples: before + sum(running.values().map(({ examples }) => examples)),
      jobs,
      threads,
    };
  }

  try {
    const context = {
      backend: computer,
      pool: computer.pool,
      outside,
      clock: () => now() / 1000,
      signal: io.signal,
      turn: turnWith(statusLine(io), name),
      ...store && { store },
      shard,
    };
    for await (const event of runExperiment(experiment, context)) {
      if (event.kind === "done") {
        const { plan } = event.done;
        done.push(event.done);
        if (!event.isStored) computed += 1;
        before += running.get(plan)?.examples ?? 0;
        running.delete(plan);
      } else if (event.kind === "notice") {
        status.clear();
        io.err(`${name}: ${event.text}\n`);
        if (event.isAgain) missing += 1;
      } else if (event.kind === "jobs") {
        if (event.jobs !== jobs || event.threads !== threads) status.say(jobsText(name, event));
        ({ jobs, threads } = event);
      } else {
        running.set(event.plan, event.progress);
        status.update((seconds) => progressText(standing(), seconds, io));
      }
      if (now() - turned > TURN) {
        await turn();
        turned = now();
      }
    }
    return ended(null);
  } catch (error) {
    if (error instanceof MachineError) return ended(error);
    throw error;
  } finally {
    status.clear();
  }
}

const sum = (numbers: Iterable<number>) => [...numbers].reduce((a, b) => a + b, 0);

const now = () => performance.now();

/** Lets the event loop have a turn. */
const turn = () => new Promise<void>((resolve) => setTimeout(resolve));

/** As {@linkcode turn}; where a share of the data is given that is ready, it says so. */
function turnWith(status: StatusLine, name: string): (share?: number) => Promise<void> {
  return (share) => {
    const percent = Math.floor(100 * (share ?? 0));
    if (share !== undefined) status.update(() => `${name}: preparing the data … ${percent} %`);
    return turn();
  };
}

/** How many runs of an experiment a process has to do: of a shard, none that is done again. */
export function runsToDo({ runs, total }: Experiment, shard: SweepShard | null): number {
  return shard === null ? total : runsOfShard(runs, shard).length;
}
