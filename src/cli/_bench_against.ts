import { InputError } from "../errors.ts";
import { BENCH_HEADER, benchRows } from "../timing/bench_csv.ts";
import { comparisonText } from "../timing/comparison_text.ts";
import { formats } from "../timing/formats/mod.ts";
import type { Measurement, TimingComparison } from "../timing/types.ts";
import { compareTimings, suspicious, withRemeasured } from "../timing/verdict.ts";
import { type BenchOptions, noteThresholds } from "./_bench_options.ts";
import { type Arguments, EXIT, type Io } from "./_command.ts";
import { checkWritable, writeFiles } from "./_folder.ts";
import { unpackRevision } from "./_revision.ts";
import { measureRounds, type Version } from "./_rounds.ts";
import { TIMINGS } from "./_timings.ts";
import { workingTree } from "./_versions.ts";

/** Where a comparison is written when no other place is named. */
const COMPARISON = `${TIMINGS}/comparison`;

/** Times as many processes decide on what looks changed: they are of few benches. */
export const AGAIN = 2;

/** Measurements of two versions, and what their comparison says. */
export interface Outcome {
  readonly comparison: TimingComparison;
  /** All that was measured, also a second time. */
  readonly measurements: readonly Measurement[];
}

/** `--against REVISION`: a revision and the code as it is now, in processes that take turns. */
export async function against(
  { flags }: Arguments,
  options: BenchOptions,
  io: Io,
): Promise<number> {
  const folder = options.out ?? COMPARISON;
  await checkWritable(folder);
  const outcome = await compareWith(flags.against as string, options, io);
  io.out(comparisonText(outcome.comparison));
  // Part of a comparison never takes the place of a whole one.
  const target = io.signal.aborted ? `${folder}/interrupted` : folder;
  await writeFiles(target, timingReport(outcome));
  io.out(`\nWrote the comparison to ${target}\n`);
  if (!io.signal.aborted) return exitOf(outcome, options);
  io.err("bench: interrupted; what was measured until then is told\n");
  return EXIT.interrupted;
}

/**
 * Measures a revision and the code as it is now, and once more what looks changed.
 *
 * @throws {InputError} When there is no such revision, or no bench that fits
 */
export async function compareWith(
  revision: string,
  asked: BenchOptions,
  io: Io,
): Promise<Outcome> {
  const { files, rounds, only, thresholds } = asked;
  const head = await workingTree("now");
  const scratch = `${TIMINGS}/scratch-${crypto.randomUUID().slice(0, 8)}`;
  try {
    const commit = await unpackRevision(revision, scratch);
    const base: Version = { ...head, name: revision, folder: scratch, commit, dirty: false };
    const versions = [base, head];
    const first = await measureRounds({ title: "bench", versions, files, rounds, only }, io);
    checkMeasured(first, only, io);
    const options = { thresholds, by: "nanoseconds" } as const;
    const comparison = compareTimings(first[0], first[1], options);
    noteThresholds(asked, comparison.benches.map(({ bench }) => bench), io);
    const again = suspicious(comparison).map(({ bench }) => bench);
    if (io.signal.aborted) {
      return { comparison: undecided(comparison, again), measurements: first };
    }
    if (again.length === 0) return { comparison, measurements: first };
    const started = new Date().toISOString();
    const second = await measureRounds({
      title: `again, as ${again.length} of ${comparison.benches.length} look changed`,
      versions: versions.map((version) => ({ ...version, started })),
      files: files.filter((file) => again.some((bench) => bench.startsWith(`${file}/`))),
      rounds: AGAIN * rounds,
      only: again,
    }, io);
    if (io.signal.aborted) {
      return { comparison: undecided(comparison, again), measurements: first };
    }
    return {
      comparison: withRemeasured(comparison, second[0], second[1], options),
      measurements: [...first, ...second],
    };
  } finally {
    await Deno.remove(scratch, { recursive: true }).catch(() => {}); // it may not have come that far
  }
}

/** The comparison in which nothing is said of what should have been measured again. */
function undecided(comparison: TimingComparison, again: readonly string[]): TimingComparison {
  const benches = comparison.benches.map((one) =>
    again.includes(one.bench) ? { ...one, verdict: "inconclusive" as const } : one
  );
  return { ...comparison, benches };
}

/** @throws {InputError} When no bench was measured although nothing went wrong */
export function checkMeasured(
  measurements: readonly Measurement[],
  only: BenchOptions["only"],
  io: Io,
): void {
  const isEmpty = measurements.every(({ samples, failures }) =>
    samples.length === 0 && failures.length === 0
  );
  if (isEmpty && !io.signal.aborted) {
    throw new InputError(`Cannot measure anything as no bench fits "${only?.join(" ") ?? "*"}"`);
  }
}

/** The comparison in all formats that have something to tell, and what was measured. */
export function timingReport({ comparison, measurements }: Outcome): Record<string, string> {
  const files: Record<string, string> = {
    "bench.csv": BENCH_HEADER + measurements.map(benchRows).join(""),
  };
  for (const { file, write } of formats) {
    try {
      files[file] = write(comparison);
    } catch (error) {
      // Some readers refuse a list without figures, so there is none to write.
      if (!(error instanceof InputError)) throw error;
    }
  }
  return files;
}

/** The exit code that a comparison asks for; a bench of head that fails makes the command fail. */
export function exitOf(
  { comparison: { head, benches }, measurements }: Outcome,
  { isStrict }: Pick<BenchOptions, "isStrict">,
): number {
  const has = (wanted: string) => benches.some(({ verdict }) => verdict === wanted);
  if (has("regressed")) return EXIT.changed;
  const own = measurements.filter(({ name }) => name === head.name);
  if (own.some(({ failures }) => failures.length > 0)) return EXIT.failed;
  const isOpen = benches.length === 0 || has("inconclusive") || has("incomparable");
  return isStrict && isOpen ? EXIT.open : EXIT.fine;
}
