import { assertEquals } from "@std/assert";
import { zipSync } from "fflate";
import { npz } from "../../src/datasets/npz.ts";
import { FEATURES, LABELS, MAGIC, npyOf, type Options, ROWS } from "./_array_files.ts";
import { assertRefused, inFolder, rowsOf } from "./_data_files.ts";

const ARRAYS = {
  "x_train.npy": FEATURES,
  "y_train.npy": LABELS,
  "x_test.npy": npyOf("|u1", "(1, 2)", Uint8Array.of(7, 8)),
  "y_test.npy": npyOf("|u1", "(1,)", Uint8Array.of(3)),
};
const KERAS = {
  features: "x_train",
  labels: "y_train",
  testFeatures: "x_test",
  testLabels: "y_test",
};

for (const level of [0, 9] as const) {
  Deno.test(`npz() reads arrays by their names, with compression ${level}`, async () => {
    const files = { "a.npz": zipSync(ARRAYS, { level }) };
    const dataset = await inFolder(
      files,
      async (folder) =>
        await npz.make({ file: `${folder}/a.npz`, ...KERAS, center: false }, undefined),
    );
    assertEquals([rowsOf(dataset, "train"), rowsOf(dataset, "test")], [ROWS, [["3", 7, 8]]]);
  });
}

// What it refuses

/** An archive with other bits in one place, which is counted from where some bytes are. */
function flipped(archive: Uint8Array, bytes: readonly number[], at: number, bits: number) {
  const from = archive.findIndex((_, i) => bytes.every((byte, k) => archive[i + k] === byte));
  return archive.with(from + at, archive[from + at] ^ bits);
}
const DIRECTORY = [0x50, 0x4b, 1, 2]; // how its entries begin
const NPZ_REFUSED: readonly (readonly [
  what: string,
  bytes: Uint8Array,
  options: Options,
  message: string,
])[] = [
  [
    "an array that is not there",
    zipSync(ARRAYS),
    { ...KERAS, features: "x_trian" },
    'dataset.features: "a.npz" has no array "x_trian": did you mean "x_train"?',
  ],
  [
    "an archive without arrays",
    zipSync({ "a.txt": Uint8Array.of(1) }),
    {},
    'dataset.features: "a.npz" has no array "x"',
  ],
  ...[FEATURES, Uint8Array.of(), zipSync(ARRAYS).subarray(0, 300)].map((bytes) =>
    [
      `an archive that is none, of ${bytes.length} bytes`,
      bytes,
      KERAS,
      'Cannot read "a.npz" as it is no zip archive, or was cut or damaged',
    ] as const
  ),
  ...([0, 9] as const).flatMap((level) => {
    const archive = zipSync(ARRAYS, { level });
    return Object.entries({
      "a checksum": flipped(archive, DIRECTORY, 16, 1),
      "a size": flipped(archive, DIRECTORY, 24, 1),
      "a size, which no memory has now,": flipped(archive, DIRECTORY, 27, 0xf0),
      ...level === 0 && { "a number": flipped(archive, [...MAGIC], 80, 1) },
    }).map(([what, bytes]) =>
      [
        `${what} that was damaged, with compression ${level}`,
        bytes,
        KERAS,
        'Cannot read "a.npz": its member "x_train.npy" was damaged',
      ] as const
    );
  }),
  [
    "test features without labels",
    zipSync(ARRAYS),
    { ...KERAS, testLabels: undefined },
    "dataset.testLabels: must be given with dataset.testFeatures, and only with it",
  ],
  [
    "an array that was cut",
    zipSync({ ...ARRAYS, "x_train.npy": ARRAYS["x_train.npy"].subarray(0, -4) }),
    KERAS,
    'Cannot read "a.npz", array "x_train": must have 24 bytes for its shape (3, 2): it has 20, so ' +
    "it was cut",
  ],
];
for (const [what, bytes, options, message] of NPZ_REFUSED) {
  Deno.test(`npz() refuses ${what}`, async () => {
    const make = async (folder: string) =>
      await npz.make({ file: `${folder}/a.npz`, ...options }, undefined);
    await assertRefused({ "a.npz": bytes }, make, message);
  });
}
