import { InputError, reasonOf } from "../../errors.ts";
import { sha256Of } from "../../exact/sha256.ts";
import { grouped } from "../../numbers.ts";
import { type Archive, fileName } from "./archives.ts";

const unreadable = (path: string) => (error: unknown): never => {
  throw new InputError(`Cannot read "${path}": ${reasonOf(error)}`);
};

/** What is at a path; null when nothing is. */
export function infoOf(path: string): Promise<Deno.FileInfo | null> {
  return Deno.stat(path).catch((error: unknown) => {
    const { NotFound, NotADirectory } = Deno.errors;
    if (error instanceof NotFound || error instanceof NotADirectory) return null;
    return unreadable(path)(error);
  });
}

export async function sha256OfFile(path: string): Promise<string> {
  const file = await Deno.open(path).catch(unreadable(path));
  return await sha256Of(file.readable).catch(unreadable(path)); // closes the file
}

/** What keeps a folder from being an unpacked archive; null when it is complete. */
export async function problemOf(folder: string, { files }: Archive): Promise<string | null> {
  for (const [file, size] of Object.entries(files)) {
    const info = await infoOf(`${folder}/${file}`);
    if (info === null) return `${file} is not in it`;
    if (info.size !== size) return `${file} has ${grouped(info.size)} of ${grouped(size)} bytes`;
  }
  return null;
}

/**
 * Makes sure that a file of the user's is the archive.
 *
 * @throws {InputError} When it is not, or cannot be read
 */
export async function checkArchive(path: string, archive: Archive): Promise<void> {
  const { isDirectory, size } = await Deno.stat(path).catch(unreadable(path));
  const check = (isRight: boolean, reason: string) => {
    if (!isRight) throw new InputError(`Cannot take "${path}" as ${reason}`);
  };
  check(!isDirectory, "it is a folder: one of unpacked files is for dataset.directory=DIR");
  const sizes = [archive.size, size].map(grouped);
  check(size === archive.size, `${fileName(archive)} has ${sizes[0]} bytes: it has ${sizes[1]}`);
  const sha256 = await sha256OfFile(path);
  check(sha256 === archive.sha256, `its SHA-256 must be ${archive.sha256}: it is ${sha256}`);
}
