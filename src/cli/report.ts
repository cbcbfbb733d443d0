/**
 * `report`: results that are there, told again; and a saved comparison of timings, in another
 * format.
 *
 * @module
 */
import { InputError, reasonOf, suggest } from "../errors.ts";
import { type Format, formats } from "../timing/formats/mod.ts";
import { readComparison } from "../timing/formats/json.ts";
import { LIMITS } from "../timing/formats/markdown.ts";
import { type Arguments, type Command, EXIT, type Io } from "./terminal/command.ts";
import { RESULTS, shippedNames } from "./work/experiments.ts";
import { readFiles } from "./work/folder.ts";
import { measurementNamed } from "./timing/timings.ts";

/** The file of a result that holds its report. */
const CHART = "chart.txt";
const NAMES = formats.map(({ name }) => name);

/** Prints the report of results, or a comparison in a format. */
export const report: Command = {
  summary:
    "Print results again without running, or a saved comparison of timings in other formats.",
  usage: "deno task report FOLDER…|FILE.json|FILE.csv [options]",
  details:
    `FOLDER holds the results of an experiment, or is its name below "${RESULTS}". FILE.json is a saved
comparison of timings, FILE.csv a file of kept times, of which the last measurement is told. Everything
goes to standard output. The formats (for FILE.csv, those that are for other programs):

${formats.map(({ name, summary }) => `  ${name.padEnd(14)}  ${summary}`).join("\n")}

Exit codes: 0 fine, 2 wrong usage or a wrong file.`,
  flags: [
    {
      name: "format",
      value: "NAME",
      meaning: "Of times: one of these; markdown, or for FILE.csv github-smaller",
    },
    {
      name: "limit",
      value: "BYTES",
      meaning: `Of markdown: how long it may be (${LIMITS.comment}, as a comment on GitHub)`,
    },
    { name: "link", value: "URL", meaning: "Of markdown: where the whole comparison is" },
  ],
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
      if (more.length > 0) {
        throw new InputError(`Cannot report "${more[0]}" and times at once`);
      }
      io.out(await (first.endsWith(".json") ? comparisonIn : measurementIn)(first, flags, io));
      return EXIT.fine;
    }
    const [flag] = Object.keys(flags);
    if (flag !== undefined) {
      throw new InputError(
        `Cannot use --${flag} for "${first}" as it is for times, FILE.json or FILE.csv`,
      );
    }
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
async function measurementIn(
  file: string,
  { format: name = "github-smaller", ...others }: Arguments["flags"],
  io: Io,
): Promise<string> {
  const [other] = Object.keys(others);
  if (other !== undefined) throw new InputError(`Cannot use --${other} for a measurement`);
  const { writeMeasurement } = formatNamed(name);
  if (writeMeasurement === undefined) {
    const names = formats.filter((one) => one.writeMeasurement !== undefined)
      .map(({ name }) => name);
    throw new InputError(
      `Cannot write a measurement as ${name}, which is for comparisons: known are ${
        names.join(", ")
      }`,
    );
  }
  return writeMeasurement(await measurementNamed(file, io));
}

/** @throws {InputError} When there is no such format */
function formatNamed(name: string | true): Format {
  const format = formats.find((one) => one.name === name);
  if (format !== undefined) return format;
  throw new InputError(`Unknown format "${name}"${suggest(String(name), NAMES)}`);
}

/** A comparison, in the format that the flags ask for. */
async function comparisonIn(file: string, flags: Arguments["flags"]): Promise<string> {
  const { format: name = "markdown", limit, link } = flags;
  const format = formatNamed(name);
  const [other] = Object.keys(flags).filter((flag) => flag !== "format");
  if (other !== undefined && format.name !== "markdown") {
    throw new InputError(`Cannot use --${other} with --format ${format.name}: it is for markdown`);
  }
  if (limit !== undefined && !/^[1-9]\d*$/.test(String(limit))) {
    throw new InputError(
      `Option --limit must be a whole number of bytes: current value is ${limit}`,
    );
  }
  const text = await Deno.readTextFile(file).catch((error: unknown) => {
    throw new InputError(`Cannot read "${file}": ${reasonOf(error)}`);
  });
  return format.write(readComparison(text, file), {
    limit: limit === undefined ? undefined : Number(limit),
    link: link === undefined ? undefined : String(link),
  });
}
