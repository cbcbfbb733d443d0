import { InputError, reasonOf } from "../../errors.ts";
import type { Plan } from "../../kinds/plan.ts";
import { runsOfShard, shardText, type SweepShard } from "../../experiment/shard.ts";
import type { Kind } from "../../kinds/specs.ts";
import { counted } from "../../numbers.ts";
import { differences, JOURNAL, type Journal, type JournalHeader } from "../../runs/journal.ts";
import type { Results } from "../../runs/experiment.ts";
import type { Found } from "./experiments.ts";
import { journalIn } from "./journal.ts";
import { isTaken } from "./lock.ts";

/** Missing shards that are listed, at most. */
const LISTED = 8;

/** A part of a sweep, as a process has left it. */
export interface Part extends Journal {
  readonly folder: string;
  readonly header: JournalHeader;
  readonly shard: SweepShard;
}

/**
 * The parts in these folders, and in folders directly below those that are no parts themselves.
 *
 * @throws {InputError} When there is none, or when one cannot be read
 */
export async function findParts(folders: readonly string[]): Promise<Part[]> {
  const parts: Part[] = [];
  for (const folder of folders) {
    const own = await partIn(folder);
    const found = own === null ? await partsBelow(folder) : [own];
    if (found.length === 0) {
      throw new InputError(
        `Cannot merge "${folder}" as there is no ${JOURNAL} in it, nor in a folder directly below`,
      );
    }
    parts.push(...found);
  }
  return parts;
}

async function partsBelow(folder: string): Promise<Part[]> {
  const names: string[] = [];
  try {
    // A link may lead to a folder.
    for await (const { name, isFile } of Deno.readDir(folder)) if (!isFile) names.push(name);
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound
      ? "there is no such folder"
      : error instanceof Deno.errors.NotADirectory
      ? "it is a file, not a folder"
      : reasonOf(error);
    throw new InputError(`Cannot merge "${folder}": ${reason}`);
  }
  const parts = await Promise.all(names.sort().map((name) => partIn(`${folder}/${name}`)));
  return parts.filter((part) => part !== null);
}

async function partIn(folder: string): Promise<Part | null> {
  const journal = await journalIn(folder);
  if (journal === null) return null;
  const { header } = journal;
  if (header === null || header.shard === null) await checkIdle(folder);
  if (header === null) throw new InputError(`Cannot merge "${folder}" as its journal is empty`);
  if (header.shard === null) {
    throw new InputError(
      `Cannot merge "${folder}" as it is no part of a sweep but all of it, cut short: ` +
        `go on with\n${commandText(header, ["--resume", "--out", folder])}`,
    );
  }
  return { ...journal, folder, header, shard: header.shard };
}

/** What a process is still working on needs nothing but time. */
async function checkIdle(folder: string): Promise<void> {
  if (!await isTaken(`${folder}/${JOURNAL}`)) return;
  throw new InputError(
    `Cannot merge "${folder}" as a process is still working on it: wait for it`,
  );
}

/**
 * Makes sure that parts are of one sweep.
 *
 * @throws {InputError} When two differ in what their runs depend on, or are the same shard
 */
export function checkAlike([first, ...others]: readonly Part[]): void {
  const seen = new Map([[first.shard.part, first]]);
  for (const one of others) {
    const why = one.shard.of !== first.shard.of
      ? `one is shard ${shardText(first.shard)}, the other ${shardText(one.shard)}: take one of ` +
        "them away, or name the folders of one sweep"
      : differences(first.header, { ...one.header, shard: first.shard })
        .map((difference) => difference.replace(/ there, (.*) here$/, " and $1")).join("; ");
    if (why !== "") {
      throw new InputError(`Cannot merge "${first.folder}" and "${one.folder}": ${why}`);
    }
    const twin = seen.get(one.shard.part);
    if (twin !== undefined) {
      throw new InputError(
        `Cannot merge "${twin.folder}" and "${one.folder}" as both are shard ` +
          `${shardText(one.shard)}: leave one out`,
      );
    }
    seen.set(one.shard.part, one);
  }
}

/**
 * The results of a whole sweep, in the order of the runs; none of a part that is being worked on.
 *
 * @throws {InputError} When runs are missing, stand where they do not belong, or were done with
 * other data
 */
export async function wholeSweep(
  { experiment }: Found,
  parts: readonly Part[],
): Promise<Results[Kind][]> {
  const [{ header, shard: { of } }] = parts;
  const there = new Set(parts.map(({ shard }) => shard.part));
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((part) => !there.has(part));
  if (missing.length > 0) {
    const [part] = missing;
    const more = missing.length > LISTED ? ` and ${missing.length - LISTED} more` : "";
    const numbers = missing.slice(0, LISTED).join(", ") + more;
    const which = `${missing.length === 1 ? "shard" : "shards"} ${numbers} of ${of}`;
    throw new InputError(
      `Cannot merge as ${which} ${missing.length === 1 ? "is" : "are"} missing: run\n` +
        commandText({ ...header, shard: { part, of } }, []),
    );
  }
  const results: Results[Kind][] = [];
  for (const part of parts) results.push(...await resultsOf(part, experiment.runs));
  checkData(experiment.runs, parts);
  return results.toSorted((a, b) => a.run - b.run);
}

/** All results that belong to a part. */
async function resultsOf(
  part: Part,
  runs: readonly Plan<unknown>[],
): Promise<readonly Results[Kind][]> {
  const { folder, header, shard, results } = part;
  const wanted = new Set(runsOfShard(runs, shard).map(({ run }) => run));
  const left = new Set(wanted);
  for (const { run } of results) {
    if (left.delete(run)) continue;
    const why = wanted.has(run) ? "twice" : `although it is not of shard ${shardText(shard)}`;
    throw new InputError(`Cannot merge "${folder}" as it holds run ${run} ${why}`);
  }
  if (left.size > 0) {
    await checkIdle(folder);
    throw new InputError(
      `Cannot merge as "${folder}" holds ${results.length} of the ` +
        `${counted(wanted.size, "run")} of shard ${shardText(shard)}: go on with\n` +
        commandText(header, ["--resume", "--out", folder]),
    );
  }
  return results;
}

/** The same name of a dataset may stand for other data on another machine. */
function checkData(
  runs: readonly Plan<{ readonly dataset: unknown }>[],
  parts: readonly Part[],
): void {
  const first = new Map<string, { sha256: string; folder: string }>();
  for (const { folder, results } of parts) {
    for (const { run, datasetSha256: sha256 } of results) {
      const key = JSON.stringify(runs[run - 1].spec.dataset);
      const other = first.get(key);
      if (other === undefined) first.set(key, { sha256, folder });
      else if (other.sha256 !== sha256) {
        throw new InputError(
          `Cannot merge "${other.folder}" and "${folder}" as their data differ: the dataset of ` +
            `run ${run} has SHA-256 ${sha256}, the other one ${other.sha256}`,
        );
      }
    }
  }
}

/** The command that runs a part, as it can be given to a shell. */
function commandText(
  { file, overrides, shard }: JournalHeader,
  more: readonly string[],
): string {
  const name = /^experiments\/(.+)\.jsonc$/.exec(file)?.[1] ?? file;
  const flags = shard === null ? [] : ["--shard", shardText(shard)];
  const words = [name, ...overrides, ...flags, ...more];
  return `deno task experiments ${words.map(quoted).join(" ")}`;
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w./=,:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
