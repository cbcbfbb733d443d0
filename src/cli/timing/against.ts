import { z } from "zod";
import { comparisonText } from "../../timing/formats/comparison_text.ts";
import {
  compareTimings,
  suspicious,
  withRemeasured,
  worstFirst,
} from "../../timing/statistics/compare.ts";
import { fits, type Thresholds } from "../../timing/samples/thresholds.ts";
import { EXIT, type Io } from "../terminal/command.ts";
import { commitOf, unpackRevision } from "../versions/revision.ts";
import { checkWritable } from "../work/folder.ts";
import { visibleChanges } from "./noise.ts";
import {
  AGAIN,
  FILES,
  filesFrom,
  judging,
  measuring,
  mode,
  reporting,
  THRESHOLDS,
} from "./options.ts";
import { measureRounds, type Rounds, workingTree } from "./rounds.ts";
import { TIMINGS } from "./timings.ts";
import { type Compared, comparisonFiles, exitOf, writeComparison } from "./written.ts";

/** `--against REVISION`: a revision and the code as it is now, in processes that take turns. */
export const against = mode({
  against: z.string()
    .meta({ value: "REVISION", description: "Compare a revision with the code as it is now" }),
  ...measuring,
  ...judging,
  ...reporting,
}, async (options, names, io) => {
  const { against: name, threshold: thresholds, strict, ...asked } = options;
  const { out = `${TIMINGS}/comparison` } = asked;
  const files = filesFrom(names);
  await checkWritable(out);
  const base = { name, commit: await commitOf(name) };
  const compared = await compareWith(base, { files, thresholds, ...asked }, io);
  const visible = await visibleChanges(compared.comparison.head);
  io.out(comparisonText(compared.comparison, { visible }));
  // Part of a comparison never takes the place of a whole one.
  const target = io.signal.aborted ? `${out}/interrupted` : out;
  await writeComparison(target, comparisonFiles(compared), io);
  if (!io.signal.aborted) return exitOf(compared, strict, io);
  io.err("bench: interrupted; shown is what was measured until then\n");
  return EXIT.interrupted;
});

/** Measures a revision and the code as it is now, and once more what looks changed. */
export async function compareWith(
  { name, commit }: { readonly name: string; readonly commit: string },
  asked: Pick<Rounds, "files" | "rounds" | "only"> & { readonly thresholds: Thresholds },
  io: Io,
): Promise<Compared> {
  const { files, only, thresholds } = asked;
  const head = await workingTree("now");
  const folder = `${TIMINGS}/scratch-${crypto.randomUUID().slice(0, 8)}`;
  try {
    await unpackRevision(commit, folder);
    const unique = name === head.name ? commit : name;
    const versions = [{ ...head, name: unique, folder, commit, dirty: false }, head];
    const first = await measureRounds({ title: "bench", versions, ...asked }, io);
    const comparison = compareTimings(first[0], first[1], { thresholds });
    const benches = comparison.benches.map(({ bench }) => bench);
    const isElsewhere = (glob: string) =>
      FILES.some((file) => !files.includes(file) && glob.startsWith(`${file}/`));
    for (const glob of only.includes("*") ? Object.keys(thresholds) : []) {
      if (isElsewhere(glob) || benches.some((bench) => fits(bench, [glob]))) continue;
      io.err(`${THRESHOLDS}: no bench fits "${glob}"\n`); // misspelt, as a rule
    }
    const again = suspicious(comparison);
    const undecided = comparison.benches.map((one) =>
      again.includes(one.bench) ? { ...one, verdict: "inconclusive" as const } : one
    );
    const compared = {
      comparison: { ...comparison, benches: worstFirst(undecided) },
      measurements: first,
    };
    if (io.signal.aborted || again.length === 0) return compared;
    const started = new Date().toISOString();
    const second = await measureRounds({
      title: `again, as ${again.length} of ${benches.length} look changed`,
      versions: versions.map((version) => ({ ...version, started })),
      files: files.filter((file) => again.some((bench) => bench.startsWith(`${file}/`))),
      rounds: AGAIN * asked.rounds,
      only: again,
    }, io);
    if (io.signal.aborted) return compared;
    return {
      comparison: withRemeasured(comparison, second[0], second[1], { thresholds }),
      measurements: [...first, ...second],
    };
  } finally {
    await Deno.remove(folder, { recursive: true }).catch(() => {}); // it may not have come that far
  }
}
