/**
 * `KEY=VALUE` on the command line: sets a field of a file, or makes a sweep of it.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { isObject, type JsonObject, setAt } from "./_json.ts";
import { type FileSchema, type FileSchemas, schemaOf } from "./schema.ts";

const RANGES = ["linspace", "logspace", "geomspace"];

/**
 * A copy of `file` with the overrides applied, in order.
 *
 * `method.stepSize=1e-6` sets a field, and ends a sweep over it; `batchSize=1,32,full` and
 * `method.stepSize={"logspace":[-9,-6,4]}` sweep it. A field that is zipped stays zipped: a list
 * must then have as many values, and a single value stands for all of them.
 *
 * @throws {InputError} When an override is not `KEY=VALUE` or does not fit a zip
 */
export function applyOverrides(
  file: JsonObject,
  overrides: readonly string[],
  schemas: FileSchemas,
): JsonObject {
  const result = structuredClone(file);
  for (const override of overrides) {
    const [, key, text] = /^(?:matrix\.)?([^=\s]+)=(.*)$/s.exec(override) ?? [];
    if (key === undefined) {
      throw new InputError(
        `Cannot read "${override}": an override is KEY=VALUE, such as method.stepSize=1e-6`,
      );
    }
    apply(result, key, text, schemaOf(result, schemas));
  }
  return result;
}

function apply(
  file: JsonObject,
  key: string,
  text: string,
  { sweepable, lists }: FileSchema,
): void {
  const canSweep = sweepable.includes(key);
  const isList = lists.includes(key);
  const value = parseValue(text, canSweep || isList);
  const isRows = Array.isArray(value) && value.every((one) => Array.isArray(one));
  const isSweep = (Array.isArray(value) && !isRows) || isRange(value);
  const { zip, matrix, exclude, best } = file;
  // Without a sweep there is no best value to run again.
  if (isObject(best) && isInside(String(best.of), key) && !isSweep) delete file.best;
  // What was to be left out of the old sweep says nothing of the new values.
  if (Array.isArray(exclude)) {
    file.exclude = exclude.filter((one) =>
      !isObject(one) || !Object.keys(one).some((path) => isInside(path, key))
    );
  }
  if (canSweep && !isList && isObject(zip) && key in zip) {
    zip[key] = zipped(key, value, lengthOf(zip[key]));
    return;
  }
  if (canSweep && isSweep && isObject(matrix) && key in matrix) {
    matrix[key] = value; // in its place, as the first field varies slowest
    return;
  }
  for (const sweeps of [zip, matrix]) endSweeps(sweeps, key);
  const whole = [zip, matrix].flatMap((sweeps) => isObject(sweeps) ? Object.keys(sweeps) : [])
    .find((path) => key.startsWith(`${path}.`));
  if (whole !== undefined) {
    throw new InputError(
      `${key}: cannot be set while ${whole} is swept as a whole: put ` +
        `${isObject(zip) && whole in zip ? "zip={} and " : ""}${whole}='{"name":"…"}' before it`,
    );
  }
  if (!canSweep || isList || !isSweep) setAt(file, key, isList ? listOf(key, value) : value);
  else if (isObject(matrix)) matrix[key] = value;
  else file.matrix = { [key]: value };
}

/** Whether a field is another one or a field inside it. */
function isInside(path: string, key: string): boolean {
  return path === key || path.startsWith(`${key}.`);
}

function isRange(value: unknown): boolean {
  return isObject(value) && RANGES.some((range) => range in value);
}

/** Takes the field and all fields inside it out of a sweep. */
function endSweeps(sweeps: unknown, key: string): void {
  if (!isObject(sweeps)) return;
  for (const path of Object.keys(sweeps)) {
    if (isInside(path, key)) delete sweeps[path];
  }
}

/** `seeds=1` means a list of one; `record` may be a word or an object as well. */
function listOf(key: string, value: unknown): unknown {
  const isWhole = Array.isArray(value) || isRange(value) ||
    (key === "record" && (typeof value === "string" || isObject(value)));
  return isWhole ? value : [value];
}

function zipped(key: string, value: unknown, length: number): unknown {
  if (isRange(value)) return value;
  if (!Array.isArray(value)) return Array.from({ length }, () => value);
  if (value.length === length) return value;
  throw new InputError(
    `${key}: is zipped with other fields, so it must have 1 or ${length} values, ` +
      `unless zip={} stands before it: current value is ${JSON.stringify(value)}`,
  );
}

/** How many values a list, or a range such as `{ "linspace": [0, 1, 5] }`, has. */
function lengthOf(axis: unknown): number {
  if (Array.isArray(axis)) return axis.length;
  const [range] = isObject(axis) ? Object.values(axis) : [];
  return Array.isArray(range) && Number.isInteger(range[2]) ? range[2] : 1;
}

/** JSON where it is JSON, a list where commas may make one, a plain text otherwise. */
function parseValue(text: string, mayBeList: boolean): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return mayBeList && text.includes(",") && !/^[[{"]/.test(text)
      ? text.split(",").map((part) => parseValue(part, false))
      : text;
  }
}
