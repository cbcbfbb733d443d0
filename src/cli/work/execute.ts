import type { Backend } from "../../threads/backend.ts";
import { MachineError } from "../../errors.ts";
import { runsOfShard, type SweepShard } from "../../experiment/shard.ts";
import type { Kind } from "../../kinds/specs.ts";
import type { Experiment } from "../../kinds/plan.ts";
import { counted } from "../../numbers.ts";
import { tellingOf } from "../../kinds/mod.ts";
import type { Results } from "../../runs/experiment.ts";
import type { Io } from "../terminal/command.ts";
import type { Found } from "./experiments.ts";
import { progressReport } from "../terminal/progress.ts";

/** Milliseconds of computing after which the event loop gets a turn, so that Ctrl-C is heard. */
const TURN = 50;

/** What is done of an experiment. */
export interface ExecuteOptions {
  /** Results of runs that were done before. */
  readonly finished?: readonly Results[Kind][];
  /** Only these runs of the sweep. */
  readonly shard?: SweepShard | null;
  /** Is given each result that is new, but for one that was cut short. */
  readonly keep?: (result: Results[Kind]) => Promise<void>;
}

/** The results there are, and the failure of the machine that prevented the rest. */
export interface Execution {
  readonly results: readonly Results[Kind][];
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
  { finished = [], shard = null, keep = () => Promise.resolve() }: ExecuteOptions = {},
): Promise<Execution> {
  const { runExperiment } = await import("../../runs/experiment.ts"); // not needed for --help
  const now = () => performance.now();
  const progress = progressReport(io, now);
  const runs = experiment.total;
  const left = runsToDo(experiment, shard) - finished.length;
  const before = new Set(finished.map(({ run }) => run));
  const { isCut } = tellingOf(experiment);
  const results: Results[Kind][] = [];
  if (left > 0) {
    const noun = finished.length > 0 ? "more run" : "run";
    progress.say(`${name}: ${counted(left, noun)}, preparing the data …`);
  }
  let turned = now();
  try {
    const clock = () => performance.now() / 1000;
    const context = { backend, clock, signal: io.signal, finished, shard };
    for await (const event of runExperiment(experiment, context)) {
      if (event.kind === "result") {
        // One that cannot be kept is not there: going on does it again.
        if (!before.has(event.result.run) && !isCut(event.result)) await keep(event.result);
        results.push(event.result);
      }
      if (event.kind === "progress") {
        const { plan, progress: { done, examples } } = event;
        const standing = { experiment: name, plan, runs, finished: finished.length };
        progress.update({ ...standing, done, examples });
      }
      if (now() - turned > TURN) {
        await new Promise((resolve) => setTimeout(resolve));
        turned = now();
      }
    }
  } catch (error) {
    if (error instanceof MachineError) return { results, failure: error };
    throw error;
  } finally {
    progress.clear();
  }
  return { results, failure: null };
}

/** How many runs of an experiment a process has to do: of a shard, none that is done again. */
export function runsToDo({ runs, total }: Experiment, shard: SweepShard | null): number {
  return shard === null ? total : runsOfShard(runs, shard).length;
}
