import { InputError, reasonOf } from "../../errors.ts";
import { shardText } from "../../experiment/shard.ts";
import type { Kind } from "../../kinds/specs.ts";
import type { Earlier } from "../../results/files.ts";
import {
  differences,
  EMPTY_JOURNAL,
  JOURNAL,
  type Journal,
  type JournalHeader,
  type JournalLine,
  readJournal,
  sealed,
  type Session,
} from "../../runs/journal.ts";
import type { Results } from "../../runs/experiment.ts";
import { writeError } from "./folder.ts";
import { locked, makeFolder } from "./lock.ts";

/** What to do with runs that were finished before. */
export type Before = "refuse" | "resume" | "restart";

/** What is asked for: which runs, where, and what to do with those that are there. */
export interface Wanted {
  readonly folder: string;
  /** For what it is wanted, to stand after "Cannot". */
  readonly doing: string;
  readonly header: JournalHeader;
  /** Who goes on. */
  readonly session: Session;
  /** How many runs there are to do. */
  readonly runs: number;
  readonly before: Before;
}

/** A journal that no other process can write to. */
export interface OpenJournal extends AsyncDisposable {
  /** Results of the runs that are finished. */
  readonly finished: readonly Results[Kind][];
  /** The processes that finished them. */
  readonly earlier: readonly Earlier[];
  /**
   * Writes a finished run, and sees to it that it is on the disk.
   *
   * @throws {MachineError} When the disk is full or broken
   */
  append(result: Results[Kind]): Promise<void>;
  /** Removes it: the result is whole. */
  remove(): Promise<void>;
  /** Leaves it there, even if there is no run in it. */
  keep(): Promise<void>;
}

/**
 * Takes the journal in a folder for this process, before anything is computed. One without a
 * finished run goes away with the process that has it. One that is not gone on with is thrown away
 * as late as can be, when a new run is finished: until then the command may still be refused.
 *
 * @throws {InputError} When another process has it, when it holds finished runs that were not asked
 * for, when those are of no use, or when it cannot be written
 */
export async function openJournal(wanted: Wanted): Promise<OpenJournal> {
  const { folder, doing, header, session, before } = wanted;
  const path = `${folder}/${JOURNAL}`;
  const attempt = <Result>(action: Promise<Result>) =>
    action.catch((error: unknown): never => {
      throw writeError(path, error);
    });
  await using stack = new AsyncDisposableStack();
  stack.use(await makeFolder(folder));
  const file = stack.adopt(await locked(path, doing), (file) => file.close());
  const bytes = await attempt(bytesOf(file));
  const isAnew = before === "restart";
  const found = isAnew ? EMPTY_JOURNAL : readJournal(bytes, path);
  checkUsable(found, wanted);
  const kept = found.results.length > 0 ? found : EMPTY_JOURNAL;
  let { seal } = kept;
  let isWorthKeeping = isAnew ? bytes.length > 0 : kept.results.length > 0;
  let isBegun = false;
  let isThere = true;

  async function write(line: JournalLine): Promise<void> {
    const next = sealed(line, seal);
    for (let rest = new TextEncoder().encode(next.text); rest.length > 0;) {
      rest = rest.subarray(await attempt(file.write(rest)));
    }
    await attempt(file.syncData());
    seal = next.seal;
  }
  async function begin(): Promise<void> {
    if (isBegun) return;
    isBegun = true;
    await attempt(file.truncate(kept.size));
    await attempt(file.seek(kept.size, Deno.SeekMode.Start));
    if (kept.header === null) await write({ header });
    await write({ session });
  }
  async function remove(): Promise<void> {
    // While it is still locked: later it may be another's.
    if (isThere) await attempt(Deno.remove(path));
    isThere = false;
  }
  stack.defer(() => isWorthKeeping ? undefined : remove());
  if (!isAnew) await begin();
  const whole = stack.move();
  return {
    finished: kept.results,
    earlier: earlierOf(kept),
    async append(result) {
      await begin();
      await write({ result, ended: new Date().toISOString() });
      isWorthKeeping = true;
    },
    remove,
    async keep() {
      await begin();
      isWorthKeeping = true;
    },
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

/**
 * The journal in a folder, as it is, without keeping others from it; null when there is none.
 *
 * @throws {InputError} When it cannot be read, or is damaged
 */
export async function journalIn(folder: string): Promise<Journal | null> {
  const path = `${folder}/${JOURNAL}`;
  try {
    return readJournal(await Deno.readFile(path), path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (error instanceof Deno.errors.NotFound) return null;
    if (error instanceof Deno.errors.NotADirectory) return null; // a file in the folder's place
    throw new InputError(`Cannot read "${path}": ${reasonOf(error)}`);
  }
}

/** The processes that have finished runs. */
export function earlierOf({ header, sessions }: Journal): Earlier[] {
  const shard = header?.shard ? shardText(header.shard) : null;
  return sessions.flatMap(({ ended, ...rest }) => ended === null ? [] : { shard, ...rest, ended });
}

async function bytesOf(file: Deno.FsFile): Promise<Uint8Array> {
  const bytes = new Uint8Array((await file.stat()).size);
  let filled = 0;
  while (filled < bytes.length) {
    const read = await file.read(bytes.subarray(filled));
    if (read === null) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}

function checkUsable({ header, results }: Journal, wanted: Wanted): void {
  // A part without runs is finished all the same.
  if (header === null || (results.length === 0 && header.shard === null)) return;
  const { folder, doing, header: ours, runs, before } = wanted;
  const told = differences(header, ours);
  if (told.length > 0) {
    const what = results.length > 0
      ? "finished runs that do not belong to it"
      : "a part of a sweep that does not belong to it";
    throw new InputError(
      `Cannot ${doing} as "${folder}" holds ${what}: ${told.join("; ")}\n` +
        "Run it with --restart to throw them away, or with --out DIR elsewhere",
    );
  }
  if (before === "resume" || results.length === 0) return;
  if (header.shard !== null && results.length === runs) {
    throw new InputError(
      `Cannot ${doing} as "${folder}" holds shard ${shardText(header.shard)}, which is finished\n` +
        "Put all shards together with deno task merge, or start this one anew with --restart",
    );
  }
  throw new InputError(
    `Cannot ${doing} as "${folder}" holds ${results.length} of its ${runs} runs, ` +
      `finished before\nGo on from there with --resume, or start anew with --restart`,
  );
}
