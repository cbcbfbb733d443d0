import { InputError } from "../../errors.ts";
import { sha256Of } from "../../exact/sha256.ts";
import { grouped } from "../../numbers.ts";
import { ifThere, reading } from "../work/folder.ts";

export interface Archive {
  /** Name of the dataset that reads it. */
  readonly name: string;
  readonly url: string;
  readonly size: number;
  readonly sha256: string;
  /** The one folder in it. */
  readonly folder: string;
  /** The files in that folder with their sizes in bytes. */
  readonly files: Readonly<Record<string, number>>;
  /** Small files that come along; a folder without them is complete. */
  readonly extras: readonly string[];
}

const batch = (name: string) => [`${name}.bin`, 10_000 * 3073]; // 1 label, 3,072 pixels

/** The archives that can be fetched; another one is another entry. */
export const ARCHIVES: readonly Archive[] = [
  {
    name: "cifar10",
    url: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
    size: 170_052_171,
    sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    folder: "cifar-10-batches-bin",
    files: Object.fromEntries(
      [...[1, 2, 3, 4, 5].map((number) => `data_batch_${number}`), "test_batch"].map(batch),
    ),
    extras: ["batches.meta.txt", "readme.html"],
  },
];

export function fileName({ url }: Archive): string {
  return url.slice(url.lastIndexOf("/") + 1);
}

export async function sha256OfFile(path: string): Promise<string> {
  return await reading(path, async () => await sha256Of((await Deno.open(path)).readable));
}

/** What keeps a folder from being an unpacked archive; null when it is complete. */
export async function problemOf(folder: string, { files }: Archive): Promise<string | null> {
  for (const [file, size] of Object.entries(files)) {
    const info = await ifThere(`${folder}/${file}`, Deno.stat);
    if (info === undefined) return `${file} is not in it`;
    if (info.size !== size) return `${file} has ${grouped(info.size)} of ${grouped(size)} bytes`;
  }
  return null;
}

/** @throws {InputError} When a file of the user's is not the archive, or cannot be read */
export async function checkArchive(path: string, archive: Archive): Promise<void> {
  const { isDirectory, size } = await reading(path, Deno.stat);
  const check = (isRight: boolean, reason: string) => {
    if (!isRight) throw new InputError(`Cannot take "${path}" as ${reason}`);
  };
  check(!isDirectory, "it is a folder: one of unpacked files is for dataset.directory=DIR");
  const sizes = [archive.size, size].map(grouped);
  check(size === archive.size, `${fileName(archive)} has ${sizes[0]} bytes: it has ${sizes[1]}`);
  const sha256 = await sha256OfFile(path);
  check(sha256 === archive.sha256, `its SHA-256 must be ${archive.sha256}: it is ${sha256}`);
}
