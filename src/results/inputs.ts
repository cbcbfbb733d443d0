/**
 * What results were made from, and what differs between two versions of that.
 *
 * @module
 */
import { isRecord } from "../registry.ts";

/** What results were made from, as far as it is known; null is unknown. */
export interface Inputs {
  /** The experiment file, with what it does not say filled in. */
  readonly experiment: Readonly<Record<string, unknown>> | null;
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
}

/** Fields that say how something is shown. */
const SHOWN = /^(title|question|charts)(\.|$)/;
/** The editor's schema, and where data lies: what lies there has a fingerprint. */
const IGNORED = /^(\$schema|dataset\.directory)$/;

/** What differs between the inputs of two versions of a result. */
export function compareInputs(base: Inputs, head: Inputs): InputChanges {
  const isExperimentKnown = base.experiment !== null && head.experiment !== null;
  const fields = isExperimentKnown ? changedFields(base.experiment, head.experiment) : [];
  const atCenter = base.center === null || head.center === null
    ? []
    : changedFields(base.center, head.center).filter(({ path }) => !SHOWN.test(path));
  const text = ({ path, was, is }: FieldChange) => `${path} was ${was}, is ${is}`;
  return {
    isExperimentKnown,
    isCodeKnown: base.codeSha256 !== null && head.codeSha256 !== null,
    experiment: [
      ...fields.filter(({ path }) => !SHOWN.test(path)).map(text),
      ...atCenter.map((change) => `of the run at the centre, ${text(change)}`),
    ],
    presentation: fields.filter(({ path }) => SHOWN.test(path)).map(text),
    code: [
      ...changed("version", base.version, head.version),
      ...changed("code", short(base.codeSha256), short(head.codeSha256)),
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

function changedFields(base: unknown, head: unknown): FieldChange[] {
  const [old, now] = [base, head].map((value) => new Map(leaves("", value)));
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((path) => ({ path, was: old.get(path) ?? NOTHING, is: now.get(path) ?? NOTHING }))
    .filter(({ path, was, is }) => was !== is && !IGNORED.test(path));
}

/** The values of a file by their paths; lists are values as a whole. */
function* leaves(path: string, value: unknown): Generator<[path: string, text: string]> {
  if (!isRecord(value)) return yield [path, JSON.stringify(value)];
  for (const [key, inner] of Object.entries(value)) {
    yield* leaves(path === "" ? key : `${path}.${key}`, inner);
  }
}
