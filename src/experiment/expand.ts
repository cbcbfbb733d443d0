/**
 * Sweeps: from one file to the values of each of its runs.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import type { SweptValue } from "../types.ts";
import { type Axis, axisValues } from "../kinds/axis.ts";
import type { Frame } from "./schema.ts";

/** The swept fields of one run, by path. */
export type Values = Readonly<Record<string, SweptValue>>;

/** More combinations than this are a slip of the pen. */
const MOST = 100_000;

/**
 * Every combination of `matrix`, the first field slowest, with every row of `zip`; without what
 * `exclude` names, and each combination once.
 *
 * @throws {InputError} When zipped lists differ in length, a field is swept twice, an exclusion
 * fits no combination, or nothing is left
 */
export function expand(
  { matrix, zip, exclude }: Pick<Frame, "matrix" | "zip" | "exclude">,
): Values[] {
  const twice = Object.keys(matrix).find((path) => path in zip);
  if (twice !== undefined) {
    throw new InputError(`zip.${twice}: must not be swept by matrix as well`);
  }
  const axes = columnsOf(matrix).map(({ path, values }) =>
    values.map((value): Values => ({ [path]: value }))
  );
  const all = [...axes, zipRows(zip)];
  const combinations = all.reduce((product, axis) => product * axis.length, 1);
  if (combinations > MOST) {
    throw new InputError(
      `matrix: must make at most ${MOST} combinations: these make ${combinations}`,
    );
  }
  const rows = all.reduce<Values[]>(
    (all, axis) => all.flatMap((values) => axis.map((more) => ({ ...values, ...more }))),
    [{}],
  );
  const fits = (row: Values, exclusion: object) =>
    Object.entries(exclusion).every(([path, value]) => row[path] === value);
  const useless = exclude.findIndex((exclusion) => !rows.some((row) => fits(row, exclusion)));
  if (useless >= 0) {
    throw new InputError(
      `exclude[${useless}]: must fit a combination of the sweeps: ` +
        `none has ${JSON.stringify(exclude[useless])}`,
    );
  }
  // The same values twice would give the same run twice, and look like two seeds.
  const seen = new Set<string>();
  const isNew = (row: Values) => seen.size < seen.add(JSON.stringify(row)).size;
  const kept = rows.filter((row) => !exclude.some((one) => fits(row, one)) && isNew(row));
  if (kept.length === 0) throw new InputError("exclude: must leave at least one run");
  return kept;
}

function zipRows(zip: Frame["zip"]): Values[] {
  const columns = columnsOf(zip);
  if (columns.length === 0) return [{}];
  const [{ path, values: { length } }] = columns;
  const odd = columns.find(({ values }) => values.length !== length);
  if (odd !== undefined) {
    throw new InputError(
      `zip.${odd.path}: must have ${length} values, as zip.${path} has: it has ${odd.values.length}`,
    );
  }
  return Array.from(
    { length },
    (_, i) => Object.fromEntries(columns.map(({ path, values }) => [path, values[i]])),
  );
}

function columnsOf(
  sweep: Readonly<Partial<Record<string, Axis>>>,
): { path: string; values: SweptValue[] }[] {
  return Object.entries(sweep).map(([path, axis = []]) => ({ path, values: axisValues(axis) }));
}
