/**
 * Saved measurements: one row for each sample, in a file that is only ever appended to.
 *
 * @module
 */
// @ts-types="../../_csv.d.ts"
import { type Cell, parse, stringify } from "@std/csv";
import { InputError, located } from "../../errors.ts";
import { machineClass } from "./settings.ts";
import type { Measurement, Sample } from "./measurement.ts";

/** A sample, and the measurement that it belongs to. */
export interface BenchRow {
  readonly measurement: Measurement;
  readonly sample: Sample;
}

/** A column of saved measurements. */
export interface BenchColumn {
  /** Its header, in snake_case. */
  readonly name: string;
  /** What it means, for the documentation. */
  readonly meaning: string;
  /** The cell of a row. */
  cell(row: BenchRow): Cell;
}

/** The columns of saved measurements, in order. */
export const benchColumns: readonly BenchColumn[] = [
  {
    name: "name",
    meaning: "What the measurement was saved as, or the revision that it is of",
    cell: ({ measurement }) => measurement.name,
  },
  {
    name: "started",
    meaning: "When the measurement started, ISO 8601 in UTC",
    cell: ({ measurement }) => measurement.started,
  },
  {
    name: "commit",
    meaning: "Commit of the code; empty outside of a checkout",
    cell: ({ measurement }) => measurement.commit,
  },
  {
    name: "dirty",
    meaning: "true when the code differed from the commit, otherwise false",
    cell: ({ measurement }) => String(measurement.dirty),
  },
  {
    name: "machine",
    meaning: "Machines whose times may be compared have the same one; made from the next four",
    cell: ({ measurement }) => machineClass(measurement.setting),
  },
  {
    name: "cpu",
    meaning: "Model of the processor",
    cell: ({ measurement }) => measurement.setting.cpu,
  },
  { name: "cores", meaning: "Logical cores", cell: ({ measurement }) => measurement.setting.cores },
  {
    name: "os",
    meaning: "Operating system, such as linux",
    cell: ({ measurement }) => measurement.setting.os,
  },
  {
    name: "arch",
    meaning: "Architecture, such as x86_64",
    cell: ({ measurement }) => measurement.setting.arch,
  },
  {
    name: "deno",
    meaning: "Version of Deno",
    cell: ({ measurement }) => measurement.setting.deno,
  },
  { name: "bench", meaning: "file/group/name of the bench", cell: ({ sample }) => sample.bench },
  {
    name: "round",
    meaning: "Number of the process among those of its measurement, from 1",
    cell: ({ sample }) => sample.round,
  },
  {
    name: "ns_per_iteration",
    meaning: "Nanoseconds of the fastest iteration",
    cell: ({ sample }) => sample.nanoseconds,
  },
  {
    name: "usual_ns_per_iteration",
    meaning: "Nanoseconds that three quarters of the iterations stayed below",
    cell: ({ sample }) => sample.usualNanoseconds,
  },
  {
    name: "examples_per_second",
    meaning: "Of the fastest iteration; empty for benches that do not go through examples",
    cell: ({ sample }) => sample.examplesPerSecond,
  },
  {
    name: "ceiling_ratio",
    meaning: "ns_per_iteration ÷ that of the ceiling bench in the same process",
    cell: ({ sample }) => sample.ceilingRatio,
  },
  { name: "threads", meaning: "Threads that compute", cell: ({ sample }) => sample.threads },
  {
    name: "inputs",
    meaning: "Hash of what the bench computes: times of other inputs are not compared",
    cell: ({ sample }) => sample.inputs,
  },
];

const NAMES = benchColumns.map(({ name }) => name);

/** The first line of a file of saved measurements. */
export const BENCH_HEADER = `${NAMES.join(",")}\n`;

/**
 * The rows of a measurement, to be appended to a file that begins with `BENCH_HEADER` and ends with
 * a line end. Failures are not part of it: they are told when they happen.
 *
 * @throws {InputError} When a name has more than one line: rows would not be lines any more, and a
 * cut one not be found
 */
export function benchRows(measurement: Measurement): string {
  const rows = measurement.samples.map((sample) =>
    Object.fromEntries(benchColumns.map(({ name, cell }) => [name, cell({ measurement, sample })]))
  );
  for (const [name, cell] of rows.flatMap(Object.entries<Cell>)) {
    if (typeof cell !== "string" || !/[\r\n]/.test(cell)) continue;
    throw new InputError(
      `Cannot save a measurement as its ${name} must be one line: current value is ${
        JSON.stringify(cell)
      }`,
    );
  }
  const text = stringify(rows, { columns: NAMES }).replaceAll("\r\n", "\n");
  return text.slice(text.indexOf("\n") + 1);
}

