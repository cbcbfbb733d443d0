// @ts-types="../../_csv.d.ts"
import { type Cell, parse, stringify } from "@std/csv";
import { z } from "zod";
import { InputError, locate } from "../../errors.ts";
import { count, type Measurement, type Provenance, type Sample, setting } from "./measurement.ts";
import { machineClass } from "./settings.ts";

const ABOVE_0 = "a number above 0";
const positive = z.coerce.number(ABOVE_0).positive(ABOVE_0);

/**
 * Saved measurements have a row for each sample, in a file that is only ever appended to: its columns
 * in order, with what they mean; from cells to values.
 */
const columns = z.object({
  name: z.string().describe("What the measurement was saved as, or the revision that it is of"),
  started: z.iso.datetime("a time such as 2026-01-02T03:04:05Z")
    .describe("When the measurement started, ISO 8601 in UTC"),
  commit: z.string().transform((text) => text === "" ? null : text)
    .describe("Commit of the code; empty outside of a checkout"),
  dirty: z.enum(["true", "false"], "true or false").transform((text) => text === "true")
    .describe("true when the code differed from the commit, otherwise false"),
  machine: z.string()
    .describe("Machines whose times may be compared have the same one; made from the next four"),
  ...setting.shape,
  bench: z.string().min(1, "a name").describe("file/group/name of the bench"),
  round: count.describe("Number of the process among those of its measurement, from 1"),
  ns_per_iteration: positive.describe("Nanoseconds of the fastest iteration"),
  usual_ns_per_iteration: positive
    .describe("Nanoseconds that three quarters of the iterations stayed below"),
  examples_per_second: z.union([z.literal("").transform(() => null), positive], ABOVE_0)
    .describe("Of the fastest iteration; empty for benches that do not go through examples"),
  ceiling_ratio: positive
    .describe("ns_per_iteration ÷ that of the ceiling bench in the same process"),
  threads: count.describe("Threads that compute"),
  inputs: z.string()
    .describe("Hash of what the bench computes: times of other inputs are not compared"),
});

/** The columns of saved measurements, in order: headers in snake_case, and what they mean. */
export const benchColumns: readonly { readonly name: string; readonly meaning: string }[] = Object
  .entries(columns.shape).map(([name, { description = "" }]) => ({ name, meaning: description }));

const NAMES = benchColumns.map(({ name }) => name);

/** The first line of a file of saved measurements. */
export const BENCH_HEADER = `${NAMES.join(",")}\n`;

/**
 * The rows of a measurement, to be appended to a file that begins with `BENCH_HEADER` and ends with
 * a line end. Failures are not part of it: they are reported when they happen.
 */
export function benchRows(measurement: Measurement): string {
  const rows = measurement.samples.map((sample) => rowOf(measurement, sample));
  const text = stringify(rows, { columns: NAMES }).replaceAll("\r\n", "\n");
  return text.slice(text.indexOf("\n") + 1);
}

function rowOf(
  { setting, samples: _, failures: _failures, ...provenance }: Measurement,
  { nanoseconds, usualNanoseconds, examplesPerSecond, ceilingRatio, ...sample }: Sample,
): Record<keyof typeof columns.shape, Cell> {
  return {
    ...provenance,
    dirty: String(provenance.dirty),
    machine: machineClass(setting),
    ...setting,
    ...sample,
    ns_per_iteration: nanoseconds,
    usual_ns_per_iteration: usualNanoseconds,
    examples_per_second: examplesPerSecond,
    ceiling_ratio: ceilingRatio,
  };
}

/**
 * Reads saved measurements, in the order of the file. A last line without its end was being written when something stopped
 * it: it is left out, and `notes` says so. Whoever appends to such a file has to cut it off first.
 *
 * @throws {InputError} When it has other columns, or a line is damaged
 */
export function readBenchCsv(
  text: string,
  source: string,
): { readonly measurements: readonly Measurement[]; readonly notes: readonly string[] } {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  const cut = lines.pop() ?? "";
  const notes = cut === "" ? [] : [
    `${source}: line ${lines.length + 1} was cut off in the middle, so it is left out: ` +
    cut.slice(0, SHOWN),
  ];
  if (lines.length === 0 && BENCH_HEADER.startsWith(cut)) return { measurements: [], notes };
  checkHeader(lines[0] ?? cut, source);
  const measurements = new Map<string, Measurement & { readonly samples: Sample[] }>();
  const places = new Map<string, number>();
  for (const [i, line] of lines.entries()) {
    if (i === 0 || line === "") continue;
    const place = `${source}: line ${i + 1}`;
    const [provenance, sample] = locate(place, () => readRow(line));
    const owner = JSON.stringify(provenance);
    const process = JSON.stringify([owner, sample.bench, sample.round]);
    const before = places.get(process);
    if (before !== undefined) {
      throw new InputError(
        `${place} is about the same process as line ${before}: remove one of them`,
      );
    }
    places.set(process, i + 1);
    const known = measurements.get(owner) ?? { ...provenance, samples: [], failures: [] };
    measurements.set(owner, known);
    known.samples.push(sample);
  }
  return { measurements: [...measurements.values()], notes };
}

/** Characters of a wrong line that are shown. */
const SHOWN = 60;

function checkHeader(header: string, source: string): void {
  if (`${header}\n` === BENCH_HEADER) return;
  throw new InputError(
    `${source}: Cannot read times as its columns must be ${NAMES.join(",")}: ` +
      `current value is ${header.slice(0, SHOWN)}\n` +
      `${source}: Move it away to begin a new one, or read it with the version that wrote it`,
  );
}

function readRow(line: string): [Provenance, Sample] {
  const cells = cellsOf(line);
  const { data, error } = columns.safeParse(cells);
  if (error !== undefined) {
    const [{ path: [name], message }] = error.issues;
    throw new InputError(
      `${String(name)} must be ${message}: current value is "${cells[String(name)]}": ` +
        "mend or remove the line",
    );
  }
  const { name, commit, dirty, started, cpu, cores, os, arch, deno, ...rest } = data;
  const { bench, round, threads, inputs } = rest;
  const sample: Sample = {
    bench,
    round,
    nanoseconds: rest.ns_per_iteration,
    usualNanoseconds: rest.usual_ns_per_iteration,
    examplesPerSecond: rest.examples_per_second,
    ceilingRatio: rest.ceiling_ratio,
    threads,
    inputs,
  };
  return [{ name, commit, dirty, started, setting: { cpu, cores, os, arch, deno } }, sample];
}

function cellsOf(line: string): Readonly<Record<string, string>> {
  try {
    return parse(`${BENCH_HEADER}${line}\n`, { skipFirstRow: true })[0];
  } catch {
    throw new InputError(
      `must have ${NAMES.length} cells, and quotes in pairs: mend or remove it: ` +
        line.slice(0, SHOWN),
    );
  }
}
