/** Sweeps: from one file to the values of each of its runs. */
import { ensure } from "../errors.ts";
import { inertWord } from "../inert.ts";
import { axisValues } from "../kinds/axis.ts";
import { grouped } from "../numbers.ts";
import type { SweptValue } from "../types.ts";
import { MOST } from "./_bounds.ts";
import type { Frame, Values } from "./schema.ts";

/**
 * Every combination of `matrix`, the first field slowest, with every row of `zip`, where a single
 * value stands in every row, and of each table of `rows`, where the last one counts that has a field;
 * without what `exclude` names, and each combination once.
 *
 * @param length Characters of the fields that each combination has beside
 * @throws {InputError} When zipped lists differ in length, a field is swept twice, there are too many
 * combinations, an exclusion fits none, or nothing is left
 */
export function expand(
  { matrix, zip, rows: tables, exclude }: Pick<Frame, "matrix" | "zip" | "rows" | "exclude">,
  length = 0,
): Values[] {
  const twice = Object.keys(matrix).find((path) => path in zip);
  ensure(twice === undefined, `zip.${twice}: must not be swept by matrix as well`);
  for (const path of tables.flat().flatMap(Object.keys)) {
    const sweep = path in matrix ? "matrix" : "zip";
    ensure(!(path in { ...matrix, ...zip }), `rows: must not have ${path}, which ${sweep} sweeps`);
  }
  const axes = columnsOf(matrix).map(([path, values]) =>
    values.map((value) => ({ [path]: value }))
  );
  const all: (readonly Values[])[] = [...axes, zipRows(zip), ...tables];
  const combinations = all.reduce((product, axis) => product * axis.length, 1);
  const own = all.reduce((sum, axis) => sum + JSON.stringify(axis).length / axis.length, 0);
  const most = Math.min(MOST.runs, Math.max(1, Math.floor(MOST.fields / (length + own))));
  ensure(
    combinations <= most,
    `matrix: must make at most ${grouped(most)} combinations` +
      `${most < MOST.runs ? " of fields as long as these" : ""}: these make ${
        countText(combinations)
      }`,
  );
  const rows = all.reduce<Values[]>(
    (rows, axis) => rows.flatMap((values) => axis.map((more) => ({ ...values, ...more }))),
    [{}],
  );
  const kept = withoutExcluded(rows, exclude);
  // The same values twice would give the same run twice, and look like two seeds.
  return [...new Map(kept.map((row) => [JSON.stringify(row), row])).values()];
}

/** Where a swept field has its value, such as `matrix.batchSize`. */
export function sweepOf(path: string, values: Values, { zip, rows }: Frame): string {
  for (const [i, table] of [...rows.entries()].reverse()) {
    const row = table.findIndex((row) => row[path] === values[path]);
    if (row >= 0) return `rows[${i}][${row}].${path}`;
  }
  return `${path in zip ? "zip" : "matrix"}.${path}`;
}

function withoutExcluded(rows: readonly Values[], exclude: Frame["exclude"]): Values[] {
  const exclusions = exclude.map((exclusion) => Object.entries(exclusion));
  const hasFit = exclude.map(() => false);
  const kept = rows.filter((row) => {
    let isKept = true;
    for (const [i, exclusion] of exclusions.entries()) {
      if (!exclusion.every(([path, value]) => row[path] === value)) continue;
      isKept = false;
      hasFit[i] = true;
    }
    return isKept;
  });
  for (const [i, exclusion] of exclude.entries()) {
    const text = inertWord(JSON.stringify(exclusion));
    ensure(
      hasFit[i],
      `exclude[${i}]: must fit a combination of the sweeps: none has ${text}`,
    );
  }
  ensure(kept.length > 0, "exclude: must leave at least one run");
  return kept;
}

/** A count that may be beyond what whole numbers can be written for. */
function countText(combinations: number): string {
  return combinations < 1e15 ? grouped(combinations) : "far more";
}

function zipRows(zip: Frame["zip"]): Values[] {
  const columns = columnsOf(zip);
  if (columns.length === 0) return [{}];
  const [longest, { length }] = columns.reduce((a, b) => b[1].length > a[1].length ? b : a);
  for (const [path, values] of columns) {
    ensure(
      values.length === length || values.length === 1,
      `zip.${path}: must have ${length} values, as zip.${longest} has, or 1, which ` +
        `stands for all: it has ${values.length}; the override zip={} ends a zip`,
    );
  }
  return Array.from(
    { length },
    (_, i) =>
      Object.fromEntries(columns.map(([path, values]) => [path, values[i % values.length]])),
  );
}

function columnsOf(sweep: Frame["matrix"]): [path: string, values: SweptValue[]][] {
  return Object.entries(sweep).map(([path, axis = []]) => [path, axisValues(axis)]);
}
