/** All there is to know of an archive. */
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
