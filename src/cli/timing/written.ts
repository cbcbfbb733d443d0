import { InputError } from "../../errors.ts";
import { formats } from "../../timing/formats/mod.ts";
import { BENCH_HEADER, benchRows } from "../../timing/samples/bench_csv.ts";
import type { Measurement } from "../../timing/samples/measurement.ts";
import type { TimingComparison } from "../../timing/statistics/comparison.ts";
import { EXIT, type Io } from "../terminal/command.ts";
import { clearFolder, writeFiles } from "../work/folder.ts";

/** Measurements of two versions, and what their comparison says. */
export interface Compared {
  readonly comparison: TimingComparison;
  /** All that was measured, also a second time. */
  readonly measurements: readonly Measurement[];
}

/** Writes a comparison, and removes what an earlier one had and this one has not. */
export async function writeComparison(
  folder: string,
  files: Readonly<Record<string, string>>,
  io: Io,
): Promise<void> {
  await writeFiles(folder, files);
  const absent = formats.filter(({ file }) => files[file] === undefined);
  await clearFolder(folder, absent.map(({ file }) => file));
  io.out(`\nWrote the comparison to ${folder}\n`);
}

/** The comparison in all formats that have something to say, and what was measured. */
export function comparisonFiles({ comparison, measurements }: Compared): Record<string, string> {
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

/** Reasons that are listed where nothing was compared; the table has all. */
const LISTED = 3;

/**
 * The exit code that a comparison asks for; a bench of head that fails makes the command fail. That
 * nothing was compared is said, as it may look like good news.
 */
export function exitOf(
  { comparison: { base, head, benches }, measurements }: Compared,
  isStrict: boolean,
  io: Io,
): number {
  const has = (wanted: string) => benches.some(({ verdict }) => verdict === wanted);
  if (has("regressed")) return EXIT.changed;
  const own = measurements.filter(({ name }) => name === head.name);
  if (own.some(({ failures }) => failures.length > 0)) return EXIT.failed;
  if (benches.every(({ verdict }) => verdict === "incomparable")) {
    const reasons = [...new Set(benches.map(({ reason }) => reason))].slice(0, LISTED).join("; ");
    io.err(
      `Cannot compare "${base.name}" with "${head.name}" as they have no bench in common that can ` +
        `be compared${reasons && `: ${reasons}`}\n`,
    );
    return EXIT.usage;
  }
  const isOpen = has("inconclusive") || has("incomparable");
  return isStrict && isOpen ? EXIT.open : EXIT.fine;
}