/** What a file of saved measurements holds. */
export interface SavedMeasurements {
  /** In the order of the file, without failures. */
  readonly measurements: readonly Measurement[];
  /** What the user should know of the file, in words: a last line that was cut off. */
  readonly notes: readonly string[];
}

/**
 * Reads saved measurements. A last line without its end was being written when something stopped
 * it: it is left out, and `notes` says so. Whoever appends to such a file has to cut it off first.
 *
 * @param text The file
 * @param source What to call it
 * @throws {InputError} When it has other columns, or a line is damaged
 */
export function readBenchCsv(text: string, source: string): SavedMeasurements {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  const cut = lines.pop() ?? "";
  const notes = cut === "" ? [] : [
    `${source}: line ${lines.length + 1} was cut off in the middle, so it is left out: ${
      cut.slice(0, 60)
    }`,
  ];
  const [header] = lines;
  if (header === undefined && BENCH_HEADER.startsWith(cut)) return { measurements: [], notes };
  checkHeader(header ?? cut, source);
  const measurements = new Map<string, Measurement & { samples: Sample[] }>();
  const places = new Map<string, number>();
  for (const [i, line] of lines.entries()) {
    if (i === 0 || line === "") continue;
    const { measurement, sample } = atLine(`${source}: line ${i + 1}`, () => readRow(line));
    const key = JSON.stringify([measurement, sample.bench, sample.round]);
    const before = places.get(key);
    if (before !== undefined) {
      throw new InputError(
        `${source}: line ${i + 1} is about the same process as line ${before}: remove one of them`,
      );
    }
    places.set(key, i + 1);
    const owner = JSON.stringify(measurement);
    const found = measurements.get(owner) ?? { ...measurement, samples: [] };
    measurements.set(owner, found);
    found.samples.push(sample);
  }
  return { measurements: [...measurements.values()], notes };
}

function checkHeader(header: string, source: string): void {
  if (`${header}\n` === BENCH_HEADER) return;
  const given = header.split(",");
  const list = (what: string, names: readonly string[]) =>
    names.length === 0
      ? []
      : [`${what} ${names.slice(0, 5).join(", ")}${names.length > 5 ? ", …" : ""}`];
  const differences = [
    ...list("missing are", NAMES.filter((name) => !given.includes(name))),
    ...list("unknown are", given.filter((name) => !NAMES.includes(name))),
  ];
  throw new InputError(
    `${source}: Cannot read times as the columns are not those of this version: ` +
      `${differences.length > 0 ? differences.join("; ") : "they are in another order"}\n` +
      `${source}: Move it away and a new one will be begun, or read it with the version that wrote it`,
  );
}

function atLine<Result>(place: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw located(place, error);
  }
}

function readRow(line: string): { measurement: Measurement; sample: Sample } {
  const cells = cellsOf(line);
  const text = (name: string) => cells[name];
  const number = (name: string) => positive(name, cells[name]);
  const count = (name: string) => {
    const value = number(name);
    if (Number.isSafeInteger(value)) return value;
    throw damaged(name, "a whole number from 1", cells[name]);
  };
  if (text("bench") === "") throw damaged("bench", "a name", "");
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text("started"))) {
    throw damaged("started", "a time such as 2026-01-02T03:04:05Z", text("started"));
  }
  if (!["true", "false"].includes(text("dirty"))) {
    throw damaged("dirty", "true or false", text("dirty"));
  }
  const measurement: Measurement = {
    name: text("name"),
    commit: text("commit") === "" ? null : text("commit"),
    dirty: text("dirty") === "true",
    started: text("started"),
    setting: {
      cpu: text("cpu"),
      cores: count("cores"),
      os: text("os"),
      arch: text("arch"),
      deno: text("deno"),
    },
    samples: [],
    failures: [],
  };
  const sample: Sample = {
    bench: text("bench"),
    round: count("round"),
    nanoseconds: number("ns_per_iteration"),
    usualNanoseconds: number("usual_ns_per_iteration"),
    examplesPerSecond: text("examples_per_second") === "" ? null : number("examples_per_second"),
    ceilingRatio: number("ceiling_ratio"),
    threads: count("threads"),
    inputs: text("inputs"),
  };
  return { measurement, sample };
}

function cellsOf(line: string): Readonly<Record<string, string>> {
  try {
    const [cells] = parse(`${BENCH_HEADER}${line}\n`, { skipFirstRow: true });
    return cells;
  } catch {
    throw new InputError(
      `must have ${NAMES.length} cells, and quotes in pairs: mend or remove it: ${
        line.slice(0, 60)
      }`,
    );
  }
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?(e[+-]?\d+)?$/.test(text) && value > 0 && value < Infinity) return value;
  throw damaged(name, "a number above 0", text);
}

function damaged(name: string, rule: string, value: string): InputError {
  return new InputError(
    `${name} must be ${rule}: current value is "${value}": mend or remove the line`,
  );
}
