/**
 * `KEY=VALUE` on the command line: sets a field of a file, or makes a sweep of it.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { isObject, type JsonObject, setAt } from "./_json.ts";

const RANGES = ["linspace", "logspace", "geomspace"];
/** Fields that are lists by themselves, so that `seeds=1,2` is no sweep. */
const LISTS = ["seeds", "record", "charts", "exclude"];

/**
 * A copy of `file` with the overrides applied, in order.
 *
 * `method.stepSize=1e-6` sets a field, and ends a sweep over it; `batchSize=1,32,full` and
 * `method.stepSize={"logspace":[-9,-6,4]}` sweep it. A field that is zipped stays zipped: a list
 * must then have as many values, and a single value stands for all of them.
 *
 * @throws {InputError} When an override is not `KEY=VALUE` or does not fit a zip
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(applyOverrides({ stop: { epochs: 5 } }, ["stop.epochs=1", "batchSize=1,full"]), {
 *   stop: { epochs: 1 },
 *   matrix: { batchSize: [1, "full"] },
 * });
 * ```
 */
export function applyOverrides(file: JsonObject, overrides: readonly string[]): JsonObject {
  const result = structuredClone(file);
  for (const override of overrides) {
    const [, key, text] = /^([$\w.]+)=(.*)$/s.exec(override) ?? [];
    if (key === undefined) {
      throw new InputError(
        `Cannot read "${override}": an override is KEY=VALUE, such as method.stepSize=1e-6`,
      );
    }
    apply(result, key, parseValue(text));
  }
  return result;
}

function apply(file: JsonObject, key: string, value: unknown): void {
  const isList = LISTS.includes(key);
  if (isList) {
    const keepsWord = key === "record" && (typeof value === "string" || isObject(value));
    file[key] = Array.isArray(value) || keepsWord ? value : [value];
    return;
  }
  const sweep = Array.isArray(value) || (isObject(value) && RANGES.some((range) => range in value));
  const { zip, matrix } = file;
  if (isObject(zip) && key in zip) {
    zip[key] = zipped(key, value, lengthOf(zip[key]));
    return;
  }
  for (const sweeps of [zip, matrix]) if (isObject(sweeps)) delete sweeps[key];
  if (!sweep) setAt(file, key, value);
  else if (isObject(matrix)) matrix[key] = value;
  else file.matrix = { [key]: value };
}

function zipped(key: string, value: unknown, length: number): unknown {
  if (isObject(value)) return value;
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

/** JSON where it is JSON, a list where it has commas, a plain text otherwise. */
function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.includes(",") && !/^[[{"]/.test(text) ? text.split(",").map(parseValue) : text;
  }
}
