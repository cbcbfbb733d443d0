import { InputError, MachineError } from "../../errors.ts";
import { samplesOf } from "../../timing/samples/deno_bench.ts";
import { fits } from "../../timing/samples/thresholds.ts";
import type { Failure, Measurement, Provenance, Sample } from "../../timing/samples/measurement.ts";
import type { Io } from "../terminal/command.ts";
import { barText, clockText, statusLine } from "../terminal/progress.ts";
import { CODE_PATHS, gitState, machine } from "../work/circumstances.ts";
import { filesSha256 } from "../work/code.ts";
import { readBelow } from "../work/folder.ts";
import { runBenches } from "./processes.ts";

type Version = Provenance & { readonly folder: string };

export interface Rounds {
  readonly title: string;
  /** One, or two that take turns: A B B A A B … */
  readonly versions: readonly Version[];
  readonly files: readonly string[];
  /** Fresh processes for each version and file. */
  readonly rounds: number;
  readonly only: readonly string[];
}

export async function workingTree(name: string): Promise<Version> {
  const { commit, dirty } = await gitState() ?? { commit: null, dirty: false };
  const setting = { ...machine(), deno: Deno.version.deno };
  return { name, folder: ".", commit, dirty, started: new Date().toISOString(), setting };
}

/**
 * Measures each version in fresh processes that take turns, so that what changes on the machine
 * meanwhile meets all of them. When interrupted, returns what is there.
 *
 * @throws {InputError} When no bench fits, or the code is another one afterwards: figures of some of
 * both would say nothing
 */
export async function measureRounds(
  { title, versions, files, rounds, only }: Rounds,
  io: Io,
): Promise<Measurement[]> {
  const measurers = versions.map((version) => measurer(version, only, io.signal));
  const turns = Array.from({ length: rounds }, (_, i) => {
    const turn = i % 2 === 0 ? measurers : measurers.toReversed();
    return files.flatMap((file) => turn.map((own) => ({ round: i + 1, file, own })));
  }).flat();
  const status = statusLine(io);
  status.say(`${title}: ${turns.length} processes of "deno bench" …`);
  const before = await stateOfCode();
  try {
    for (const [done, { round, file, own }] of turns.entries()) {
      if (io.signal.aborted) break;
      status.update((seconds) => {
        const left = done === 0 ? "–" : clockText(seconds / done * (turns.length - done));
        const parts = [`${left} left`, `round ${round} of ${rounds}`, own.name, file];
        return barText(title, done / turns.length, parts, io);
      });
      await own.measure(file, round);
    }
  } finally {
    status.clear();
  }
  const measured = measurers.map(({ measurement }) => measurement());
  const isEmpty = measured.every(({ samples, failures }) => samples.length + failures.length === 0);
  if (isEmpty && !io.signal.aborted) {
    throw new InputError(
      `Cannot measure anything as no bench fits "${only.join(" ")}" (* stands for anything)`,
    );
  }
  if (await stateOfCode() === before) return measured;
  throw new InputError(
    "Cannot use what was measured as the code changed meanwhile: start again and leave it alone",
  );
}

/** SHA-256 of all that times depend on here. */
async function stateOfCode(): Promise<string> {
  const isWatched = (path: string) =>
    CODE_PATHS.some((one) => path === one || path.startsWith(`${one}/`));
  return filesSha256(await readBelow(".", isWatched));
}

function measurer({ folder, ...version }: Version, only: readonly string[], signal: AbortSignal) {
  const samples: Sample[] = [];
  const failures = new Map<string, Failure>();
  const failed: string[] = [];
  let { setting } = version;
  return {
    name: version.name,
    async measure(file: string, round: number): Promise<void> {
      if (failed.filter((one) => one === file).length === 2) return; // it will fail again
      try {
        const report = await runBenches(folder, file, only, signal);
        if (report === null) return;
        // What measured: that which runs the command line may be another Deno.
        const { cpu, runtime } = report;
        setting = { ...setting, cpu, deno: /^Deno\/(\S+)/.exec(runtime)?.[1] ?? runtime };
        const found = samplesOf(report, file, round);
        samples.push(...found.samples.filter(({ bench }) => fits(bench, only)));
        for (const failure of found.failures) failures.set(failure.bench, failure);
      } catch (error) {
        if (!(error instanceof MachineError)) throw error;
        failed.push(file);
        failures.set(file, { bench: file, reason: error.message });
      }
    },
    measurement(): Measurement {
      return { ...version, setting, samples, failures: [...failures.values()] };
    },
  };
}

export function noteFailures(measurements: readonly Measurement[], io: Io): void {
  for (const { bench, reason } of measurements.flatMap(({ failures }) => failures)) {
    io.err(`${bench} failed: ${reason}\n`);
  }
}
