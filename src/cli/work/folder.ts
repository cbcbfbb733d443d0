import { dirname } from "node:path";
import { InputError, MachineError, reasonOf } from "../../errors.ts";
import { grouped } from "../../numbers.ts";
import { absent, permittedFolder } from "./permitted.ts";

export type Bytes = ReadonlyMap<string, Uint8Array>;

/** No tree here is as deep, but a link may lead back up. */
const DEEPEST = 8;
/** How often something is done again that other processes get in the way of. */
const TRIES = 5;

/**
 * Paths of the wanted files below a folder, seen from there, in the order of names; nothing hidden.
 * Folders are asked for with a slash at the end. A link is what it leads to, one to nothing is not
 * there.
 *
 * @throws {InputError} When a folder or a wanted file cannot be looked at
 */
export async function walk(
  root: string,
  isWanted: (path: string) => boolean,
  folder = "",
): Promise<string[]> {
  const found: string[] = [];
  for (const name of await namesIn(`${root}/${folder}`) ?? []) {
    const path = folder + name;
    const [asFile, asFolder] = [isWanted(path), isWanted(`${path}/`)];
    if (name.startsWith(".") || !asFile && !asFolder) continue;
    const info = await ifThere(`${root}/${path}`, Deno.stat);
    if (info?.isFile && asFile) found.push(path);
    if (info?.isDirectory && asFolder && path.split("/").length < DEEPEST) {
      found.push(...await walk(root, isWanted, `${path}/`));
    }
  }
  return found;
}

export async function readBelow(root: string, isWanted: (path: string) => boolean): Promise<Bytes> {
  const files = new Map<string, Uint8Array>();
  for (const path of await walk(root, isWanted)) {
    const bytes = await ifThere(`${root}/${path}`, readBytes);
    if (bytes !== undefined) files.set(path, bytes);
  }
  return files;
}

export function readIfThere(path: string): Promise<string | undefined> {
  return ifThere(path, readText);
}

/** Bytes of a file that is read as a whole, at most: of what we write, nothing comes near. */
const LARGEST = 256e6;

/** The text of a file. Of others than files, such as pipes, an end may never come. */
export async function readText(path: string): Promise<string> {
  checkFile(await Deno.stat(path));
  return await Deno.readTextFile(path);
}

/** The bytes of a file, with the same care. */
export async function readBytes(path: string): Promise<Uint8Array> {
  checkFile(await Deno.stat(path));
  return await Deno.readFile(path);
}

/** @throws {Error} When what is at a path cannot be read as a whole */
export function checkFile({ isFile, isDirectory, size }: Deno.FileInfo): void {
  if (!isFile && !isDirectory) throw new Error("it is no file, but a pipe or a device");
  if (size <= LARGEST) return;
  throw new Error(`it must have at most ${grouped(LARGEST)} bytes: it has ${grouped(size)}`);
}

/** The names in a folder, or where a link leads to one, in order; undefined when there is none. */
export async function namesIn(folder: string): Promise<string[] | undefined> {
  const entries = await ifThere(folder, (path) => Array.fromAsync(Deno.readDir(path)));
  return entries?.map(({ name }) => name).sort();
}

/** What is read at a path; undefined when nothing is there. */
export function ifThere<Result>(
  path: string,
  read: (path: string) => Promise<Result>,
): Promise<Result | undefined> {
  return reading(path, () => read(path).catch(absent));
}

/** @throws {InputError} When what is at a path cannot be read */
export async function reading<Result>(
  path: string,
  read: (path: string) => Promise<Result>,
): Promise<Result> {
  try {
    return await read(path);
  } catch (error) {
    throw new InputError(`Cannot read "${path}": ${reasonOf(error)}`);
  }
}

/** @throws {InputError} When a folder that is to be written later is a file, or cannot be written */
export async function checkWritable(folder: string): Promise<void> {
  try {
    await persistently(async () => {
      const probe = unfinishedPath(await permittedFolder(folder), "probe");
      await Deno.writeTextFile(probe, "");
      await Deno.remove(probe).catch(() => {}); // another process may have cleared it away
    });
  } catch (error) {
    throw new InputError(`Cannot write to "${folder}" as ${reasonOf(error)}`);
  }
}

/** Does something again where another process, whose result is whole, has cleared a folder in between. */
async function persistently(action: () => Promise<void>): Promise<void> {
  for (let tries = 1;; tries++) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound) || tries === TRIES) throw error;
    }
  }
}

/**
 * Writes each file under another name first, so that a reader never sees half of one, not even after
 * a power cut. Other processes may write the same files.
 *
 * @throws {InputError} When one must not be written there
 * @throws {MachineError} When the disk is full or broken
 */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await writing(`${folder}/${name}`, () => persistently(() => writeWhole(folder, name, content)));
  }
}

/**
 * Writes a file, and the folders above it, where nothing is.
 *
 * @throws {InputError} When something is there, or must not be
 * @throws {MachineError} When the disk is full or broken
 */
export async function writeNew(path: string, text: string): Promise<void> {
  await writing(path, async () => {
    await permittedFolder(dirname(path));
    await Deno.mkdir(dirname(path), { recursive: true });
    try {
      await writeSynced(path, text);
    } catch (error) {
      // What there is of it on a full disk.
      if (!(error instanceof Deno.errors.AlreadyExists)) await Deno.remove(path).catch(() => {});
      throw error;
    }
  });
}

async function writeWhole(
  folder: string,
  name: string,
  content: string | Uint8Array,
): Promise<void> {
  const unfinished = unfinishedPath(folder, name);
  try {
    await Deno.mkdir(folder, { recursive: true });
    await writeSynced(unfinished, content);
    await Deno.rename(unfinished, `${folder}/${name}`);
  } catch (error) {
    await Deno.remove(unfinished).catch(() => {}); // it may not have come that far
    throw error;
  }
}

/** Where a file is written before it takes its place: a name that no other process uses. */
function unfinishedPath(folder: string, name: string): string {
  return `${folder}/.${name}.${crypto.randomUUID().slice(0, 8)}.unfinished`;
}

const UNFINISHED = /^\..+\.[0-9a-f]{8}\.unfinished$/;

async function writeSynced(path: string, content: string | Uint8Array): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true });
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  await file.syncData();
}

/** What the user cannot have foreseen when the command was typed. */
const DISK = /^(ENOSPC|EDQUOT|EIO|EROFS)$/;

/**
 * Does what writes to a path.
 *
 * @throws {InputError} When it must not be written there
 * @throws {MachineError} When the disk is full or broken
 */
export async function writing(path: string, write: (path: string) => Promise<void>): Promise<void> {
  try {
    await write(path);
  } catch (error) {
    throw writeError(path, error);
  }
}

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
    for (const name of await namesIn(folder) ?? []) {
      if (!names.includes(name) && !UNFINISHED.test(name)) continue;
      await Deno.remove(`${folder}/${name}`).catch(() => {});
    }
    const { rmdir } = await import("node:fs/promises"); // not needed for --help
    await rmdir(folder);
  } catch {
    // There is none, or something else is in it.
  }
}
