/** What results were made from, and what differs between two versions of that. */
import { z } from "zod";
import { parseJson } from "../../exact/json.ts";
import { valueText } from "../../numbers.ts";
import { isRecord } from "../../registry.ts";
import { type Files, hashes } from "../files.ts";

/** What results were made from, as far as it is known; null is unknown. */
export interface Inputs {
  /** The experiment file, with what it does not say filled in. */
  readonly experiment: Readonly<Record<string, unknown>> | null;
  /** The experiment's file as it is now beside the results, which may have changed since. */
  readonly file: Readonly<Record<string, unknown>> | null;
  /** SHA-256 of the code that computes. */
  readonly codeSha256: string | null;
  /** SHA-256 of the files of modules that the experiment names, by path. */
  readonly modules: Readonly<Record<string, string>> | null;
  /** Version of the program. */
  readonly version: string | null;
  /** Whether a manifest says so; otherwise it is what lies beside the results. */
  readonly isRecorded: boolean;
}

/** Inputs of which nothing is known. */
export const UNKNOWN: Inputs = {
  experiment: null,
  file: null,
  codeSha256: null,
  modules: null,
  version: null,
  isRecorded: false,
};

const manifestSchema = z.object({
  experiment: z.record(z.string(), z.unknown()),
  codeSha256: z.string(),
  modules: z.record(z.string(), z.string()).default({}),
  version: z.string().nullable().catch(null),
  files: z.record(z.string(), z.string()),
});

/**
 * The inputs that a manifest names; none of one that does not belong to the files beside it, as
 * another version of them was checked out since.
 */
export function manifestInputs(manifest: string, files: Files): Inputs {
  try {
    const { files: then, ...inputs } = manifestSchema.parse(parseJson(manifest));
    const [now, known] = [hashes(files), Object.entries(then)];
    const isOfThese = known.length > 0 && known.every(([name, hash]) => now[name] === hash);
    return isOfThese ? { ...UNKNOWN, ...inputs, isRecorded: true } : UNKNOWN;
  } catch {
    return UNKNOWN;
  }
}

/** Fields that say how something is shown. */
const SHOWN = /^(title|question|charts)\b/;
/** The editor's schema, and where data lies: what lies there has a fingerprint. */
const IGNORED = /^(\$schema|dataset\.(directory|file|\w+File)) /;
/** Of a slice: a path in manifests, and the fields of that file where there is one. */
const OTHER = /\.experiment$/;

/**
 * What differs between the inputs of two versions of a result, in words: `fields` that numbers
 * depend on, fields that are but `shown`, the `code`, and what of an experiment's file was something
 * else when the results were made, which are `outdated`.
 */
export function compareInputs(
  base: Inputs,
  head: Inputs,
): Record<"fields" | "shown" | "code" | "outdated", string[]> {
  const modules = ({ modules }: Inputs) =>
    modules &&
    Object.fromEntries(Object.entries(modules).map(([file, hash]) => [`module ${file}`, hash]));
  const fields = [
    ...changedFields(modules(base), modules(head)),
    ...changedFields(base.experiment, head.experiment),
  ];
  const program = ({ version, codeSha256: code }: Inputs) =>
    code === null ? null : { version, code };
  return {
    fields: fields.filter((text) => !SHOWN.test(text)),
    shown: fields.filter((text) => SHOWN.test(text)),
    code: changedFields(program(base), program(head)),
    outdated: [base, head].flatMap(({ experiment, file }) => changedFields(experiment, file)),
  };
}

/** The fields that differ, in words; none where a side is not known. */
function changedFields(base: Inputs["file"], head: Inputs["file"]): string[] {
  if (base === null || head === null) return [];
  const [old, now] = [base, head].map((fields) => new Map(leaves("", fields)));
  const paths = [...new Set([...old.keys(), ...now.keys()])];
  const unlike = paths.filter((path) => OTHER.test(path) && old.has(path) !== now.has(path));
  return paths
    .filter((path) => old.get(path) !== now.get(path))
    .filter((path) => !unlike.some((other) => path.startsWith(other)))
    .map((path) =>
      `${path} was ${old.get(path) ?? "not given"}, is ${now.get(path) ?? "not given"}`
    )
    .filter((text) => !IGNORED.test(text));
}

/** The values of a file by their paths; lists are values as a whole. */
function* leaves(path: string, value: unknown): Generator<[path: string, text: string]> {
  if (!isRecord(value)) return yield [path, fieldText(value)];
  for (const [key, inner] of Object.entries(value)) {
    yield* leaves(path === "" ? key : `${path}.${key}`, inner);
  }
}

/** A value as files have it: 1e-6, not 0.000001. */
function fieldText(value: unknown): string {
  if (value instanceof Array) return `[${value.map(fieldText).join(", ")}]`;
  return typeof value === "number" ? valueText(value) : JSON.stringify(value);
}
