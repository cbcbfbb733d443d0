// @ts-types="../../_csv.d.ts"
import { parse, stringify } from "@std/csv";
import { type TextColumn, textTable } from "../../figures/table.ts";
import {
  type BenchCalibration,
  CHANGES,
  smallestChange,
} from "../../timing/statistics/calibration.ts";
import { changeText } from "../../timing/formats/words.ts";
import { AGAIN, type BenchOptions } from "./bench_options.ts";
import { type Arguments, EXIT, type Io } from "../terminal/command.ts";
import { checkWritable, readFiles, writeFiles } from "../work/folder.ts";
import { checkMeasured, measureRounds, tellFailures } from "./rounds.ts";
import { timingsOf } from "./timings.ts";
import { whileUnchanged, workingTree } from "../versions/versions.ts";

const FILE = "noise.csv";
const COLUMNS = ["bench", "smallest_change", "noise", "processes", "deno", "commit", "started"];

/** `--noise`: compares the code with itself, and keeps which changes can be seen. */
export async function noise(
  _: Arguments,
  { files, rounds, only, thresholds }: BenchOptions,
  io: Io,
): Promise<number> {
  const code = await workingTree("code");
  await checkWritable(timingsOf(code));
  const versions = [code, { ...code, name: "itself" }];
  const asked = { title: "noise", versions, files, rounds, only };
  const measured = await whileUnchanged(() => measureRounds(asked, io));
  checkMeasured(measured, only, io);
  if (io.signal.aborted) {
    io.err("bench: interrupted, nothing was written\n");
    return EXIT.interrupted;
  }
  const [base, head] = measured;
  const calibrations = smallestChange(base, head, { thresholds, again: AGAIN * rounds });
  const rows = calibrations.map(({ bench, smallestChange, noise, samples }) => ({
    bench,
    smallest_change: smallestChange,
    noise,
    processes: samples,
    deno: base.setting.deno,
    commit: base.commit,
    started: base.started,
  }));
  tellFailures(measured, io);
  if (rows.length > 0) {
    const folder = timingsOf(base);
    const others = (await rowsIn(folder)).filter(({ bench }) =>
      !calibrations.some((one) => one.bench === bench)
    );
    const text = stringify([...others, ...rows], { columns: COLUMNS }).replaceAll("\r\n", "\n");
    await writeFiles(folder, { [FILE]: text });
    io.out(`${calibrationText(calibrations)}\nWrote ${folder}/${FILE}\n`);
  }
  return measured.some(({ failures }) => failures.length > 0) ? EXIT.failed : EXIT.fine;
}

/** The smallest slowdowns that are found on a machine, by bench; empty before `--noise` was run. */
export async function visibleChanges(
  machine: Parameters<typeof timingsOf>[0],
): Promise<ReadonlyMap<string, number>> {
  return new Map(
    (await rowsIn(timingsOf(machine)))
      .filter((row) => Number(row.smallest_change) > 0)
      .map((row) => [row.bench, Number(row.smallest_change)]),
  );
}

async function rowsIn(folder: string): Promise<Record<string, string>[]> {
  const { [FILE]: text } = await readFiles(folder, [FILE]);
  try {
    return text === undefined ? [] : parse(text, { skipFirstRow: true });
  } catch {
    return []; // damaged: the next calibration makes it anew
  }
}

/** A row for each bench, and what the columns mean. */
function calibrationText(calibrations: readonly BenchCalibration[]): string {
  const most = CHANGES[CHANGES.length - 1];
  const column = (
    heading: string,
    cell: (one: BenchCalibration) => string,
    align: TextColumn["align"] = "right",
  ): TextColumn => ({ heading, cells: calibrations.map(cell), align });
  const table = textTable([
    column("noise", ({ noise }) => `±${(noise * 100).toFixed(1)} %`),
    column(
      "seen from",
      ({ smallestChange }) =>
        smallestChange === null ? `above ${changeText(1 + most)}` : changeText(1 + smallestChange),
    ),
    column("processes", ({ samples }) => String(samples)),
    column("bench", ({ bench }) => bench, "left"),
  ]);
  return `${table}\nNoise: half of the processes took at most this much more or less than the median.\n` +
    "Seen from: nine of ten slowdowns of this size are called, with so many processes a side.\n";
}
