import { InputError, suggest } from "../../errors.ts";
import { BENCH_HEADER, benchRows, readBenchCsv } from "../../timing/samples/bench_csv.ts";
import type { Measurement, Provenance } from "../../timing/samples/measurement.ts";
import { machineClass } from "../../timing/samples/settings.ts";
import { inOrder } from "../../timing/statistics/history.ts";
import {
  checkWritable,
  namesIn,
  readIfThere,
  reading,
  readText,
  writeFiles,
} from "../work/folder.ts";
import { pathOf } from "../work/paths.ts";

/** What was measured. It belongs to machines, not to the code. */
export const TIMINGS = "timings";
/** What was kept: a folder for each class of machines. */
const MACHINES = `${TIMINGS}/machines`;
const FILE = "bench.csv";

export function timingsOf({ setting }: Pick<Provenance, "setting">): string {
  return `${MACHINES}/${machineClass(setting)}`;
}

/** Makes sure, before anything is measured, that it can be kept. */
export async function checkKeeping(version: Provenance): Promise<void> {
  const folder = timingsOf(version);
  await checkWritable(folder);
  const before = await readIfThere(`${folder}/${FILE}`);
  if (before !== undefined) readBenchCsv(before, `${folder}/${FILE}`);
}

/** Adds a measurement to those of its class of machines, and returns the file that it is in now. */
export async function keep(measurement: Measurement): Promise<string> {
  const folder = timingsOf(measurement);
  const path = `${folder}/${FILE}`;
  const before = await readIfThere(path) ?? BENCH_HEADER;
  const text = before.replace(/(?<!\n)$/, "\n") + benchRows(measurement);
  readBenchCsv(text, path); // what could not be read again would spoil the file
  await writeFiles(folder, { [FILE]: text });
  return path;
}

/** What was kept of each class of machines. */
export async function kept(): Promise<Map<string, readonly Measurement[]>> {
  const classes = new Map<string, readonly Measurement[]>();
  for (const name of await namesIn(MACHINES) ?? []) {
    const path = `${MACHINES}/${name}/${FILE}`;
    const text = await readIfThere(path);
    if (text !== undefined) classes.set(name, readBenchCsv(text, path));
  }
  return classes;
}

/** The last measurement that was kept under a name, or is in a file. */
export async function measurementNamed(word: string): Promise<Measurement> {
  if (word.endsWith(".csv")) {
    const path = pathOf(word);
    const last = inOrder(readBenchCsv(await reading(path, readText), path)).at(-1);
    if (last !== undefined) return last;
    throw new InputError(`Cannot compare "${word}" as it holds no measurement`);
  }
  const all = inOrder([...(await kept()).values()].flat());
  const last = all.findLast(({ name }) => name === word);
  if (last !== undefined) return last;
  const names = [...new Set(all.map(({ name }) => name))];
  throw new InputError(
    names.length === 0
      ? `Cannot find measurement "${word}" as none was saved: deno task bench --save ${word}`
      : `Cannot find measurement "${word}"${suggest(word, names)}`,
  );
}
