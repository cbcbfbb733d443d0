import { z } from "zod";
import { inertJson } from "../inert.ts";
import { InputError } from "../errors.ts";
import { compareResults } from "../results/compare/mod.ts";
import { qualityText } from "../results/compare/text.ts";
import { type Command, EXIT } from "./terminal/command.ts";
import { flagsOf, readOptions } from "./terminal/options.ts";
import { LOCAL, RESULTS } from "./work/experiments.ts";
import { loadBoth } from "./versions/results.ts";

const options = z.strictObject({
  format: z.enum(["text", "json"], "text or json").default("text")
    .meta({ value: "FORMAT", description: "text (default) or json, with everything" }),
});

export const compare: Command = {
  summary: "Compare two versions of results: what became of the final losses, and why.",
  usage: "deno task compare BASE HEAD [options]",
  details: `BASE and HEAD are each one of
  a folder of one experiment, with its runs.csv or chart.txt
  a tree of such folders, such as results
  a name below ${RESULTS} or ${LOCAL}, such as batch_size or mine
  a folder with a folder "results" in it, such as . for the results that are here now
  a git revision of this project, such as main or HEAD~3, with its committed results
A folder or a name of results wins over a revision of the same name; NAME~0 is always the revision.
Where one side is one experiment and the other has several, the one of that name is compared;
results/cifar10 is compared with the same part of the other side. Results below results/local and
interrupted ones are left out unless their own folder is named, as are results that git ignores when
the other side is a revision.

First come the final losses by group (runs that differ in their seed only), before and after:
medians of their runs; of slices the lowest losses, of gradient checks the largest errors. Then, of
each file, what changed first.

Everything is compared byte for byte; rows of tables by run and iteration, or by their place in a
slice or a gradient check. Nothing is written and nothing is run: what results were made from is
said by a manifest.json that belongs to them. Without one, they are taken to be made from the
experiment file and the code beside them, which is said where it matters.

Exit codes: 0 all the same, 2 wrong usage or nothing to compare, 3 results changed, are on one side
only, or are older than their experiment's file.`,
  flags: flagsOf(options.shape),
  examples: [
    ["deno task compare HEAD .", "What has changed since the last commit"],
    ["deno task compare main HEAD", "What a branch changes"],
    [
      "deno task compare results/batch_size results/local/batch_size",
      "One experiment with what overrides made of it",
    ],
    ["deno task compare mine faster", "Two results of your own"],
    ["deno task compare main . --format json", "For other programs"],
  ],
  async run({ names, flags }, io) {
    const [base, head, ...more] = names;
    if (head === undefined || more.length > 0) {
      const given = names.map((word) => `"${word}"`).join(", ") || "nothing";
      throw new InputError(
        `Give two results to compare, BASE and HEAD, each a folder or a revision: given is ${given}` +
          (more.length > 0 ? `\nOne experiment is compared by its folder, ${RESULTS}/NAME` : ""),
      );
    }
    const { format } = readOptions(options, flags);
    const comparison = compareResults(...await loadBoth(base, head));
    io.out(
      format === "json" ? `${inertJson(comparison)}\n` : qualityText(comparison, io.columns),
    );
    const isSame = comparison.experiments.every(({ status, outdated }) =>
      status === "same" && outdated.length === 0
    );
    return isSame ? EXIT.fine : EXIT.changed;
  },
};
