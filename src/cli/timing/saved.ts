import { z } from "zod";
import { InputError } from "../../errors.ts";
import { comparisonText } from "../../timing/formats/comparison_text.ts";
import { spreadText } from "../../timing/formats/spread_text.ts";
import { compareTimings } from "../../timing/statistics/compare.ts";
import { FEWEST_SAMPLES } from "../../timing/statistics/pairs.ts";
import { EXIT } from "../terminal/command.ts";
import { onOff } from "../terminal/options.ts";
import { visibleChanges } from "./noise.ts";
import { filesFrom, judging, measuring, mode, reporting } from "./options.ts";
import { measureRounds, noteFailures, workingTree } from "./rounds.ts";
import { checkKeeping, keep, measurementNamed } from "./timings.ts";
import { comparisonFiles, exitOf, writeComparison } from "./written.ts";

const NAME = "a name of letters, digits and . _ - + @";

/** `--save NAME`: measures, and keeps what was measured. */
export const save = mode({
  save: z.string().regex(/^[\w.@+-]+$(?<!\.csv)/, NAME)
    .meta({ value: "NAME", description: "Keep the times under this name, for history" }),
  ...measuring,
}, async ({ save: name, ...measuring }, names, io) => {
  const files = filesFrom(names);
  const version = await workingTree(name);
  await checkKeeping(version);
  const asked = { title: "bench", versions: [version], files, ...measuring };
  const [measurement] = await measureRounds(asked, io);
  const { samples, failures } = measurement;
  if (samples.length > 0) io.out(`${spreadText(samples)}\n`);
  noteFailures([measurement], io);
  const done = Math.max(0, ...samples.map(({ round }) => round));
  // Fewer rounds cannot be compared with anything.
  if (done >= FEWEST_SAMPLES) {
    io.out(`Added as "${name}" to ${await keep(measurement)}\n`);
  } else if (done > 0) {
    io.err(`bench: not kept, as ${done} rounds are fewer than ${FEWEST_SAMPLES}\n`);
  }
  if (io.signal.aborted) return EXIT.interrupted;
  return failures.length > 0 ? EXIT.failed : EXIT.fine;
});

/** `--compare BASE HEAD`: two measurements of before. */
export const compareSaved = mode({
  compare: onOff.meta({ description: "Compare two saved measurements: BASE HEAD" }),
  ...judging,
  force: onOff.meta({ description: "Compare in spite of other machines, marked in the output" }),
  ...reporting,
}, async ({ threshold: thresholds, force: isForced, strict, out }, names, io) => {
  if (names.length !== 2) {
    throw new InputError("Option --compare must be given two names or files: --compare BASE HEAD");
  }
  const base = await measurementNamed(names[0]);
  const head = await measurementNamed(names[1]);
  if (base.name === head.name && base.started === head.started) {
    throw new InputError(`Cannot compare "${base.name}" of ${base.started} with itself`);
  }
  // Of different moments, only times relative to what the machine could do then can be compared.
  const comparison = compareTimings(base, head, { thresholds, by: "ceilingRatio", isForced });
  io.out(comparisonText(comparison, { visible: await visibleChanges(head), isByCeiling: true }));
  if (out !== undefined) {
    await writeComparison(out, comparisonFiles({ comparison, measurements: [base, head] }), io);
  }
  return exitOf({ comparison, measurements: [] }, strict, io);
});
