// @ts-types="../../_csv.d.ts"
import { parse, stringify } from "@std/csv";
import { z } from "zod";
import { ensure, InputError, locate } from "../../errors.ts";
import {
  type Measurement,
  type Provenance,
  provenance,
  type Sample,
  sample,
  setting,
} from "./measurement.ts";
import { fromPlainCell, plainCell } from "../../inert.ts";
import { machineClass } from "./settings.ts";

const machine = z.string()
  .describe("Machines whose times may be compared have the same one; made from the next four");
const { name, started, commit, dirty } = provenance.shape;
/** A row for each sample: where it comes from, and what it is. */
const row = z.object({
  ...{ name, started, commit, dirty, machine },
  ...setting.shape,
  ...sample.shape,
});

/** The columns of saved measurements, in order: headers in snake_case, and what they mean. */
export const benchColumns = Object.entries(row.shape).map(([field, schema]) => {
  const { header = field, description: meaning = "" } = schema.meta() ?? {};
  return { field, schema, name: String(header), meaning };
});

const FIELDS = benchColumns.map(({ field }) => field);
const HEADER = benchColumns.map(({ name }) => name).join(",");
export const BENCH_HEADER = `${HEADER}\n`;

/**
 * The rows of a measurement, to stand below `BENCH_HEADER` and those of others. Failures are not
 * part of it: they are reported when they happen.
 */
export function benchRows({ setting, samples, failures: _, ...origin }: Measurement): string {
  const machine = machineClass(setting);
  const rows = samples.map((sample) => {
    const cells = Object.entries({ ...origin, machine, ...setting, ...sample });
    return Object.fromEntries(
      cells.map(([field, cell]) => [field, typeof cell === "string" ? plainCell(cell) : cell]),
    );
  });
  return stringify(rows, { columns: FIELDS, headers: false }).replaceAll("\r\n", "\n");
}

/**
 * Reads saved measurements, in the order of the file.
 *
 * @throws {InputError} When it has other columns, or a line is damaged
 */
export function readBenchCsv(text: string, source: string): readonly Measurement[] {
  const [header, ...lines] = text.replace(/^\ufeff/, "").split(/\r?\n/);
  ensure(
    header === HEADER,
    `${source}: Cannot read times as its columns must be ${HEADER}: ` +
      `current value is ${header.slice(0, SHOWN)}\n` +
      `${source}: Move it away to begin a new one, or read it with the version that wrote it`,
  );
  const measurements = new Map<string, Measurement & { readonly samples: Sample[] }>();
  const places = new Map<string, number>();
  for (const [i, line] of lines.entries()) {
    if (line === "") continue;
    const place = `${source}: line ${i + 2}`;
    const [provenance, sample] = locate(place, () => readRow(line));
    const owner = JSON.stringify(provenance);
    const process = JSON.stringify([owner, sample.bench, sample.round]);
    const before = places.get(process);
    ensure(
      before === undefined,
      `${place} is about the same process as line ${before}: remove one of them`,
    );
    places.set(process, i + 2);
    const known = measurements.get(owner) ?? { ...provenance, samples: [], failures: [] };
    measurements.set(owner, known);
    known.samples.push(sample);
  }
  return [...measurements.values()];
}

const SHOWN = 60;

function readRow(line: string): [Provenance, Sample] {
  const cells = cellsOf(line);
  const values = benchColumns.map(({ field, schema }) => [field, valueOf(schema, cells[field])]);
  const { data, error } = row.safeParse(Object.fromEntries(values));
  if (error !== undefined) {
    const [{ path: [wrong], message }] = error.issues;
    const { name, field } = benchColumns.find(({ field }) => field === wrong) ?? benchColumns[0];
    throw new InputError(
      `${name} must be ${message}: current value is "${cells[field]}": mend or remove the line`,
    );
  }
  const { machine: _, name, started, commit, dirty, cpu, cores, os, arch, deno, ...sample } = data;
  return [{ name, started, commit, dirty, setting: { cpu, cores, os, arch, deno } }, sample];
}

/** What a cell stands for, as far as its text does not say it itself. */
function valueOf(schema: z.ZodType, cell: string): unknown {
  if (schema instanceof z.ZodNullable && cell === "") return null;
  return schema instanceof z.ZodBoolean ? { true: true, false: false }[cell] : fromPlainCell(cell);
}

function cellsOf(line: string): Readonly<Record<string, string>> {
  try {
    return parse(line, { columns: FIELDS })[0];
  } catch {
    throw new InputError(
      `must have ${FIELDS.length} cells, and quotes in pairs: mend or remove it: ` +
        line.slice(0, SHOWN),
    );
  }
}
