import { InputError, reasonOf } from "../../errors.ts";
import { sha256Of } from "../../exact/sha256.ts";

/** Bytes that are read at a time. */
const PIECE = 1 << 18;

/** The bytes of a file, from its start; stops with the reason of `signal` when that is set. */
export async function* piecesOf(
  file: Deno.FsFile,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  await file.seek(0, Deno.SeekMode.Start);
  for (;;) {
    signal.throwIfAborted();
    const piece = new Uint8Array(PIECE); // a new one each time, as readers may keep it
    const read = await file.read(piece);
    if (read === null) return;
    yield piece.subarray(0, read);
  }
}

/** A file that grows until the download is whole; it is there as long as it holds something. */
export interface Part extends AsyncDisposable {
  readonly path: string;
  readonly file: Deno.FsFile;
  /** Bytes that it holds. */
  size(): number;
  append(bytes: Uint8Array): Promise<void>;
  /** Throws all bytes away. */
  empty(): Promise<void>;
  /** SHA-256 of what it holds, in hexadecimal. */
  sha256(signal: AbortSignal): Promise<string>;
}

/**
 * Opens a part file, with what it holds from before, and keeps other processes from it.
 *
 * @throws {InputError} When it cannot be written, or when another process has it
 */
export async function openPart(path: string): Promise<Part> {
  const attempt = <Result>(action: Promise<Result>) =>
    action.catch((error: unknown): never => {
      throw new InputError(`Cannot write "${path}": ${reasonOf(error)}`);
    });
  const file = await attempt(Deno.open(path, { read: true, write: true, create: true }));
  let size: number;
  try {
    // Not every file system can lock, and most downloads are alone.
    if (!await file.tryLock(true).catch(() => true)) {
      throw new InputError(`Cannot write "${path}" as another download is writing to it`);
    }
    ({ size } = await attempt(file.stat()));
  } catch (error) {
    file.close();
    throw error;
  }
  return {
    path,
    file,
    size: () => size,
    async append(bytes) {
      await attempt(file.seek(size, Deno.SeekMode.Start));
      for (let rest = bytes; rest.length > 0;) {
        const written = await attempt(file.write(rest));
        rest = rest.subarray(written);
        size += written;
      }
    },
    async empty() {
      await attempt(file.truncate(0));
      size = 0;
    },
    sha256: (signal) => sha256Of(piecesOf(file, signal)),
    async [Symbol.asyncDispose]() {
      file.close();
      if (size === 0) await attempt(Deno.remove(path));
    },
  };
}
