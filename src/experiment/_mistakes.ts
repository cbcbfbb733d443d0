import type { z } from "zod";
import { problemLines, suggest } from "../errors.ts";
import { inertWord } from "../inert.ts";
import { knownKeys, valueAt } from "./_json_schema.ts";
import type { FileSchema } from "./schema.ts";

/** The first mistakes that zod found in `file`, in our words: each a line `path: rule and value`. */
export function mistakes(error: z.ZodError, file: unknown, schema: FileSchema): string {
  const all = error.issues.flatMap((issue): [issue: z.core.$ZodIssue, key?: string][] =>
    issue.code === "unrecognized_keys" ? issue.keys.map((key) => [issue, key]) : [[issue]]
  );
  return problemLines(all, ([issue, key]) => {
    const path = pathText(issue.path);
    if (key === undefined) return `${path}: ${ruleOf(issue, valueAt(file, issue.path))}`;
    const inner = schema.sweepable.filter((one) => path === "" && one.endsWith(`.${key}`));
    const known = inner.length > 0 ? [inner[0]] : knownKeys(issue.path, file, schema.file);
    return `${pathText([...issue.path, key])}: unknown key${suggest(key, known)}`;
  });
}

function ruleOf(issue: z.core.$ZodIssue, value: unknown): string {
  const current = `: current value is ${shown(value)}`;
  const isMissing = value === undefined &&
    (issue.code === "invalid_type" || issue.code === "invalid_union");
  // Our own words may add what there is to choose from.
  if (isMissing && !issue.message.startsWith("must be given")) return "must be given";
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
    default: // our own words, from the schema
      return issue.message.startsWith("must") && value !== undefined
        ? issue.message + current
        : issue.message;
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
  if (origin === "string") return "must not be empty";
  if (origin !== "array") return `must be ${word} ${shown(bound)}${current}`;
  return `must have ${word} ${bound} ${Number(bound) === 1 ? "value" : "values"}${current}`;
}

/** As JSON, but with infinite numbers. */
function shown(value: unknown): string {
  return typeof value === "number"
    ? String(value).replace("e+", "e")
    : inertWord(JSON.stringify(value) ?? "undefined");
}

/** `exclude[0].batchSize` */
function pathText(path: readonly PropertyKey[]): string {
  return path.map((key) => typeof key === "number" ? `[${key}]` : `.${inertWord(String(key))}`)
    .join("").replace(/^\./, "");
}
