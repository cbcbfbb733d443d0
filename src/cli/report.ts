/**
 * `report`: results that are there, printed again; and a saved comparison of timings, in another
 * format.
 *
 * @module
 */
import { z } from "zod";
import { InputError, suggest } from "../errors.ts";
import { readComparison } from "../timing/formats/json.ts";
import { LIMITS } from "../timing/formats/markdown.ts";
import { formats, measurementFormats } from "../timing/formats/mod.ts";
import { type Arguments, type Command, EXIT, type Io } from "./terminal/command.ts";
import { flagsOf, readOptions, wholeNumber } from "./terminal/options.ts";
import { measurementNamed, readText } from "./timing/timings.ts";
import { RESULTS, shippedNames } from "./work/experiments.ts";
import { readFiles } from "./work/folder.ts";

/** The file of a result that holds its report. */
const CHART = "chart.txt";

const byName = Object.fromEntries(formats.map((format) => [format.name, format]));

const formatOf = (names: readonly string[], usual: string) =>
  z.enum(names, `one of ${names.join(", ")}`).default(usual).meta({
    value: "NAME",
    description: "Of times: one of these; markdown, or for FILE.csv github-smaller",
  });
const ofMeasurement = z.strictObject({
  format: formatOf(Object.keys(measurementFormats), "github-smaller"),
});
const ofComparison = z.strictObject({ format: formatOf(Object.keys(byName), "markdown") });
const ofMarkdown = ofComparison.extend({
  limit: wholeNumber(1).optional().meta({
    value: "BYTES",
    description: `Of markdown: how long it may be (${LIMITS.comment}, as a comment on GitHub)`,
  }),
  link: z.string().optional()
    .meta({ value: "URL", description: "Of markdown: where the whole comparison is" }),
});

/** Prints the report of results, or a comparison in a format. */
export const report: Command = {
  summary:
    "Print results again without running, or a saved comparison of timings in other formats.",
  usage: "deno task report FOLDER…|FILE.json|FILE.csv [options]",
  details:
    `FOLDER holds the results of an experiment, or is its name below "${RESULTS}". FILE.json is a saved
comparison of timings, FILE.csv a file of kept times, of which the last measurement is reported.
Everything goes to standard output. The formats (for FILE.csv, those that are for other programs):

${formats.map(({ name, summary }) => `  ${name.padEnd(14)}  ${summary}`).join("\n")}

Exit codes: 0 fine, 2 wrong usage or a wrong file.`,
  flags: flagsOf(ofMarkdown.shape),
  examples: [
    ["deno task report results/batch_size", "Chart, table and finding of a committed result"],
    [
      "deno task report timings/comparison/comparison.json --format bmf > bmf.json",
      "A comparison for Bencher",
    ],
    [
      `deno task report timings/comparison/comparison.json --limit ${LIMITS.summary} >> $GITHUB_STEP_SUMMARY`,
      "A comparison in the summary of a job",
    ],
  ],
  isWithoutOverrides: true,
  async run({ names: [first, ...more], flags }, io) {
    if (first === undefined) throw new InputError("Cannot report nothing: give a folder or a file");
    if (/\.(json|csv)$/.test(first)) {
      if (more.length > 0) throw new InputError(`Cannot report "${more[0]}" and times at once`);
      io.out(await (first.endsWith(".json") ? comparisonIn : measurementIn)(first, flags, io));
      return EXIT.fine;
    }
    readOptions(z.strictObject({}), flags, () => "it is for times, FILE.json or FILE.csv");
    const texts: string[] = [];
    for (const word of [first, ...more]) texts.push(await chartText(word));
    io.out(texts.join("\n"));
    return EXIT.fine;
  },
};

/** The report that stands in a folder of results. */
async function chartText(word: string): Promise<string> {
  for (const folder of [word, `${RESULTS}/${word}`]) {
    const { [CHART]: chart } = await readFiles(folder, [CHART]);
    if (chart !== undefined) return chart;
  }
  const isName = !/[.\\]|^\//.test(word);
  const known = isName ? suggest(word, await shippedNames()) : "";
  throw new InputError(`Cannot report "${word}" as it holds no ${CHART}${known}`);
}

/** The last measurement of a file, in the format that the flags ask for. */
async function measurementIn(file: string, flags: Arguments["flags"], io: Io): Promise<string> {
  const { format } = readOptions(ofMeasurement, flags, () => "it is for comparisons, FILE.json");
  return measurementFormats[format](await measurementNamed(file, io));
}

/** A comparison, in the format that the flags ask for. */
async function comparisonIn(file: string, flags: Arguments["flags"]): Promise<string> {
  const { format, ...options } = readOptions(
    (flags.format ?? "markdown") === "markdown" ? ofMarkdown : ofComparison,
    flags,
    () => "it is for --format markdown",
  );
  return byName[format].write(readComparison(await readText(file), file), options);
}
