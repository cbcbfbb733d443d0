import { MachineError } from "../../errors.ts";
import type { Experiment } from "../../experiment/experiment.ts";
import type { AnyDone } from "../../kinds/kind.ts";
import { counted } from "../../numbers.ts";
import { runsOfShard, type SweepShard } from "../../runs/shard.ts";
import type { Backend } from "../../threads/backend.ts";
import type { Io } from "../terminal/command.ts";
import { progressText, statusLine } from "../terminal/progress.ts";
import type { Found } from "./experiments.ts";
import type { FolderStore } from "./run_store.ts";

/** Milliseconds of computing after which the event loop gets a turn, so that Ctrl-C is heard. */
const TURN = 50;

/** The results there are, and the failure of the machine that prevented the rest. */
export interface Execution {
  /** When it started, ISO 8601. */
  readonly started: string;
  readonly done: readonly AnyDone[];
  readonly failure: MachineError | null;
}

/**
 * Runs an experiment, or a shard of it, with progress on standard error; ends early when the user asks
 * to stop or the machine fails. In `store`, finished runs are looked up and put.
 */
export async function execute(
  { name, experiment }: Found,
  backend: Backend,
  io: Io,
  { store, shard = null }: { store?: FolderStore; shard?: SweepShard | null } = {},
): Promise<Execution> {
  const { runExperiment } = await import("../../runs/experiment.ts"); // not needed for --help
  const now = () => performance.now();
  const status = statusLine(io);
  const started = new Date().toISOString();
  const runs = runsToDo(experiment, shard);
  const finished = await store?.count() ?? 0;
  let missing = runs - finished;
  if (missing > 0) {
    const noun = finished > 0 ? "more run" : "run";
    status.say(`${name}: ${counted(missing, noun)}, preparing the data …`);
  }
  const done: AnyDone[] = [];
  let computed = 0;
  let before = 0; // examples of runs that are done
  let examples = 0; // of the run that is going
  let turned = now();
  try {
    const clock = () => now() / 1000;
    const reading = statusLine(io);
    const turnAt = (share?: number) => {
      const percent = Math.floor(100 * (share ?? 0));
      if (share !== undefined) reading.update(() => `${name}: preparing the data … ${percent} %`);
      return turn();
    };
    const context = {
      backend,
      clock,
      signal: io.signal,
      turn: turnAt,
      ...store && { store },
      shard,
    };
    for await (const event of runExperiment(experiment, context)) {
      if (event.kind === "done") {
        done.push(event.done);
        if (!event.isStored) computed += 1;
        before += examples;
        examples = 0;
      } else if (event.kind === "notice") {
        status.clear();
        io.err(`${name}: ${event.text}\n`);
        if (event.isAgain) missing += 1;
      } else {
        const { plan, progress } = event;
        examples = progress.examples;
        const standing = {
          experiment: name,
          plan,
          total: experiment.total,
          done: (done.length + progress.done) / runs,
          computed: (computed + progress.done) / missing,
          examples: before + examples,
        };
        status.update((seconds) => progressText(standing, seconds, io));
      }
      if (now() - turned > TURN) {
        await turn();
        turned = now();
      }
    }
    return { started, done, failure: null };
  } catch (error) {
    if (error instanceof MachineError) return { started, done, failure: error };
    throw error;
  } finally {
    status.clear();
  }
}

/** Lets the event loop have a turn. */
const turn = () => new Promise<void>((resolve) => setTimeout(resolve));

/** How many runs of an experiment a process has to do: of a shard, none that is done again. */
export function runsToDo({ runs, total }: Experiment, shard: SweepShard | null): number {
  return shard === null ? total : runsOfShard(runs, shard).length;
}
