import { MachineError } from "../../errors.ts";
import type { Experiment } from "../../experiment/experiment.ts";
import type { Outcome } from "../../kinds/kind.ts";
import type { Done } from "../../kinds/plan.ts";
import { counted } from "../../numbers.ts";
import { runsOfShard, type SweepShard } from "../../runs/shard.ts";
import type { RunStore } from "../../runs/store.ts";
import type { Backend } from "../../threads/backend.ts";
import type { Io } from "../terminal/command.ts";
import { progressReport } from "../terminal/progress.ts";
import type { Found } from "./experiments.ts";

/** Milliseconds of computing after which the event loop gets a turn, so that Ctrl-C is heard. */
const TURN = 50;

/** What is done of an experiment. */
export interface ExecuteOptions {
  /** Where finished runs are looked up and put. */
  readonly store?: RunStore<unknown, Outcome>;
  /** Runs that are there already, for the first line of progress. */
  readonly finished?: number;
  /** Only these runs of the sweep. */
  readonly shard?: SweepShard | null;
}

/** The results there are, and the failure of the machine that prevented the rest. */
export interface Execution {
  readonly done: readonly Done<unknown, Outcome>[];
  readonly failure: MachineError | null;
}

/**
 * Runs an experiment with progress on standard error; ends early when the user asks to stop or the
 * machine fails.
 */
export async function execute(
  { name, experiment }: Found,
  backend: Backend,
  io: Io,
  { store, finished = 0, shard = null }: ExecuteOptions = {},
): Promise<Execution> {
  const { runExperiment } = await import("../../runs/experiment.ts"); // not needed for --help
  const now = () => performance.now();
  const progress = progressReport(io, now);
  const left = runsToDo(experiment, shard) - finished;
  const done: Done<unknown, Outcome>[] = [];
  let stored = 0;
  if (left > 0) {
    const noun = finished > 0 ? "more run" : "run";
    progress.say(`${name}: ${counted(left, noun)}, preparing the data …`);
  }
  let turned = now();
  try {
    const clock = () => performance.now() / 1000;
    const context = { backend, clock, signal: io.signal, ...store && { store }, shard };
    for await (const event of runExperiment(experiment, context)) {
      if (event.kind === "done") {
        done.push(event.done);
        if (event.isStored) stored += 1;
      } else if (event.kind === "notice") {
        progress.clear();
        io.err(`${name}: ${event.text}\n`);
      } else {
        const { plan, progress: { done, examples } } = event;
        const standing = { experiment: name, plan, runs: experiment.total, finished: stored };
        progress.update({ ...standing, done, examples });
      }
      if (now() - turned > TURN) {
        await new Promise((resolve) => setTimeout(resolve));
        turned = now();
      }
    }
  } catch (error) {
    if (error instanceof MachineError) return { done, failure: error };
    throw error;
  } finally {
    progress.clear();
  }
  return { done, failure: null };
}

/** How many runs of an experiment a process has to do: of a shard, none that is done again. */
export function runsToDo({ runs, total }: Experiment, shard: SweepShard | null): number {
  return shard === null ? total : runsOfShard(runs, shard).length;
}
