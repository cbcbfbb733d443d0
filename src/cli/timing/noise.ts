// @ts-types="../../_csv.d.ts"
import { parse, stringify } from "@std/csv";
import { tableOf } from "../../figures/render/table.ts";
import { percentChange } from "../../timing/formats/words.ts";
import {
  type BenchCalibration,
  CHANGES,
  smallestChange,
} from "../../timing/statistics/calibration.ts";
import { EXIT } from "../terminal/command.ts";
import { onOff } from "../terminal/options.ts";
import { checkWritable, readIfThere, writeFiles } from "../work/folder.ts";
import { AGAIN, filesFrom, judging, measuring, mode } from "./options.ts";
import { measureRounds, noteFailures, workingTree } from "./rounds.ts";
import { timingsOf } from "./timings.ts";

const FILE = "noise.csv";
const COLUMNS = ["bench", "smallest_change", "noise", "processes", "deno", "commit", "started"];

/** `--noise`: compares the code with itself, and keeps which changes can be seen. */
export const noise = mode({
  noise: onOff.meta({ description: "Compare the code with itself: which changes can be seen?" }),
  ...measuring,
  ...judging,
}, async ({ rounds, only, threshold: thresholds }, names, io) => {
  const files = filesFrom(names);
  const code = await workingTree("code");
  await checkWritable(timingsOf(code));
  const versions = [code, { ...code, name: "itself" }];
  const measured = await measureRounds({ title: "noise", versions, files, rounds, only }, io);
  if (io.signal.aborted) {
    io.err("bench: interrupted, nothing was written\n");
    return EXIT.interrupted;
  }
  const [base, head] = measured;
  const calibrations = smallestChange(base, head, { thresholds, again: AGAIN * rounds });
  noteFailures(measured, io);
  if (calibrations.length > 0) {
    const folder = timingsOf(base);
    const { commit, started, setting: { deno } } = base;
    const rows = calibrations.map(({ smallestChange, samples, ...one }) => (
      { ...one, smallest_change: smallestChange, processes: samples, deno, commit, started }
    ));
    const isNew = (bench: string) => calibrations.some((one) => one.bench === bench);
    const others = (await rowsIn(folder)).filter(({ bench }) => !isNew(bench));
    const text = stringify([...others, ...rows], { columns: COLUMNS }).replaceAll("\r\n", "\n");
    await writeFiles(folder, { [FILE]: text });
    io.out(`${calibrationText(calibrations)}\nWrote ${folder}/${FILE}\n`);
  }
  return measured.some(({ failures }) => failures.length > 0) ? EXIT.failed : EXIT.fine;
});

/** The smallest slowdowns that are found on a machine, by bench; empty before `--noise` was run. */
export async function visibleChanges(
  machine: Parameters<typeof timingsOf>[0],
): Promise<ReadonlyMap<string, number>> {
  const rows = (await rowsIn(timingsOf(machine)))
    .map(({ bench, smallest_change }) => [bench, Number(smallest_change)] as const);
  return new Map(rows.filter(([, change]) => change > 0));
}

async function rowsIn(folder: string): Promise<Record<string, string>[]> {
  const text = await readIfThere(`${folder}/${FILE}`);
  try {
    return text === undefined ? [] : parse(text, { skipFirstRow: true });
  } catch {
    return []; // damaged: the next calibration makes it again
  }
}

/** A row for each bench, and what the columns mean. */
function calibrationText(calibrations: readonly BenchCalibration[]): string {
  const most = percentChange(1 + CHANGES[CHANGES.length - 1]);
  const seenFrom = ({ smallestChange }: BenchCalibration) =>
    smallestChange === null ? `above ${most}` : percentChange(1 + smallestChange);
  const table = tableOf(calibrations, [
    ["noise", ({ noise }) => `±${(noise * 100).toFixed(1)} %`],
    ["seen from", seenFrom],
    ["processes", ({ samples }) => String(samples)],
    ["bench", ({ bench }) => bench, "left"],
  ]);
  return `${table}\nNoise: half of the processes took at most this much more or less than the median.\n` +
    "Seen from: nine of ten slowdowns of this size are called, with so many processes a side.\n";
}
