/** `KEY=VALUE` on the command line: sets a field of a file, or sweeps it. */
import { ensure, locate } from "../errors.ts";
import { ensureFlat } from "../exact/json.ts";
import { inertWord } from "../inert.ts";
import { RANGES } from "../kinds/axis.ts";
import { isRecord } from "../registry.ts";
import { type FileSchema, type FileSchemas, schemaOf } from "./schema.ts";

/** Values of a range that are listed in an error. */
const LISTED = 10;
const RANGE = '{"linspace":[FIRST,LAST,COUNT]}';

type Fields = Record<string, unknown>;

/** Keys of a path, at most: no field lies as deep. */
const DEEPEST = 16;

/**
 * A copy of `file` with the overrides applied, in order.
 *
 * `method.stepSize=1e-6` sets a field, and ends a sweep over it; `batchSize=1,32,full` and
 * `method.stepSize={"logspace":[-9,-6,4]}` sweep it. A field that is zipped stays zipped.
 *
 * @throws {InputError} When an override is not `KEY=VALUE`, or cannot be set
 */
export function applyOverrides(
  file: Fields,
  overrides: readonly string[],
  schemas: FileSchemas,
): Fields {
  const result = structuredClone(file);
  for (const override of overrides) {
    const [, key, text] = /^(?:matrix\.)?([^=\s]+)=(.*)$/s.exec(override) ?? [];
    ensure(
      key !== undefined,
      `Cannot read "${inertWord(override)}": ` +
        "an override is KEY=VALUE, such as method.stepSize=1e-6",
    );
    locate(inertWord(key), () => ensureFlat(text));
    apply(result, key, text, schemaOf(result, schemas));
  }
  return result;
}

function apply(file: Fields, key: string, text: string, schema: FileSchema): void {
  const { lists, texts } = schema;
  const isList = lists.includes(key);
  const canSweep = schema.canSweep(key) && !isList;
  const isText = texts.includes(key);
  const mayBeList = canSweep && !isText || isList;
  if (mayBeList) refuseNotation(key, text, canSweep);
  const value = isText ? textOf(text) : parseValue(text, mayBeList);
  const isRows = Array.isArray(value) && value.every((one) => Array.isArray(one));
  const isSweep = canSweep && ((Array.isArray(value) && !isRows) || isRange(value));
  const { exclude, best } = file;
  // Without a sweep there is no best value to run again.
  if (isRecord(best) && isInside(String(best.of), key) && !isSweep) delete file.best;
  // What was to be left out of the old sweep says nothing of the new values.
  if (Array.isArray(exclude)) {
    file.exclude = exclude.filter((one) =>
      !isRecord(one) || !Object.keys(one).some((path) => isInside(path, key))
    );
  }
  const [zip, matrix] = [file.zip, file.matrix].map((sweeps) => isRecord(sweeps) ? sweeps : {});
  if (canSweep && key in zip) {
    zip[key] = Array.isArray(value) || isRange(value) ? value : [value];
    return;
  }
  const rows = rowsOf(file);
  if (!isSweep && setInRows(rows, key, value)) return;
  if (isSweep && key in matrix) {
    matrix[key] = value; // in its place, as the first field varies slowest
    return;
  }
  for (const sweeps of [zip, matrix, ...rows]) {
    for (const path of Object.keys(sweeps)) if (isInside(path, key)) delete sweeps[path];
  }
  const whole = [zip, matrix, ...rows].flatMap(Object.keys)
    .find((path) => key.startsWith(`${path}.`));
  const ending = whole !== undefined && whole in zip ? "zip={} and " : "";
  ensure(
    whole === undefined,
    `${key}: cannot be set while ${whole} is swept as a whole: ` +
      `put ${ending}${whole}='{"name":"…"}' before it`,
  );
  if (isSweep) file.matrix = { ...matrix, [key]: value };
  else setAt(file, key, isList ? listOf(key, value) : value);
}

