/** Sweeps: from one file to the values of each of its runs. */
import { ensure } from "../errors.ts";
import { axisValues } from "../kinds/axis.ts";
import type { SweptValue } from "../types.ts";
import type { Frame } from "./schema.ts";

/** The swept fields of one run, by path. */
export type Values = Readonly<Record<string, SweptValue>>;

/** More combinations than this are a slip of the pen. */
const MOST = 100_000;

/**
 * Every combination of `matrix`, the first field slowest, with every row of `zip`, where a single
 * value stands in every row; without what `exclude` names, and each combination once.
 *
 * @throws {InputError} When zipped lists differ in length, a field is swept twice, an exclusion
 * fits no combination, or nothing is left
 */
export function expand(
  { matrix, zip, exclude }: Pick<Frame, "matrix" | "zip" | "exclude">,
): Values[] {
  const twice = Object.keys(matrix).find((path) => path in zip);
  ensure(twice === undefined, `zip.${twice}: must not be swept by matrix as well`);
  const axes = columnsOf(matrix).map(([path, values]) =>
    values.map((value) => ({ [path]: value }))
  );
  const all: Values[][] = [...axes, zipRows(zip)];
  const combinations = all.reduce((product, axis) => product * axis.length, 1);
  ensure(
    combinations <= MOST,
    `matrix: must make at most ${MOST} combinations: these make ${combinations}`,
  );
  const rows = all.reduce<Values[]>(
    (rows, axis) => rows.flatMap((values) => axis.map((more) => ({ ...values, ...more }))),
    [{}],
  );
  const fits = (row: Values, exclusion: object) =>
    Object.entries(exclusion).every(([path, value]) => row[path] === value);
  for (const [i, exclusion] of exclude.entries()) {
    ensure(
      rows.some((row) => fits(row, exclusion)),
      `exclude[${i}]: must fit a combination of the sweeps: none has ${JSON.stringify(exclusion)}`,
    );
  }
  const kept = rows.filter((row) => !exclude.some((one) => fits(row, one)));
  ensure(kept.length > 0, "exclude: must leave at least one run");
  // The same values twice would give the same run twice, and look like two seeds.
  return [...new Map(kept.map((row) => [JSON.stringify(row), row])).values()];
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
