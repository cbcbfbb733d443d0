import { createTarDecoder, type ParsedTarEntry } from "modern-tar";
import { InputError, reasonOf } from "../../errors.ts";
import { grouped } from "../../numbers.ts";
import type { Archive } from "./archives.ts";

/** The most bytes that a file of `extras` may have. */
const EXTRA = 100_000;

/** Where an archive's bytes come from, and where its folder goes. */
export interface Unpacking {
  /** What the archive is called in errors. */
  readonly source: string;
  readonly bytes: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** The folder that gets the archive's folder; it must be there. */
  readonly to: string;
  readonly signal: AbortSignal;
}

/**
 * Unpacks a gzipped tar archive beside its place and moves it there when it is whole. Nothing is
 * left of one that is refused or interrupted. What is written is the archive's list of files: no
 * name that the tar has chosen itself.
 *
 * @throws {InputError} When it is not the archive that was described, or cannot be written
 */
export async function unpack(
  archive: Archive,
  { source, bytes, to, signal }: Unpacking,
): Promise<void> {
  const unfinished = `${to}/.${archive.folder}.unfinished`;
  const fail = (reason: string) => new InputError(`Cannot unpack "${source}" as ${reason}`);
  try {
    await removeFolder(unfinished); // of one that was killed
    await Deno.mkdir(unfinished);
    const missing = new Set(Object.keys(archive.files));
    const seen = new Set<string>();
    // Not strict: sizes and names are checked here, and the tars of old have dialects.
    const entries = bytes.pipeThrough(new DecompressionStream("gzip"))
      .pipeThrough(createTarDecoder());
    for await (const entry of entries) {
      const file = fileOf(entry, archive, fail);
      if (file === null) continue;
      if (seen.has(file)) throw fail(`"${entry.header.name}" is in it twice`);
      seen.add(file);
      await write(entry, `${unfinished}/${file}`, fail, signal);
      missing.delete(file);
    }
    if (missing.size > 0) throw fail(`it does not have ${[...missing].join(", ")}`);
    await Deno.rename(unfinished, `${to}/${archive.folder}`);
  } catch (error) {
    await removeFolder(unfinished).catch(() => {}); // the first error says more
    if (error instanceof InputError || signal.aborted) throw error;
    throw new InputError(`Cannot unpack "${source}" to "${to}": ${reasonOf(error)}`);
  }
}

async function removeFolder(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch((error: unknown) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}

/** The file that an entry is, null for the folder itself. */
function fileOf(
  { header: { name, type, size } }: ParsedTarEntry,
  { folder, files, extras }: Archive,
  fail: (reason: string) => InputError,
): string | null {
  if (type === "directory" && name.replace(/\/$/, "") === folder) return null;
  if (type !== "file") throw fail(`"${name}" must be a file: it is a ${type}`);
  const file = [...Object.keys(files), ...extras].find((one) => name === `${folder}/${one}`);
  if (file === undefined) throw fail(`"${name}" is not one of its files`);
  const wanted = files[file];
  if (wanted === undefined ? size > EXTRA : size !== wanted) {
    const rule = wanted === undefined ? `at most ${grouped(EXTRA)}` : grouped(wanted);
    throw fail(`"${name}" must have ${rule} bytes: it has ${grouped(size)}`);
  }
  return file;
}

/** Writes one file and makes sure that all of it came. */
async function write(
  { header: { name, size }, body }: ParsedTarEntry,
  path: string,
  fail: (reason: string) => InputError,
  signal: AbortSignal,
): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true });
  let written = 0;
  for await (const bytes of body) {
    signal.throwIfAborted();
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await file.write(rest));
    written += bytes.length;
  }
  if (written !== size) {
    throw fail(`it ends within "${name}": ${grouped(written)} of ${grouped(size)} bytes`);
  }
}
