import { InputError, reasonOf } from "../../errors.ts";
import { readJournal, type SessionRuns } from "../../runs/journal.ts";

/** Times that a file may vanish between being opened and being locked. */
const ATTEMPTS = 10;

/**
 * Opens a journal that no other process has, and keeps others from it until it is closed; the system
 * does that, also for a process that is killed.
 *
 * @throws {InputError} When another process has it, or when it cannot be written
 */
export async function locked(path: string, doing: string): Promise<Deno.FsFile> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const file = await Deno.open(path, { read: true, write: true, create: true })
      .catch((error: unknown): never => {
        throw new InputError(`Cannot write "${path}": ${reasonOf(error)}`);
      });
    try {
      // Not every file system can lock; most runs are alone in their folder.
      if (!await file.tryLock(true).catch(() => true)) throw await takenError(path, doing);
      if (await isAt(file, path)) return file;
    } catch (error) {
      file.close();
      throw error;
    }
    file.close(); // whoever had it has removed it since
  }
  throw new InputError(`Cannot write "${path}" as other processes keep removing it`);
}

/** Whether a path still leads to a file that was opened there. */
async function isAt(file: Deno.FsFile, path: string): Promise<boolean> {
  const [own, there] = await Promise.all([file.stat(), Deno.stat(path).catch(() => null)]);
  return there !== null && own.dev === there.dev && own.ino === there.ino;
}

/** Whether a process is writing to a journal. */
export async function isTaken(path: string): Promise<boolean> {
  using file = await Deno.open(path).catch(() => null); // it may have been removed since
  return file !== null && !await file.tryLock(false).catch(() => true);
}

async function takenError(path: string, doing: string): Promise<InputError> {
  const session = await lastOf(path);
  const host = session?.host ? ` on ${session.host}` : "";
  // One that starts anew does not say so before its first run is finished.
  const last = session === null
    ? ""
    : `\nThe last to begin there was process ${session.pid}${host}, at ${session.started}`;
  const folder = path.replace(/[\\/][^\\/]*$/, "");
  return new InputError(
    `Cannot ${doing} as another process is writing to "${folder}": wait for it, or give another ` +
      `--out${last}`,
  );
}

/** Who was the last to begin; null when a journal does not say so yet. */
async function lastOf(path: string): Promise<SessionRuns | null> {
  try {
    return readJournal(await Deno.readFile(path), path).sessions.at(-1) ?? null;
  } catch {
    return null; // it is being written, and not ours to judge
  }
}

/** Makes a folder; those that were made for it are removed with it, as far as they are empty. */
export async function makeFolder(folder: string): Promise<AsyncDisposable> {
  const made = await absentFolders(folder);
  try {
    await Deno.mkdir(folder, { recursive: true });
  } catch (error) {
    throw new InputError(`Cannot make the folder "${folder}": ${reasonOf(error)}`);
  }
  return {
    async [Symbol.asyncDispose]() {
      try {
        for (const path of made) await Deno.remove(path);
      } catch {
        // There is something in it.
      }
    },
  };
}

/** The folders of a path that are not there, the innermost first. */
async function absentFolders(folder: string): Promise<string[]> {
  const absent: string[] = [];
  for (let path = folder.replace(/[\\/]+$/, ""); path !== "";) {
    if (await Deno.stat(path).then(() => true, () => false)) break;
    absent.push(path);
    path = path.replace(/[\\/]*[^\\/]+$/, "");
  }
  return absent;
}
