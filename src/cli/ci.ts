import { z } from "zod";
import { inertJson } from "../inert.ts";
import { InputError, MachineError } from "../errors.ts";
import { compareResults } from "../results/compare/mod.ts";
import { qualityText } from "../results/compare/text.ts";
import { comparisonText } from "../timing/formats/comparison_text.ts";
import { LIMITS, markdownSummary } from "../timing/formats/markdown.ts";
import type { TimingComparison } from "../timing/statistics/comparison.ts";
import { type Command, EXIT, exitOfAll } from "./terminal/command.ts";
import { flagsOf, readOptions } from "./terminal/options.ts";
import { compareWith } from "./timing/against.ts";
import { filesFrom, judging, measuring, reporting } from "./timing/options.ts";
import { TIMINGS } from "./timing/timings.ts";
import { comparisonFiles, exitOf, writeComparison } from "./timing/written.ts";
import { verifyAll } from "./verify.ts";
import { isFolder } from "./versions/project.ts";
import { loadBoth } from "./versions/results.ts";
import { commitOf } from "./versions/revision.ts";
import { checkWritable } from "./work/folder.ts";
import { pathOf } from "./work/paths.ts";

const options = z.strictObject({
  base: z.string().default("HEAD~1")
    .meta({ value: "REVISION", description: "What to compare with; HEAD~1 when left out" }),
  ...measuring,
  ...judging,
  strict: reporting.strict,
  link: z.string().optional()
    .meta({ value: "URL", description: "Where readers of the summary find all files" }),
  out: z.string().transform(pathOf).default(`${TIMINGS}/ci`)
    .meta({ value: "DIR", alias: "o", description: `Write here; ${TIMINGS}/ci when left out` }),
});

export const ci: Command = {
  summary: "Results and times of the code as it is now next to those of a base, as files for CI.",
  usage: "deno task ci:benchmark [options]",
  details: `1. The committed results have to come out again (as deno task verify).
2. They are compared with those of the base (as deno task compare).
3. Times are compared with those of the base, in turns (as deno task bench --against).

Written are summary.md (worst first, short enough for a step summary of GitHub), quality.json,
comparison.json, bench.csv and what other programs read, see docs/formats.md, and in results/ what
came out instead of committed results; before the command exits, and whatever it found or could not
do.

Exit codes: 0 fine, 1 the machine or a bench failed, 2 wrong usage or no bench to compare, 3 results
do not come out again or something got slower, 4 (with --strict) something could not be decided, 130
interrupted. Results that differ from the base's are reported only: a change of both code and
results is what a review is for.`,
  flags: flagsOf(options.shape),
  examples: [
    ["deno task ci:benchmark", "Judge the last commit and what was changed since"],
    [
      "deno task ci:benchmark --base main",
      "Judge a branch, as the workflow for pull requests does",
    ],
  ],
  async run({ names, flags }, io) {
    const { base, link, threshold, strict, out, ...asked } = readOptions(options, flags);
    const benches = { files: filesFrom(names), thresholds: threshold, ...asked };
    await checkWritable(out);
    const commit = await commitOf(base); // before minutes are spent
    // Of an earlier report, what came out instead.
    await Deno.remove(`${out}/results`, { recursive: true }).catch(() => {});
    const said: string[] = [];
    const say = (text: string) => {
      said.push(text);
      io.out(text);
    };
    const exits: number[] = [];
    /** Does one part; what goes wrong in it is reported, and the others are done all the same. */
    async function attempt(part: () => Promise<number>): Promise<void> {
      if (io.signal.aborted) return;
      try {
        exits.push(await part());
      } catch (error) {
        if (!(error instanceof InputError || error instanceof MachineError)) throw error;
        say(`${error.message}\n`);
        exits.push(error instanceof InputError ? EXIT.usage : EXIT.failed);
      }
    }
    say("Do the committed results come out again?\n\n");
    const all = { names: [], overrides: [], flags: {} };
    await attempt(() => verifyAll(all, { ...io, out: say }, `${out}/results`));
    const files: Record<string, string> = {};
    say("\nAre they those of the base?\n\n");
    await attempt(async () => {
      // A folder of that name is not what is meant.
      const side = await isFolder(base) ? commit : base;
      const comparison = compareResults(...await loadBoth(side, "."));
      files["quality.json"] = `${inertJson(comparison)}\n`;
      say(qualityText(comparison));
      return EXIT.fine;
    });
    let timings: TimingComparison | null = null;
    await attempt(async () => {
      const compared = await compareWith({ name: base, commit }, benches, io);
      timings = compared.comparison;
      io.out(`\n${comparisonText(timings)}`);
      Object.assign(files, comparisonFiles(compared));
      return exitOf(compared, strict, { ...io, err: say });
    });
    if (io.signal.aborted) say("\nINTERRUPTED: not everything was looked at\n");
    const findings = { timings, quality: said.join("") };
    files["summary.md"] = markdownSummary(findings, { limit: LIMITS.summary, link });
    await writeComparison(out, files, io);
    if (io.signal.aborted) return EXIT.interrupted;
    return exitOfAll(exits);
  },
};
