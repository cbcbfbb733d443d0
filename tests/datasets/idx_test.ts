import { assertEquals } from "@std/assert";
import { bytesBy, filesOf, floats, idxOf, ints, MADE, NINE, ROWS, SIX } from "./_array_files.ts";
import { assertRefused, gzipped, inFolder, rowsOf } from "./_data_files.ts";

const IDX_LABELS = idxOf(0x08, [3], NINE);

const IDX: Readonly<Record<string, readonly [x: Uint8Array, y?: Uint8Array]>> = {
  bytes: [idxOf(0x08, [3, 2], Uint8Array.from(SIX))],
  "pictures of two pixels": [idxOf(0x08, [3, 1, 2], Uint8Array.from(SIX))],
  "signed bytes": [idxOf(0x09, [3, 2], Uint8Array.from(SIX))],
  "short integers": [
    idxOf(0x0b, [3, 2], bytesBy(2, SIX, (view, at, value) => view.setInt16(at, value))),
  ],
  "integers, and labels of that type": [
    idxOf(0x0c, [3, 2], ints(SIX)),
    idxOf(0x0c, [3, 1], ints([9, 2, 9])),
  ],
  floats: [idxOf(0x0d, [3, 2], floats(SIX))],
  doubles: [idxOf(0x0e, [3, 2], bytesBy(8, SIX, (view, at, value) => view.setFloat64(at, value)))],
  "gzipped bytes": [
    await gzipped(idxOf(0x08, [3, 2], Uint8Array.from(SIX))),
    await gzipped(IDX_LABELS),
  ],
};
for (const [what, [x, y = IDX_LABELS]] of Object.entries(IDX)) {
  Deno.test(`idx() reads ${what}`, async () => {
    assertEquals(
      rowsOf(await inFolder(filesOf("idx", x, y), MADE.idx)),
      ROWS,
    );
  });
}

Deno.test("idx() keeps bytes as bytes, until they are scaled", async () => {
  const files = filesOf("idx", IDX.bytes[0], IDX_LABELS);
  const kinds = await inFolder(files, (folder) =>
    Promise.all([false, true].map(async (scale) => {
      const { train } = await MADE.idx(folder, { scale });
      return train.features[Symbol.toStringTag];
    })));
  assertEquals(kinds, ["Uint8Array", "Float32Array"]);
});

Deno.test("idx() has examples of two sizes as pictures in gray", async () => {
  const files = filesOf("idx", IDX["pictures of two pixels"][0], IDX_LABELS);
  const { picture } = await inFolder(files, MADE.idx);
  assertEquals(picture, { width: 2, height: 1, planes: 1 });
});

// What it refuses

const X = IDX.bytes[0];
const IDX_REFUSED:
  readonly (readonly [what: string, x: Uint8Array, y: Uint8Array, message: string])[] = [
    [
      "an empty file",
      Uint8Array.of(),
      IDX_LABELS,
      'Cannot read "x.idx" as it does not begin as a file in IDX format does: 0, 0, a type and a ' +
      "number of dimensions: it has no bytes",
    ],
    [
      "a wrong magic number",
      X.with(0, 1),
      IDX_LABELS,
      'Cannot read "x.idx" as it does not begin as a file in IDX format does: 0, 0, a type and a ' +
      "number of dimensions: it has 1, 0, 8, 2",
    ],
    [
      "an unknown type",
      X.with(2, 7),
      IDX_LABELS,
      'Cannot read "x.idx" as it does not begin as a file in IDX format does: 0, 0, a type and a ' +
      "number of dimensions: it has 0, 0, 7, 2",
    ],
    [
      "sizes that were cut",
      X.subarray(0, 9),
      IDX_LABELS,
      'Cannot read "x.idx": its sizes were cut off',
    ],
    [
      "a file that was cut",
      X.subarray(0, 17),
      IDX_LABELS,
      'Cannot read "x.idx": must have 6 bytes for its shape (3, 2): it has 5, so it was cut',
    ],
    [
      "more bytes than it should have",
      Uint8Array.of(...X, 0),
      IDX_LABELS,
      'Cannot read "x.idx": must have 6 bytes for its shape (3, 2): it has 7',
    ],
    [
      "sizes that no memory has",
      idxOf(0x0e, [-1, -1, -1], Uint8Array.of(1)),
      IDX_LABELS,
      'Cannot read "x.idx": must have 6.34e29 bytes for its shape (4294967295, 4294967295, ' +
      "4294967295): it has 1, so it was cut",
    ],
    [
      "more sizes than anyone reads",
      idxOf(0x08, Array(200).fill(1), Uint8Array.of(1, 2)),
      IDX_LABELS,
      'Cannot read "x.idx": must have 1 bytes for its shape (1, 1, 1, 1, 1, 1, 1, 1, …): it has 2',
    ],
    [
      "no examples",
      idxOf(0x08, [0, 2], Uint8Array.of()),
      IDX_LABELS,
      'Cannot read "x.idx": must have an example with a number: its shape is (0, 2)',
    ],
    [
      "labels of other examples",
      X,
      idxOf(0x08, [2], Uint8Array.of(1, 2)),
      'Cannot read "y.idx": must have a label for each of the 3 examples of "x.idx": its shape is (2)',
    ],
    [
      "NaN",
      idxOf(0x0d, [3, 2], floats([1, 2, 3, NaN, 5, 6])),
      IDX_LABELS,
      'Cannot read "x.idx": must have finite numbers below 3.4e38: at [1, 1] it has NaN',
    ],
    [
      "a number that is too large for f32",
      idxOf(
        0x0e,
        [3, 2],
        bytesBy(8, [1, 2, 3, 4, 1e39, 6], (view, at, value) => view.setFloat64(at, value)),
      ),
      IDX_LABELS,
      'Cannot read "x.idx": must have finite numbers below 3.4e38: at [2, 0] it has 1e+39',
    ],
    [
      "one class only",
      X,
      idxOf(0x08, [3], Uint8Array.of(4, 4, 4)),
      'dataset: there must be two classes or more: all labels are "4"',
    ],
    [
      "a gzip file that was cut",
      (await gzipped(X)).subarray(0, 20),
      IDX_LABELS,
      'Cannot read "x.idx": its gzip data is cut or damaged',
    ],
  ];
for (const [what, x, y, message] of IDX_REFUSED) {
  Deno.test(`idx() refuses ${what}`, async () => {
    await assertRefused(
      filesOf("idx", x, y),
      MADE.idx,
      message,
    );
  });
}

Deno.test("idx() refuses more classes than fit, and says where", async () => {
  const x = idxOf(0x08, [300, 1], new Uint8Array(300));
  const y = idxOf(0x0c, [300], ints(Array.from({ length: 300 }, (_, i) => i)));
  const message = 'Cannot read "y.idx" at [256]: there must be at most 256 different labels';
  await assertRefused(filesOf("idx", x, y), MADE.idx, message);
});
