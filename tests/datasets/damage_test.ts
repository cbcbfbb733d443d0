/** Files that were cut or changed anywhere: nothing is read of them, or what they were made of. */
import { assert, assertEquals } from "@std/assert";
import { zipSync } from "fflate";
import type { Dataset } from "../../src/datasets/dataset.ts";
import { idx } from "../../src/datasets/idx.ts";
import { npy } from "../../src/datasets/npy.ts";
import { npz } from "../../src/datasets/npz.ts";
import { InputError } from "../../src/errors.ts";
import { npyFile } from "../../src/exact/npy.ts";
import { type DataFiles, gzipped, inFolder } from "./_data_files.ts";

const FEATURES = npyFile([1, 2, 3, 4, 5, 6], [3, 2]);
const LABELS = npyFile([9, 2, 9], [3]);
/** Bytes, (3, 2), and their labels. */
const FILES: Readonly<Record<string, Uint8Array>> = {
  "x.idx": Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 3, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6),
  "y.idx": Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 9, 2, 9),
  "x.npy": FEATURES,
  "y.npy": LABELS,
  "a.npz": zipSync({ "x.npy": FEATURES, "y.npy": LABELS }),
};
const MAKE = {
  idx: (folder: string) =>
    idx.make({ file: `${folder}/x.idx`, labelFile: `${folder}/y.idx` }, undefined),
  npy: (folder: string) =>
    npy.make({ file: `${folder}/x.npy`, labelFile: `${folder}/y.npy` }, undefined),
  npz: (folder: string) => npz.make({ file: `${folder}/a.npz` }, undefined),
};

/** A reader of the files in which one has other bytes: a fingerprint, or null of what is refused. */
async function withReader(
  name: string,
  files: DataFiles,
  use: (read: (bytes: Uint8Array) => Promise<string | null>) => Promise<void>,
) {
  const make: (folder: string) => Promise<Dataset> = MAKE[name.slice(2) as keyof typeof MAKE];
  await inFolder(files, async (folder) => {
    await use(async (bytes) => {
      await Deno.writeFile(`${folder}/${name}`, bytes);
      try {
        return (await make(folder)).fingerprint;
      } catch (error) {
        if (error instanceof InputError) return null;
        throw error;
      }
    });
  });
}

for (const [name, bytes] of Object.entries(FILES)) {
  for (const [what, whole] of [["", bytes], [", gzipped,", await gzipped(bytes)]] as const) {
    Deno.test(`${name}${what} is refused wherever it is cut`, async () => {
      await withReader(name, FILES, async (read) => {
        assert(await read(whole) !== null);
        for (let length = 0; length < whole.length; length++) {
          assertEquals(await read(whole.subarray(0, length)), null, `after ${length} bytes`);
        }
      });
    });
  }
}

for (
  const [what, name, bytes] of [
    ["an archive", "a.npz", FILES["a.npz"]],
    [
      "an archive without compression",
      "a.npz",
      zipSync({ "x.npy": FEATURES, "y.npy": LABELS }, { level: 0 }),
    ],
    ["a gzipped file", "x.idx", await gzipped(FILES["x.idx"])],
  ] as const
) {
  Deno.test(`${what} has the numbers that it was made of or is refused, whichever bit is another`, async () => {
    await withReader(name, FILES, async (read) => {
      const truth = await read(bytes);
      for (let bit = 0; bit < 8 * bytes.length; bit += 3) { // all eight of a byte in eight bytes
        const at = bit >> 3;
        const found = await read(bytes.with(at, bytes[at] ^ (1 << (bit & 7))));
        assert(found === null || found === truth, `bit ${bit & 7} of byte ${at}`);
      }
    });
  });
}
