/** Files of examples, gzipped or not: found, read in pieces, cut into lines. */
import { basename, dirname, isAbsolute, join } from "node:path";
import { ensure, InputError, nearest, reasonOf } from "../errors.ts";
import { ensureRoom } from "./_room.ts";
import type { DatasetStorage } from "./dataset.ts";

/** Bytes that are read at once. */
const PIECE = 1 << 20;
/** Bytes after which others have a turn. */
const TURN = 1 << 22;
/** Characters of a line: what is longer is no text of examples. */
const LONGEST_LINE = 1 << 24;
/** How a file begins that is gzipped. */
const GZIP = [0x1f, 0x8b];

/** What to do with an error of the system: an error of the user says which file cannot be read, and why. */
export function unreadable(path: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof InputError) throw error;
    const hint = error instanceof Deno.errors.NotCapable
      ? ": move it, or add its folder to --allow-read there"
      : "";
    throw new InputError(`Cannot read "${path}": ${reasonOf(error)}${hint}`);
  };
}

/**
 * Where something is: at its path, seen from the folder that the program runs in, or else from that of the
 * experiment's file. Null where nothing is.
 */
export async function placeOf(path: string, storage: DatasetStorage): Promise<string | null> {
  const { folder } = storage ?? {};
  const places = [path, ...folder === undefined || isAbsolute(path) ? [] : [join(folder, path)]];
  for (const place of places) {
    const found = await Deno.stat(place).catch((error: unknown) =>
      error instanceof Deno.errors.NotFound ? null : unreadable(place)(error)
    );
    if (found !== null) return place;
  }
  return null;
}

/** @throws {InputError} When there is no such file, or it may not be read */
async function fileAt(path: string, storage: DatasetStorage) {
  const place = await placeOf(path, storage);
  if (place === null) {
    const near = await nearestFile(path);
    const hint = near === undefined ? "" : `: did you mean "${near}"?`;
    throw new InputError(`Cannot read "${path}": there is no such file${hint}`);
  }
  const { isFile, isDirectory, size } = await Deno.stat(place).catch(unreadable(place));
  const what = isDirectory ? "a folder" : "no file, but a pipe or a device";
  ensure(isFile, `Cannot read "${place}": it is ${what}`);
  return { place, size };
}

/** The file beside a missing one whose name is most like it. */
async function nearestFile(path: string): Promise<string | undefined> {
  const entries = await Array.fromAsync(Deno.readDir(dirname(path))).catch(() => []);
  const names = entries.filter(({ isFile }) => isFile).map(({ name }) => name).sort();
  const near = nearest(basename(path), names);
  return near === undefined ? undefined : join(dirname(path), near);
}

/** The bytes of a file in pieces, unpacked where it is gzipped. */
export async function* piecesOf(
  path: string,
  storage: DatasetStorage,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { place, size } = await fileAt(path, storage);
  using file = await Deno.open(place).catch(unreadable(place));
  const head = await readPiece(file, place);
  const all = joined(head, pieces(file, place));
  const isGzip = GZIP.every((byte, i) => head?.[i] === byte);
  let since = 0;
  for await (const piece of isGzip ? unpacked(place, all) : all) {
    yield piece;
    since += piece.length;
    if (since < TURN) continue;
    since = 0;
    await storage?.turn?.(await file.seek(0, Deno.SeekMode.Current) / size);
  }
}

async function readPiece(file: Deno.FsFile, place: string) {
  const bytes = new Uint8Array(PIECE);
  const count = await file.read(bytes).catch(unreadable(place));
  return count === null ? null : bytes.subarray(0, count);
}

async function* pieces(file: Deno.FsFile, place: string) {
  for (;;) {
    const piece = await readPiece(file, place);
    if (piece === null) return;
    yield piece;
  }
}

async function* joined(
  head: Uint8Array<ArrayBuffer> | null,
  rest: AsyncIterable<Uint8Array<ArrayBuffer>>,
) {
  if (head !== null) yield head;
  yield* rest;
}

/** What is gzipped, in one piece or in several that follow each other. */
async function* unpacked(
  place: string,
  packed: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const [{ pipeline, Readable }, { createGunzip }] = await Promise.all([
    import("node:stream"),
    import("node:zlib"),
  ]);
  try {
    yield* pipeline(Readable.from(packed), createGunzip({ chunkSize: PIECE }), () => {});
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`Cannot read "${place}": its gzip data is cut or damaged`);
  }
}

/**
 * All bytes of a file, unpacked where it is gzipped.
 *
 * @throws {InputError} When no memory has room for them
 */
export async function bytesOf(path: string, storage: DatasetStorage): Promise<Uint8Array> {
  const { size } = await fileAt(path, storage);
  ensureRoom(size);
  let bytes = new Uint8Array(size);
  let length = 0;
  for await (const piece of piecesOf(path, storage)) {
    const end = length + piece.length;
    ensureRoom(end);
    if (end > bytes.length) bytes = new Uint8Array(bytes.buffer.transfer(2 * end));
    bytes.set(piece, length);
    length = end;
  }
  return bytes.subarray(0, length);
}

/** Lines of a text, and the number of the first. */
export interface Lines {
  readonly from: number;
  readonly lines: readonly string[];
}

/** The lines of a text in UTF-8, whatever ends them; a mark at the start is left out. */
export async function* linesOf(path: string, storage: DatasetStorage): AsyncGenerator<Lines> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  let from = 1;
  const refuse = (line: number, rule: string): never => {
    throw new InputError(`Cannot read "${path}" at line ${line}: ${rule}`);
  };
  for await (const piece of piecesOf(path, storage)) {
    try {
      rest += decoder.decode(piece, { stream: true });
    } catch {
      const [before] = new TextDecoder().decode(piece).split("\uFFFD", 1);
      refuse(from + cut(rest + before).length - 1, "must be text in UTF-8");
    }
    const lines = cut(rest);
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST_LINE) {
      refuse(from + lines.length, "is too long for a line of examples");
    }
    yield { from, lines };
    from += lines.length;
  }
  try {
    rest = (rest + decoder.decode()).replace(/\r$/, "");
  } catch {
    refuse(from, "must be text in UTF-8");
  }
  if (rest !== "") yield { from, lines: [rest] };
}

/** The lines of a text; at its end, half of an end of line is none. */
function cut(text: string): string[] {
  return text.split(/\r\n|\n|\r(?!$)/);
}
