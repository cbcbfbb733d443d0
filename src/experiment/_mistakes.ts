import type { z } from "zod";
import { suggest } from "../errors.ts";
import { inertWord } from "../inert.ts";
import { RANGES } from "../kinds/axis.ts";
import { isRecord } from "../registry.ts";
import { knownKeys, objectNamed, takesList, valueAt } from "./_json_schema.ts";
import type { FileSchema } from "./schema.ts";

type Issue = z.core.$ZodIssue;

/** Mistakes that are said of one file, at most. */
const LISTED = 10;

/** What has fields by path. */
const SWEEP = /^(matrix|zip|rows\[\d+\]\[\d+\])$/;

/** The first mistakes that zod found in `file`, in our words: each a line `path: rule and value`. */
export function mistakes(issues: readonly Issue[], file: unknown, schema: FileSchema): string {
  const all = issues.flatMap((issue) => meant(issue, file, schema)).flatMap((
    issue,
  ): [issue: Issue, key?: string][] =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => [issue, key])
      : issue.code === "invalid_key"
      ? [[{ ...issue, path: issue.path.slice(0, -1) }, String(issue.path.at(-1))]]
      : [[issue]]
  );
  const lines = all.slice(0, LISTED).map(([issue, key]) => {
    const path = pathText(issue.path);
    if (key === undefined) {
      const value = valueAt(file, issue.path);
      return `${path}: ${formOf(issue.path, value, schema) ?? ruleOf(issue, value)}`;
    }
    const value = valueAt(file, [...issue.path, key]);
    const text = pathText([...issue.path, key]);
    if (SWEEP.test(path) && isPart(key, file, schema)) {
      const whole = key.slice(0, key.indexOf("."));
      return `${text}: cannot be swept by itself: ` +
        `give each value of "${whole}" as a whole, {"${whole}": [{ … }, { … }]}`;
    }
    const place = placeOf(key, path, value, schema);
    if (place !== undefined) return `${text}: unknown key${place}`;
    const known = keysLike(key, issue.path, file, schema);
    // Such as the dataset of a written function, which other problems have.
    if (known.includes(key)) return `${text}: does not go with the rest of the file: leave it out`;
    return `${text}: unknown key${suggest(key, known)}`;
  });
  const more = all.length - lines.length;
  return [...lines, ...more > 0 ? [`and ${more} more`] : []].join("\n");
}

/** Of what may be a number or an object and is an object, the mistakes inside of it. */
function meant(issue: Issue, file: unknown, schema: FileSchema): Issue[] {
  const value = valueAt(file, issue.path);
  if (issue.code !== "invalid_union" || !isRecord(value)) return [issue];
  if (formOf(issue.path, value, schema) !== undefined) return [issue];
  const fitting = issue.errors.filter((inner) =>
    inner.every(({ code, path }) => code !== "invalid_type" || path.length > 0)
  );
  if (fitting.length !== 1) return [issue];
  return fitting[0].flatMap((one) =>
    meant({ ...one, path: [...issue.path, ...one.path] }, file, schema)
  );
}

/** Whether a key such as `problem.start` is that of a field inside of another one. */
function isPart(key: string, file: unknown, schema: FileSchema): boolean {
  const [last, ...outer] = key.split(".").reverse();
  return outer.length > 0 && knownKeys(outer.reverse(), file, schema.file).includes(last);
}

/** Where a key belongs that cannot be swept as it is a list by itself. */
function placeOf(key: string, path: string, value: unknown, { lists }: FileSchema) {
  const list = lists.find((one) => one === key || one === `${key}s`);
  if (list === undefined || !SWEEP.test(path)) return undefined;
  const values = typeof value === "object" ? value : [value];
  return `: write ${shown(list)}: ${shown(values)} beside ${path.replace(/\[.*/, "")}`;
}

/** Of the keys that may stand in an object, those that another one may have been meant for. */
function keysLike(
  key: string,
  path: readonly PropertyKey[],
  file: unknown,
  schema: FileSchema,
): string[] {
  const known = knownKeys(path, file, schema.file);
  const plural = known.filter((one) => one === `${key}s` || `${one}s` === key);
  if (plural.length > 0) return plural;
  const inner = schema.sweepable.filter((one) => path.length === 0 && one.endsWith(`.${key}`));
  return inner.length > 0 ? [inner[0]] : known;
}

/** How to write what was meant, where the value has the form of something else. */
function formOf(path: readonly PropertyKey[], value: unknown, schema: FileSchema) {
  const isRange = isRecord(value) && RANGES.some((range) => range in value);
  if (schema.canSweep(pathText(path)) && (isRange || Array.isArray(value))) {
    const isOther = Array.isArray(value) && takesList(path, schema.file) &&
      value.some((one) => typeof one !== "string" && !isRecord(one));
    if (isOther) return undefined;
    return `must be one value: to sweep it, write "matrix": ${shown({ [pathText(path)]: value })}`;
  }
  const named = typeof value === "string" ? objectNamed(value, path, schema.file) : undefined;
  return named && `must be an object: write ${named} instead of ${shown(value)}`;
}

function ruleOf(issue: z.core.$ZodIssue, value: unknown): string {
  const current = `: current value is ${shown(value)}`;
  const isMissing = value === undefined &&
    (issue.code === "invalid_type" || issue.code === "invalid_union");
  // Our own words may add what there is to choose from.
  if (isMissing && !issue.message.startsWith("must be given")) return "must be given";
  // Our own words, from the schema.
  if (issue.message.startsWith("must") && value !== undefined) return issue.message + current;
  switch (issue.code) {
    case "invalid_type":
      return `must be ${NOUNS[issue.expected] ?? issue.expected}${current}`;
    case "too_small":
      return boundOf(issue.origin, issue.inclusive ? "at least" : "above", issue.minimum, current);
    case "too_big":
      return boundOf(issue.origin, issue.inclusive ? "at most" : "below", issue.maximum, current);
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}${current}`;
    case "invalid_value":
      return `must be one of ${issue.values.map(String).join(", ")}${current}`;
    default:
      return issue.message;
  }
}

const NOUNS: Readonly<Record<string, string>> = {
  int: "a whole number",
  number: "a number",
  string: "a text in quotes",
  boolean: "true or false",
  object: "an object in braces",
  record: "an object in braces",
  array: "a list in brackets",
  tuple: "a list in brackets",
};

function boundOf(origin: string, word: string, bound: unknown, current: string): string {
  if (origin === "string") {
    return word === "at most" ? `must have at most ${bound} characters` : "must not be empty";
  }
  if (origin !== "array") return `must be ${word} ${shown(bound)}${current}`;
  return `must have ${word} ${bound} ${Number(bound) === 1 ? "value" : "values"}${current}`;
}

/** As JSON, but with infinite numbers, and numbers as files have them. */
function shown(value: unknown): string {
  return inertWord(jsonText(value) ?? "undefined");
}

function jsonText(value: unknown): string | undefined {
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`;
  if (typeof value !== "number") return JSON.stringify(value);
  const isTiny = value !== 0 && Math.abs(value) < 1e-3;
  return isTiny ? value.toExponential() : String(value).replace("e+", "e");
}

/** `exclude[0].batchSize` */
function pathText(path: readonly PropertyKey[]): string {
  return path.map((key) => typeof key === "number" ? `[${key}]` : `.${inertWord(String(key))}`)
    .join("").replace(/^\./, "");
}
