import { InputError } from "../../errors.ts";
import { FEWEST_SAMPLES } from "../../timing/statistics/pairs.ts";
import { comparisonText } from "../../timing/formats/comparison_text.ts";
import { spreadText } from "../../timing/formats/spread_text.ts";
import { compareTimings } from "../../timing/statistics/compare.ts";
import { visibleChanges } from "./bench_noise.ts";
import type { BenchOptions } from "./bench_options.ts";
import { exitOf, timingReport, writeReport } from "./bench_report.ts";
import { type Arguments, EXIT, type Io } from "../terminal/command.ts";
import { checkMeasured, measureRounds, tellFailures } from "./rounds.ts";
import { checkKeeping, keep, measurementNamed } from "./timings.ts";
import { whileUnchanged, workingTree } from "../versions/versions.ts";

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
  const version = await workingTree(name);
  await checkKeeping(version);
  const asked = { title: "bench", versions: [version], files, rounds, only };
  const [measurement] = await whileUnchanged(() => measureRounds(asked, io));
  checkMeasured([measurement], only, io);
  const { samples, failures } = measurement;
  if (samples.length > 0) io.out(`${spreadText(measurement)}\n`);
  tellFailures([measurement], io);
  const done = Math.max(0, ...samples.map(({ round }) => round));
  // Fewer rounds cannot be compared with anything.
  if (done >= FEWEST_SAMPLES) {
    io.out(`Added as "${name}" to ${await keep(measurement)}\n`);
  } else if (done > 0) {
    io.err(`bench: not kept, as ${done} rounds are fewer than ${FEWEST_SAMPLES}\n`);
  }
  if (io.signal.aborted) return EXIT.interrupted;
  return failures.length > 0 ? EXIT.failed : EXIT.fine;
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
  if (base === head || (base.name === head.name && base.started === head.started)) {
    throw new InputError(`Cannot compare "${base.name}" of ${base.started} with itself`);
  }
  const { thresholds, isForced, out } = options;
  // Of different moments, only times relative to what the machine could do then can be compared.
  const comparison = compareTimings(base, head, { thresholds, by: "ceilingRatio", isForced });
  const told = { visible: await visibleChanges(head), isByCeiling: true };
  io.out(comparisonText(comparison, told));
  if (out !== undefined) {
    await writeReport(out, timingReport({ comparison, measurements: [base, head] }), io);
  }
  return exitOf({ comparison, measurements: [] }, options);
}