/** All rows of all tables of a file. */
function rowsOf({ rows }: Fields): Fields[] {
  return Array.isArray(rows) ? rows.flat().filter(isRecord) : [];
}

/** Sets a field in the rows that have it, or have a whole that it is part of; false where none has. */
function setInRows(rows: readonly Fields[], key: string, value: unknown): boolean {
  const those = rows.flatMap((row) => {
    const path = Object.keys(row).find((path) =>
      key === path || (key.startsWith(`${path}.`) && isRecord(row[path]))
    );
    return path === undefined ? [] : [{ row, path }];
  });
  for (const { row, path } of those) {
    if (path === key) row[path] = value;
    else setAt(row[path] as Fields, key.slice(path.length + 1), value);
  }
  return those.length > 0;
}

/** Sets the field at a path such as `method.stepSize`, in objects that are added where there are none. */
export function setAt(object: Fields, path: string, value: unknown): void {
  const keys = path.split(".");
  ensure(keys.length <= DEEPEST, `${inertWord(path)}: must have at most ${DEEPEST} keys`);
  ensure(!keys.includes("__proto__"), `${inertWord(path)}: unknown key`);
  const last = keys.pop() ?? path;
  let inner = object;
  for (const key of keys) {
    // What every object has by itself, such as "constructor", is no field.
    const next = (Object.hasOwn(inner, key) ? inner[key] : null) ?? (inner[key] = {});
    ensure(
      isRecord(next),
      `${inertWord(path)}: cannot be set as ${inertWord(key)} is not an object: ` +
        `it is ${inertWord(JSON.stringify(next))}`,
    );
    inner = next as Fields;
  }
  inner[last] = value;
}

/** Whether a field is another one, or inside it. */
function isInside(path: string, key: string): boolean {
  return path === key || path.startsWith(`${key}.`);
}

function isRange(value: unknown): boolean {
  return isRecord(value) && RANGES.some((range) => range in value);
}

/** `seeds=1` means a list of one; `record` may be a word or an object as well. */
function listOf(key: string, value: unknown): unknown {
  const isWhole = Array.isArray(value) || isRange(value) ||
    (key === "record" && (typeof value === "string" || isRecord(value)));
  return isWhole ? value : [value];
}

/** @throws {InputError} When it is a range as other programs write it */
function refuseNotation(key: string, text: string, canSweep: boolean): void {
  const [, name, ends] = /^(?:\w+\.)?(\w+)\((.*)\)$/s.exec(text) ?? [];
  const range = RANGES.includes(name) ? `{"${name}":[${inertWord(ends)}]}` : RANGE;
  const right = canSweep ? `range as ${key}='${range}'` : `list, such as ${key}=1,2,3`;
  const what = `${key}: cannot be "${inertWord(text)}"`;
  ensure(name === undefined, `${what}: write a ${right}`);
  const [, first, last] = /^(\d+)(?:[:-]|\.\.)(\d+)$/.exec(text) ?? [];
  const all = Array.from({ length: LISTED }, (_, i) => Number(first) + i);
  const list = all.filter((one) => one <= Number(last)).join(",") || "1,2,3";
  const more = Number(last) > all[LISTED - 1] ? ",…" : "";
  ensure(first === undefined, `${what}: write a list, ${key}=${list}${more}`);
}

/** As JSON has no `.5`, `5.` and `+5`. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A number or other JSON where it is that, a list where commas make one, a plain text otherwise. */
function parseValue(text: string, mayBeList: boolean): unknown {
  if (NUMBER.test(text)) return Number(text);
  const value = jsonOr(text);
  const isList = mayBeList && value === text && text.includes(",") && !/^[[{"]/.test(text);
  return isList ? text.split(",").map((part) => parseValue(part, false)) : value;
}

/** The same of a field that holds any text: commas are part of it, and digits make no number. */
function textOf(text: string): unknown {
  const value = jsonOr(text);
  return typeof value === "number" ? text : value;
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
