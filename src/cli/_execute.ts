import type { Backend } from "../backend.ts";
import { MachineError } from "../errors.ts";
import type { Kind } from "../experiment/specs.ts";
import { counted } from "../numbers.ts";
import type { Results } from "../run.ts";
import type { Io } from "./_command.ts";
import type { Found } from "./_experiments.ts";
import { progressReport } from "./_progress.ts";

/** Milliseconds of computing after which the event loop gets a turn, so that Ctrl-C is heard. */
const TURN = 50;

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
): Promise<Execution> {
  const { runExperiment } = await import("../run.ts"); // not needed for --help
  const now = () => performance.now();
  const progress = progressReport(io, now);
  const runs = experiment.total;
  const results: Results[Kind][] = [];
  progress.say(`${name}: ${counted(runs, "run")}, preparing the data …`);
  let turned = now();
  try {
    const clock = () => performance.now() / 1000;
    for await (const event of runExperiment(experiment, { backend, clock, signal: io.signal })) {
      if (event.kind === "result") results.push(event.result);
      if (event.kind === "progress") {
        progress.update({ experiment: name, plan: event.plan, runs, ...event.progress });
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
