import { InputError } from "../errors.ts";
import { comparisonText } from "../timing/comparison_text.ts";
import { checkComparable } from "../timing/settings.ts";
import { spreadText } from "../timing/spread_text.ts";
import { compareTimings } from "../timing/verdict.ts";
import { checkMeasured, exitOf } from "./_bench_against.ts";
import type { BenchOptions } from "./_bench_options.ts";
import { type Arguments, EXIT, type Io } from "./_command.ts";
import { measureRounds } from "./_rounds.ts";
import { keep, measurementNamed } from "./_timings.ts";
import { workingTree } from "./_versions.ts";

/** `--save NAME`: measures, and keeps what was measured. */
export async function save(
  { flags }: Arguments,
  { files, rounds, only }: BenchOptions,
  io: Io,
): Promise<number> {
  const name = flags.save as string;
  if (!/^[\w.@+-]+$/.test(name) || name.endsWith(".csv")) {
    throw new InputError(
      `Option --save must be a name of letters, digits and . _ - + @: current value is "${name}"`,
    );
  }
  const versions = [await workingTree(name)];
  const [measurement] = await measureRounds({ title: "bench", versions, files, rounds, only }, io);
  checkMeasured([measurement], only, io);
  if (measurement.samples.length > 0) {
    const path = await keep(measurement);
    io.out(`${spreadText(measurement)}\nAdded as "${name}" to ${path}\n`);
  }
  if (io.signal.aborted) return EXIT.interrupted;
  return measurement.failures.length > 0 ? EXIT.failed : EXIT.fine;
}

/** `--compare BASE HEAD`: two measurements of before. */
export async function compareSaved(
  { names }: Arguments,
  options: BenchOptions,
  io: Io,
): Promise<number> {
  if (names.length !== 2) {
    throw new InputError("Option --compare must be given two names or files: --compare BASE HEAD");
  }
  const [base, head] = [
    await measurementNamed(names[0], io),
    await measurementNamed(names[1], io),
  ];
  const { thresholds, isForced } = options;
  checkComparable(base, head, { force: isForced });
  // Of different moments, only times relative to what the machine could do then can be compared.
  const comparison = compareTimings(base, head, { thresholds, by: "ceilingRatio", isForced });
  io.out(comparisonText(comparison));
  return exitOf({ comparison, measurements: [] }, options);
}
