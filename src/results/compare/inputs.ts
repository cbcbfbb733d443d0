/**
 * What results were made from, and what differs between two versions of that.
 *
 * @module
 */
import { valueText } from "../../numbers.ts";
import { isRecord } from "../../registry.ts";

/** What results were made from, as far as it is known; null is unknown. */
export interface Inputs {
  /** The experiment file, with what it does not say filled in. */
  readonly experiment: Readonly<Record<string, unknown>> | null;
  /** The experiment's file as it is now beside the results, which may have changed since. */
  readonly file: Readonly<Record<string, unknown>> | null;
  /** Whether no manifest tells of experiment or code: then they are those beside the results. */
  readonly isAssumed: boolean;
  /** The experiment file of the run at whose end a slice is taken. */
  readonly center: Readonly<Record<string, unknown>> | null;
  /** SHA-256 of the program and its dependencies. */
  readonly codeSha256: string | null;
  /** Version of the program. */
  readonly version: string | null;
  /** Version of Deno. */
  readonly deno: string | null;
  /** What has to be known about these, such as a manifest that was not used. */
  readonly remarks: readonly string[];
}

/** Inputs of which nothing is known. */
export const UNKNOWN: Inputs = {
  experiment: null,
  file: null,
  isAssumed: false,
  center: null,
  codeSha256: null,
  version: null,
  deno: null,
  remarks: [],
};

/** What differs between inputs, in words. */
export interface InputChanges {
  /** Fields that results depend on. */
  readonly experiment: readonly string[];
  /** Fields that charts and headings alone depend on. */
  readonly presentation: readonly string[];
  readonly code: readonly string[];
  /** What no result depends on. */
  readonly information: readonly string[];
  /** Whether both sides are known. */
  readonly isExperimentKnown: boolean;
  readonly isCodeKnown: boolean;
  /** Whether results of a side are taken to be made by the code beside them. */
  readonly isCodeAssumed: boolean;
  /** Fields of the experiment's file that the base's results were made without. */
  readonly sinceBase: readonly string[];
  /** The same of the head's. */
  readonly sinceHead: readonly string[];
}

/** Fields that say how something is shown. */
const SHOWN = /^(title|question|charts)(\.|$)/;
/** The editor's schema, and where data lies: what lies there has a fingerprint. */
const IGNORED = /^(\$schema|dataset\.directory)$/;

/** What differs between the inputs of two versions of a result. */
export function compareInputs(base: Inputs, head: Inputs): InputChanges {
  const fields = changedFields(base.experiment, head.experiment);
  const atCenter = changedFields(base.center, head.center).filter(({ path }) => !SHOWN.test(path));
  const text = ({ path, was, is }: FieldChange) => `${path} was ${was}, is ${is}`;
  const isCodeAssumed = base.isAssumed || head.isAssumed;
  return {
    isCodeAssumed,
    isExperimentKnown: base.experiment !== null && head.experiment !== null,
    isCodeKnown: base.codeSha256 !== null && head.codeSha256 !== null && !isCodeAssumed,
    sinceBase: changedFields(base.experiment, base.file).map(text),
    sinceHead: changedFields(head.experiment, head.file).map(text),
    experiment: [
      ...fields.filter(({ path }) => !SHOWN.test(path)).map(text),
      ...atCenter.map((change) => `of the run at the centre, ${text(change)}`),
    ],
    presentation: fields.filter(({ path }) => SHOWN.test(path)).map(text),
    code: [
      ...changed("version", base.version, head.version),
      ...changed(
        isCodeAssumed ? "code beside the results" : "code",
        short(base.codeSha256),
        short(head.codeSha256),
      ),
    ],
    information: [
      ...changed("Deno", base.deno, head.deno),
      ...base.remarks.map((remark) => `base: ${remark}`),
      ...head.remarks.map((remark) => `head: ${remark}`),
    ],
  };
}

/** The start of a hash, which is enough to tell it from others. */
export function short(hash: string | null): string | null {
  return hash === null ? null : hash.slice(0, 12);
}

/** That something known of both sides was one and is the other. */
function changed(what: string, was: string | null, is: string | null): string[] {
  return was === null || is === null || was === is ? [] : [`${what} was ${was}, is ${is}`];
}

interface FieldChange {
  readonly path: string;
  readonly was: string;
  readonly is: string;
}

/** What stands for a field that one side does not have. */
const NOTHING = "not given";

/** The fields that differ; none where a side is not known. */
function changedFields(base: Inputs["experiment"], head: Inputs["experiment"]): FieldChange[] {
  if (base === null || head === null) return [];
  const [old, now] = [base, head].map((value) => new Map(leaves("", value)));
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((path) => ({ path, was: old.get(path) ?? NOTHING, is: now.get(path) ?? NOTHING }))
    .filter(({ path, was, is }) => was !== is && !IGNORED.test(path));
}

/** A value as files have it: 1e-6, not 0.000001. */
function fieldText(value: unknown): string {
  if (value instanceof Array) return `[${value.map(fieldText).join(", ")}]`;
  return typeof value === "number" ? valueText(value) : JSON.stringify(value);
}

/** The values of a file by their paths; lists are values as a whole. */
function* leaves(path: string, value: unknown): Generator<[path: string, text: string]> {
  if (!isRecord(value)) return yield [path, fieldText(value)];
  for (const [key, inner] of Object.entries(value)) {
    yield* leaves(path === "" ? key : `${path}.${key}`, inner);
  }
}
