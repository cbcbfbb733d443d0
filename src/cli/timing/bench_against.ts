import { comparisonText } from "../../timing/formats/comparison_text.ts";
import type { TimingComparison } from "../../timing/statistics/comparison.ts";
import {
  compareTimings,
  suspicious,
  withRemeasured,
  worstFirst,
} from "../../timing/statistics/compare.ts";
import { visibleChanges } from "./bench_noise.ts";
import { AGAIN, type BenchOptions, noteThresholds } from "./bench_options.ts";
import { exitOf, type Outcome, timingReport, writeReport } from "./bench_report.ts";
import { type Arguments, EXIT, type Io } from "../terminal/command.ts";
import { checkWritable } from "../work/folder.ts";
import { commitOf, unpackRevision } from "../versions/revision.ts";
import { checkMeasured, measureRounds, type Version } from "./rounds.ts";
import { TIMINGS } from "./timings.ts";
import { whileUnchanged, workingTree } from "../versions/versions.ts";

/** Where a comparison is written when no other place is named. */
const COMPARISON = `${TIMINGS}/comparison`;

/** `--against REVISION`: a revision and the code as it is now, in processes that take turns. */
export async function against(
  { flags }: Arguments,
  options: BenchOptions,
  io: Io,
): Promise<number> {
  const folder = options.out ?? COMPARISON;
  await checkWritable(folder);
  const revision = flags.against as string;
  const outcome = await compareWith(revision, await commitOf(revision), options, io);
  const visible = await visibleChanges(outcome.comparison.head);
  io.out(comparisonText(outcome.comparison, { visible }));
  // Part of a comparison never takes the place of a whole one.
  const target = io.signal.aborted ? `${folder}/interrupted` : folder;
  await writeReport(target, timingReport(outcome), io);
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
  commit: string,
  bench: BenchOptions,
  io: Io,
): Promise<Outcome> {
  const { files, rounds, only, thresholds } = bench;
  const head = await workingTree("now");
  const scratch = `${TIMINGS}/scratch-${crypto.randomUUID().slice(0, 8)}`;
  try {
    await unpackRevision(commit, scratch);
    const name = revision === head.name ? commit : revision;
    const base: Version = { ...head, name, folder: scratch, commit, dirty: false };
    const versions = [base, head];
    const asked = { title: "bench", versions, files, rounds, only };
    const first = await whileUnchanged(() => measureRounds(asked, io));
    checkMeasured(first, only, io);
    const options = { thresholds, by: "nanoseconds" } as const;
    const comparison = compareTimings(first[0], first[1], options);
    noteThresholds(bench, comparison.benches.map(({ bench }) => bench), io);
    const again = suspicious(comparison).map(({ bench }) => bench);
    if (io.signal.aborted) {
      return { comparison: undecided(comparison, again), measurements: first };
    }
    if (again.length === 0) return { comparison, measurements: first };
    const started = new Date().toISOString();
    const once = {
      title: `again, as ${again.length} of ${comparison.benches.length} look changed`,
      versions: versions.map((version) => ({ ...version, started })),
      files: files.filter((file) => again.some((bench) => bench.startsWith(`${file}/`))),
      rounds: AGAIN * rounds,
      only: again,
    };
    const second = await whileUnchanged(() => measureRounds(once, io));
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
  return { ...comparison, benches: worstFirst(benches) };
}
