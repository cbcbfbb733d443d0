import { rmdir } from "node:fs/promises";
import { InputError, MachineError, reasonOf } from "../../errors.ts";
import type { Files } from "../../results/files.ts";

/**
 * Makes sure, before anything is computed, that files can be written to `folder` later.
 *
 * @throws {InputError} When it is a file, or cannot be made or written to
 */
export async function checkWritable(folder: string): Promise<void> {
  const fail = (reason: string) => new InputError(`Cannot write to "${folder}" as ${reason}`);
  let existing = folder;
  for (;;) {
    try {
      if ((await Deno.stat(existing)).isDirectory) break;
      throw fail(existing === folder ? "it is a file" : `"${existing}" is a file`);
    } catch (error) {
      if (error instanceof InputError) throw error;
      // Below a file there is nothing to find; the walk upwards will meet the file.
      const isAbsent = error instanceof Deno.errors.NotFound ||
        error instanceof Deno.errors.NotADirectory;
      if (!isAbsent) throw fail(reasonOf(error));
      existing = parentOf(existing);
    }
  }
  const probe = unfinishedPath(existing, "probe");
  try {
    await Deno.writeTextFile(probe, "");
    await Deno.remove(probe).catch(() => {}); // another process may have taken it for a left-over
  } catch (error) {
    throw fail(reasonOf(error));
  }
}

function parentOf(path: string): string {
  const parent = path.replace(/[\\/]+$/, "").replace(/[^\\/]+$/, "").replace(/(?<=.)[\\/]+$/, "");
  return parent === "" ? "." : parent;
}

/**
 * Writes each file under another name first, so that a reader never sees half of one, not even after
 * a power cut. Other processes may write the same files.
 *
 * @throws {InputError} When one must not be written there
 * @throws {MachineError} When the disk is full or broken
 */
export async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeWhole(folder, name, text);
}

async function writeWhole(folder: string, name: string, text: string, tries = 5): Promise<void> {
  const unfinished = unfinishedPath(folder, name);
  try {
    await Deno.mkdir(folder, { recursive: true });
    await writeSynced(unfinished, text);
    await Deno.rename(unfinished, `${folder}/${name}`);
  } catch (error) {
    await Deno.remove(unfinished).catch(() => {}); // it may not have come that far
    // Another process whose result is whole has cleared the folder in between.
    const isGone = error instanceof Deno.errors.NotFound;
    if (isGone && tries > 1) return await writeWhole(folder, name, text, tries - 1);
    throw writeError(`${folder}/${name}`, error);
  }
}

/** Where a file is written before it takes its place: a name that no other process uses. */
function unfinishedPath(folder: string, name: string): string {
  return `${folder}/.${name}.${crypto.randomUUID().slice(0, 8)}.unfinished`;
}

const UNFINISHED = /^\..+\.[0-9a-f]{8}\.unfinished$/;

async function writeSynced(path: string, text: string): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true, truncate: true });
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  await file.syncData();
}

/** What the user cannot have foreseen when the command was typed. */
const DISK = /^(ENOSPC|EDQUOT|EIO|EROFS)$/;

/** Why a file could not be written: the user's mistake, or a disk that is full or broken. */
export function writeError(path: string, error: unknown): InputError | MachineError {
  const message = `Cannot write "${path}": ${reasonOf(error)}`;
  const { code } = error as { code?: string };
  return DISK.test(code ?? "") ? new MachineError(message) : new InputError(message);
}

/**
 * Removes files, what processes that were killed left unfinished, and the folder itself if nothing
 * else is in it. What cannot be removed does no harm.
 */
export async function clearFolder(folder: string, names: readonly string[]): Promise<void> {
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (!names.includes(name) && !UNFINISHED.test(name)) continue;
      await Deno.remove(`${folder}/${name}`).catch(() => {});
    }
    await rmdir(folder);
  } catch {
    // There is none, or something else is in it.
  }
}

/**
 * The texts of those files that are there.
 *
 * @throws {InputError} When one is there but cannot be read
 */
export async function readFiles(folder: string, names: readonly string[]): Promise<Files> {
  const files: Record<string, string> = {};
  for (const name of names) {
    const text = await readIfThere(`${folder}/${name}`);
    if (text !== undefined) files[name] = text;
  }
  return files;
}

/**
 * The text of a file; undefined when it is not there.
 *
 * @throws {InputError} When it is there but cannot be read
 */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    // Nor is anything below a file.
    const isAbsent = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (isAbsent) return undefined;
    throw new InputError(`Cannot read "${path}": ${reasonOf(error)}`);
  }
}
