import { InputError, reasonOf } from "../errors.ts";
import { shardText } from "../experiment/shard.ts";
import type { Kind } from "../experiment/specs.ts";
import type { Earlier } from "../results/files.ts";
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
} from "../results/journal.ts";
import type { Results } from "../run.ts";
import { locked, makeFolder } from "./_lock.ts";

/** What to do with runs that were finished before. */
export type Before = "refuse" | "resume" | "restart";

/** What is asked for: which runs, where, and what to do with those that are there. */
export interface Wanted {
  readonly folder: string;
  readonly header: JournalHeader;
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
  /** Writes who goes on. What was there is thrown away, unless it is gone on with. */
  begin(session: Session): Promise<void>;
  /** Writes a finished run, and sees to it that it is on the disk. */
  append(result: Results[Kind]): Promise<void>;
  /** Removes it: the result is whole. */
  remove(): Promise<void>;
  /** Leaves it there, even if there is no run in it. */
  keep(): void;
}

/**
 * Takes the journal in a folder for this process, before anything is computed. One without a
 * finished run goes away with the process that has it.
 *
 * @throws {InputError} When another process has it, when it holds finished runs that were not asked
 * for, when those are of no use, or when it cannot be written
 */
export async function openJournal({ folder, header, runs, before }: Wanted): Promise<OpenJournal> {
  const path = `${folder}/${JOURNAL}`;
  const attempt = <Result>(action: Promise<Result>) =>
    action.catch((error: unknown): never => {
      throw new InputError(`Cannot write "${path}": ${reasonOf(error)}`);
    });
  await using stack = new AsyncDisposableStack();
  stack.use(await makeFolder(folder));
  const file = stack.adopt(await locked(path, header.name), (file) => file.close());
  const found = before === "restart"
    ? EMPTY_JOURNAL
    : readJournal(await attempt(bytesOf(file)), path);
  checkUsable(found, { folder, header, runs, before });
  const kept = found.results.length > 0 ? found : EMPTY_JOURNAL;
  let { seal } = kept;
  // Until it is begun, what is there may still be wanted.
  let isWorthKeeping = kept.results.length > 0 || before === "restart";
  let isThere = true;

  async function write(line: JournalLine): Promise<void> {
    const next = sealed(line, seal);
    for (let rest = new TextEncoder().encode(next.text); rest.length > 0;) {
      rest = rest.subarray(await attempt(file.write(rest)));
    }
    await attempt(file.syncData());
    seal = next.seal;
  }
  async function remove(): Promise<void> {
    // While it is still locked: later it may be another's.
    if (isThere) await attempt(Deno.remove(path));
    isThere = false;
  }
  stack.defer(() => isWorthKeeping ? undefined : remove());
  const whole = stack.move();
  return {
    finished: kept.results,
    earlier: earlierOf(kept),
    async begin(session) {
      await attempt(file.truncate(kept.size));
      await attempt(file.seek(kept.size, Deno.SeekMode.Start));
      isWorthKeeping = kept.results.length > 0;
      if (kept.header === null) await write({ header });
      await write({ session });
    },
    async append(result) {
      await write({ result, ended: new Date().toISOString() });
      isWorthKeeping = true;
    },
    remove,
    keep: () => void (isWorthKeeping = true),
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
  if (header === null || results.length === 0) return;
  const { folder, header: ours, runs, before } = wanted;
  const [difference] = differences(header, ours);
  if (difference !== undefined) {
    throw new InputError(
      `Cannot run "${ours.name}" as "${folder}" holds finished runs that do not belong to it: ` +
        `${difference}\nRun it with --restart to throw them away, or with --out DIR elsewhere`,
    );
  }
  if (before === "resume") return;
  throw new InputError(
    `Cannot run "${ours.name}" as "${folder}" holds ${results.length} of its ${runs} runs, ` +
      `finished before\nGo on from there with --resume, or start anew with --restart`,
  );
}
