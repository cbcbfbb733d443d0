/** Finished runs, each one file whose name says what it is the result of: none is computed twice. */
import { sha256 } from "../exact/sha256.ts";
import type { Plan } from "../kinds/plan.ts";
import { isRecord } from "../registry.ts";
import { exactJson, fromExactJson } from "../exact/json.ts";

/** Where finished runs of an experiment are looked up and put. */
export interface RunStore<Spec = unknown, Result = unknown> {
  /** The result of a plan; null when there is none, or none that can be trusted. */
  get(plan: Plan<Spec>): Promise<Result | null>;
  /**
   * Keeps the result of a plan.
   *
   * @throws {MachineError} When the disk is full or broken
   */
  put(plan: Plan<Spec>, result: Result): Promise<void>;
}

/** Changes whenever this program could misread what an older one has kept. */
const FORMAT = 2;

const hash = (text: string) => sha256(new TextEncoder().encode(text));

/**
 * What the result of a run depends on, as one hash: the code that computes, the kind, the spec and the
 * seed. Of data only its choice: its own hash stands in the result and is compared.
 */
export function runKey(codeSha256: string, kind: string, { spec, seed }: Plan<unknown>): string {
  return hash(exactJson([FORMAT, codeSha256, kind, spec, seed]));
}

/** A finished run in a store. */
export interface StoredRun<Result = unknown, By = unknown> {
  readonly key: string;
  /** Who computed it. */
  readonly by: By;
  /** When it was finished, ISO 8601. */
  readonly ended: string;
  readonly result: Result;
}

/** The text of a finished run: a line with the hash of the rest, which is a line of JSON. */
export function storedText(run: StoredRun): string {
  const body = exactJson(run);
  return `${hash(body)}\n${body}\n`;
}

/** The run in a text, or why it cannot be trusted. */
export function readStored<Result, By>(text: string, key: string): StoredRun<Result, By> | string {
  const [sum, body, end, ...more] = text.split("\n");
  if (end !== "" || more.length > 0 || hash(body) !== sum) return "it is damaged";
  const run = dataOf(body);
  if (!isRecord(run) || run.key !== key) return "it is of another run";
  return run as unknown as StoredRun<Result, By>;
}

/** Of a text that stands as it was written, if by another program: then it may be anything. */
function dataOf(body: string): unknown {
  try {
    return fromExactJson(body);
  } catch {
    return null;
  }
}
