import { z } from "zod";
import { inert } from "../inert.ts";
import { InputError, suggest } from "../errors.ts";
import { readComparison } from "../timing/statistics/comparison.ts";
import { LIMITS } from "../timing/formats/markdown.ts";
import { type Format, formats, measurementFormats } from "../timing/formats/mod.ts";
import { type Arguments, type Command, EXIT } from "./terminal/command.ts";
import { flagsOf, readOptions, wholeNumber } from "./terminal/options.ts";
import { measurementNamed } from "./timing/timings.ts";
import { LOCAL, resultNames, resultPlaces, RESULTS } from "./work/experiments.ts";
import { readIfThere, reading, readText } from "./work/folder.ts";
import { pathOf } from "./work/paths.ts";

const CHART = "chart.txt";

const ofMarkdown = {
  limit: wholeNumber(1).optional().meta({
    value: "BYTES",
    description: `Of markdown: how long it may be (${LIMITS.comment}, as a comment on GitHub)`,
  }),
  link: z.string().optional()
    .meta({ value: "URL", description: "Of markdown: where the whole comparison is" }),
};

/** Files that pictures of results go to. */
const ofResults = {
  html: z.string().transform(pathOf).optional().meta({
    value: "FILE",
    description: "Of results: one page with pictures, tables and files, for a browser",
  }),
  svg: z.string().transform(pathOf).optional()
    .meta({ value: "FILE", description: "Of a result: its charts as a picture" }),
};

export const reportCommand: Command = {
  summary:
    "Print results again without running, or a saved comparison of timings in other formats.",
  usage: "deno task report FOLDER…|FILE.json|FILE.csv [options]",
  details:
    `FOLDER holds the results of an experiment, or is its name below "${RESULTS}" or "${LOCAL}":
batch_size, mine. FILE.json is a saved comparison of timings, FILE.csv a file of kept times, of which
the last measurement is reported. Everything goes to standard output; of a chart that was drawn wider
than the terminal, as much as fits. Pictures are drawn of results that were made on this machine. The formats (for FILE.csv,
those that are for other programs):

${formats.map(({ name, summary }) => `  ${name.padEnd(14)}  ${summary}`).join("\n")}

Exit codes: 0 fine, 2 wrong usage or a wrong file.`,
  flags: [
    {
      name: "format",
      value: "NAME",
      meaning: "Of times: one of these; markdown, or for FILE.csv github-smaller",
    },
    ...flagsOf(ofMarkdown),
    ...flagsOf(ofResults),
  ],
  examples: [
    ["deno task report results/batch_size", "Chart, table and finding of a committed result"],
    [
      "deno task report batch_size step_size --html report.html",
      "Results that were made here, as one page",
    ],
    [
      "deno task report timings/comparison/comparison.json --format bmf > bmf.json",
      "A comparison for Bencher",
    ],
    [
      `deno task report timings/comparison/comparison.json --limit ${LIMITS.summary} >> $GITHUB_STEP_SUMMARY`,
      "A comparison in the summary of a job",
    ],
  ],
  async run({ names: [first, ...more], flags }, io) {
    if (first === undefined) throw new InputError("Cannot report nothing: give a folder or a file");
    if (/\.(json|csv)$/.test(first)) {
      if (more.length > 0) throw new InputError(`Cannot report "${more[0]}" and times at once`);
      io.out(
        first.endsWith(".csv")
          ? writer(measurementFormats, flags)(await measurementNamed(first))
          : writer(formats, flags)(
            readComparison(await reading(pathOf(first), readText), first),
          ),
      );
      return EXIT.fine;
    }
    const { html, svg } = readOptions(
      z.strictObject(ofResults),
      flags,
      () => "it is for times, FILE.json or FILE.csv",
    );
    if (html !== undefined || svg !== undefined) {
      const { writePage, writePicture } = await import("./work/pages.ts"); // not needed to print
      const results = await Promise.all([first, ...more].map(resultNamed));
      if (html !== undefined) io.out(`${await writePage(html, results)}\n`);
      if (svg !== undefined) io.out(`${await writePicture(svg, results)}\n`);
      return EXIT.fine;
    }
    const texts: string[] = [];
    for (const word of [first, ...more]) texts.push(inert((await resultNamed(word)).chart));
    io.out(texts.join("\n"));
    return EXIT.fine;
  },
};

/** The folder of a result, what it is called, and its chart. */
async function resultNamed(word: string) {
  for (const folder of resultPlaces(word)) {
    const chart = await readIfThere(`${folder}/${CHART}`);
    if (chart !== undefined) return { word, folder, chart };
  }
  const isName = !/[.\\]|^\//.test(word);
  const known = isName ? suggest(word, await resultNames()) : "";
  throw new InputError(`Cannot report "${word}" as it holds no ${CHART}${known}`);
}

/** Writes in the format that the flags name, in the first when they name none. */
function writer<Source>(known: readonly Format<Source>[], flags: Arguments["flags"]) {
  const names = known.map(({ name }) => name);
  const format = z.enum(names, `one of ${names.join(", ")}`).default(names[0]);
  const more = (flags.format ?? names[0]) === "markdown" ? ofMarkdown : {};
  const options = z.strictObject({ format, ...more });
  const where = () => "it is for --format markdown";
  const { format: name, ...rest } = readOptions(options, flags, where);
  return (timings: Source) => known[names.indexOf(name)].write(timings, rest);
}
