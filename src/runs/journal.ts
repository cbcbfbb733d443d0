/**
 * The journal: what is kept of an experiment while it runs, so that no finished run is lost when it
 * is cut short.
 *
 * A file of lines of JSON: a header, then a line for each process that takes part and for each
 * finished run, in the order of time. Each line ends with a seal, a hash of all that stands before
 * it. A file that was cut anywhere is good up to its last whole line; one that was changed is not
 * believed.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import type { ExperimentOf } from "../kinds/plan.ts";
import { shardText, type SweepShard } from "../experiment/shard.ts";
import type { Kind } from "../kinds/specs.ts";
import { counted } from "../numbers.ts";
import type { Results } from "./experiment.ts";
import { sha256 } from "../exact/sha256.ts";
import { exactJson, fromExactJson } from "./_exact_json.ts";
import { plansSha256 } from "./_plans.ts";
import type { Circumstances } from "../results/files.ts";

/** Name of the file in the folder of the results. */
export const JOURNAL = "journal.jsonl";

/** Changes whenever this program could misread an older journal. */
const FORMAT = 1;

/** What the runs of a journal depend on: other runs are worth nothing to it. */
export interface JournalHeader {
  readonly format: number;
  /** Name of the experiment. */
  readonly name: string;
  /** Path of its file. */
  readonly file: string;
  /** `KEY=VALUE`, as given on the command line. */
  readonly overrides: readonly string[];
  /** SHA-256 of all that is written but for the results, in hexadecimal. */
  readonly plansSha256: string;
  /** The part of the sweep that is done; null for all of it. */
  readonly shard: SweepShard | null;
  /** Version of this program. */
  readonly version: string;
  /** SHA-256 of the program and its dependencies, in hexadecimal. */
  readonly codeSha256: string;
}

/** A process that writes to a journal, and what it runs on. */
export interface Session extends Omit<Circumstances, "ended"> {
  readonly pid: number;
  /** Name of the machine; null where it is not told. */
  readonly host: string | null;
}

/** What one process has done. */
export interface SessionRuns extends Session {
  /** Numbers of the runs. */
  readonly runs: readonly number[];
  /** When the last of them was finished, ISO 8601; null when there is none. */
  readonly ended: string | null;
}

/** One line of a journal. */
export type JournalLine =
  | { readonly header: JournalHeader }
  | { readonly session: Session }
  | { readonly result: Results[Kind]; readonly ended: string };

/** The good part of a journal. */
export interface Journal {
  /** Null when not even the first line is whole. */
  readonly header: JournalHeader | null;
  readonly sessions: readonly SessionRuns[];
  /** Results of the finished runs, in the order of time. */
  readonly results: readonly Results[Kind][];
  /** Bytes of the good part. */
  readonly size: number;
  /** The seal of its last line; empty without one. */
  readonly seal: string;
}

/** What a journal without a line is. */
export const EMPTY_JOURNAL: Journal = {
  header: null,
  sessions: [],
  results: [],
  size: 0,
  seal: "",
};

/** The header of what is going to be run. */
export function headerOf<K extends Kind>(
  experiment: ExperimentOf<K>,
  given: Omit<JournalHeader, "format" | "plansSha256">,
): JournalHeader {
  return { format: FORMAT, ...given, plansSha256: plansSha256(experiment) };
}

/** The text of a line, and its seal; `before` is that of the line before, empty for the first. */
export function sealed(line: JournalLine, before: string): { text: string; seal: string } {
  const body = exactJson(line).slice(0, -1);
  const seal = sealOf(before, body);
  return { text: `${body},"seal":"${seal}"}\n`, seal };
}

/** 64 bits: a line that is cut or changed by accident never has them right. */
function sealOf(before: string, body: string): string {
  return sha256(new TextEncoder().encode(before + body)).slice(0, 16);
}

const NEWLINE = 10;

/**
 * Reads a journal, up to its last whole line: what stands after that was cut while it was written.
 *
 * @throws {InputError} When a line before the last is damaged, when it is no journal, or when
 * another version has written it
 */
export function readJournal(bytes: Uint8Array, source: string): Journal {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const sessions: (SessionRuns & { runs: number[]; ended: string | null })[] = [];
  const results: Results[Kind][] = [];
  let { header, size, seal } = EMPTY_JOURNAL;
  for (let row = 1;; row++) {
    const end = bytes.indexOf(NEWLINE, size);
    if (end < 0) break;
    const read = unsealed(decoder.decode(bytes.subarray(size, end)), seal);
    // The first line is a header, no other is, and a run is done by somebody.
    const isInPlace = read !== null && ("header" in read.line) === (row === 1) &&
      !("result" in read.line && sessions.length === 0);
    if (!isInPlace) {
      // A first line that ends, but is no header, may be anything.
      if (row > 1 && end + 1 === bytes.length) break;
      const what = row === 1
        ? "it is no journal, or its first line is damaged: move it away"
        : `its line ${row} is damaged: cut it off before that line, which leaves ` +
          counted(results.length, "finished run");
      throw new InputError(
        `Cannot read "${source}" as ${what}, or run the experiment anew with --restart`,
      );
    }
    const { line } = read;
    if ("header" in line) header = checkedHeader(line.header, source);
    else if ("session" in line) sessions.push({ ...line.session, runs: [], ended: null });
    else {
      results.push(line.result);
      const session = sessions[sessions.length - 1];
      session.runs.push(line.result.run);
      session.ended = line.ended;
    }
    size = end + 1;
    seal = read.seal;
  }
  return { header, sessions, results, size, seal };
}

function checkedHeader(header: JournalHeader, source: string): JournalHeader {
  if (header.format === FORMAT) return header;
  throw new InputError(
    `Cannot read "${source}" as another version of this program has written it, in format ` +
      `${header.format}: this one reads format ${FORMAT}; --restart starts anew`,
  );
}

const SEAL = /,"seal":"([0-9a-f]{16})"\}$/;
const SEAL_LENGTH = 27;

/** A line without its seal; null when that is not the right one. */
function unsealed(text: string, before: string): { line: JournalLine; seal: string } | null {
  // A line may have millions of characters, which is nothing to search through.
  const [, seal] = SEAL.exec(text.slice(-SEAL_LENGTH)) ?? [];
  const body = text.slice(0, -SEAL_LENGTH);
  if (seal === undefined || sealOf(before, body) !== seal) return null;
  return { line: fromExactJson(`${body}}`) as JournalLine, seal };
}

/** What makes the runs of one journal worthless to another, in words; empty when nothing does. */
export function differences(theirs: JournalHeader, ours: JournalHeader): string[] {
  const told: string[] = [];
  const compare = (what: string, of: (header: JournalHeader) => string) => {
    const [there, here] = [of(theirs), of(ours)];
    if (there !== here) told.push(`${what}: ${there} there, ${here} here`);
  };
  compare("experiment", ({ name }) => `"${name}"`);
  compare("overrides", ({ overrides }) => overrides.join(" ") || "none");
  // Other code may read the same file in another way.
  const isCodeSame = theirs.codeSha256 === ours.codeSha256;
  if (told.length === 0 && isCodeSame && theirs.plansSha256 !== ours.plansSha256) {
    if (theirs.file === ours.file) told.push("the experiment's file has changed");
    else compare("the experiment's file", ({ file }) => `"${file}"`);
  }
  compare("shard", ({ shard }) => shard === null ? "none" : shardText(shard));
  compare("version", ({ version }) => version);
  if (!isCodeSame) told.push("the program's code has changed");
  return told;
}
