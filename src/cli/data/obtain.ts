import { InputError, reasonOf } from "../../errors.ts";
import { grouped } from "../../numbers.ts";
import { sha256Of } from "../../exact/sha256.ts";
import { type Archive, fileName } from "./archives.ts";
import type { Io } from "../terminal/command.ts";
import { download, type Patience, progress } from "./download.ts";
import { openPart, piecesOf } from "./part.ts";

/** Downloads and unpacks; false when the user asked to stop. */
export async function fromNetwork(
  archive: Archive,
  urls: readonly string[],
  to: string,
  patience: Patience,
  io: Io,
): Promise<boolean> {
  await using part = await openPart(`${to}/${fileName(archive)}.part`);
  try {
    await download({ archive, urls, part, patience }, io);
    await unpackFile(archive, part.path, part.file, to, io);
    await part.empty();
    return true;
  } catch (error) {
    if (!io.signal.aborted) throw error;
    const kept = part.size() === 0
      ? "before the first byte, nothing was kept"
      : `at ${
        progress(part.size(), archive.size)
      }, kept in "${part.path}"; the same command goes ` +
        "on from there";
    io.err(`${archive.name}: interrupted ${kept}\n`);
    return false;
  }
}

/** Checks and unpacks an archive that the user has; false when the user asked to stop. */
export async function fromFile(
  archive: Archive,
  path: string,
  to: string,
  io: Io,
): Promise<boolean> {
  const fail = (reason: string) => new InputError(`Cannot take "${path}" as ${reason}`);
  const unreadable = (error: unknown): never => {
    throw new InputError(`Cannot read "${path}": ${reasonOf(error)}`);
  };
  using file = await Deno.open(path).catch(unreadable);
  const { isFile, size } = await file.stat();
  if (!isFile) throw fail("it is not a file");
  if (size !== archive.size) {
    throw fail(
      `${fileName(archive)} has ${grouped(archive.size)} bytes: it has ${grouped(size)}`,
    );
  }
  try {
    const sha256 = await sha256Of(piecesOf(file, io.signal));
    if (sha256 !== archive.sha256) {
      throw fail(`its SHA-256 must be ${archive.sha256}: it is ${sha256}`);
    }
    await unpackFile(archive, path, file, to, io);
    return true;
  } catch (error) {
    if (!io.signal.aborted) throw error;
    io.err(`${archive.name}: interrupted, nothing was written\n`);
    return false;
  }
}

async function unpackFile(
  archive: Archive,
  source: string,
  file: Deno.FsFile,
  to: string,
  io: Io,
): Promise<void> {
  io.err(`${archive.name}: the SHA-256 is right, unpacking …\n`);
  const { unpack } = await import("./unpack.ts"); // not needed for --help
  const bytes = ReadableStream.from(piecesOf(file, io.signal));
  await unpack(archive, { source, bytes, to, signal: io.signal });
}
