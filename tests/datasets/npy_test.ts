import { assertEquals } from "@std/assert";
import { npy } from "../../src/datasets/npy.ts";
import { npyFile } from "../../src/exact/npy.ts";
import {
  bytesBy,
  FEATURES,
  filesOf,
  floats,
  ints,
  LABELS,
  MADE,
  NINE,
  npyOf,
  type Options,
  ROWS,
  SIX,
} from "./_array_files.ts";
import { assertRefused, inFolder, rowsOf } from "./_data_files.ts";

const TEXTS = ["cat", "né", "cat"];
const LETTERS_ROWS = [["cat", 1, 2], ["cat", 5, 6], ["né", 3, 4]];
const codes = (isLittle: boolean) =>
  ints(
    TEXTS.flatMap((text) => [...text.padEnd(4, "\0")].map((one) => one.codePointAt(0) ?? 0)),
    isLittle,
  );

const NPY: Readonly<Record<string, readonly [x: Uint8Array, y?: Uint8Array, rows?: unknown]>> = {
  "what this program writes": [npyFile(SIX, [3, 2])],
  "<f4": [FEATURES],
  ">f4": [npyOf(">f4", "(3, 2)", floats(SIX))],
  "<f8": [
    npyOf("<f8", "(3, 2)", bytesBy(8, SIX, (view, at, value) => view.setFloat64(at, value, true))),
  ],
  "<f2": [
    npyOf("<f2", "(3, 2)", bytesBy(2, SIX, (view, at, value) => view.setFloat16(at, value, true))),
  ],
  "|u1": [npyOf("|u1", "(3, 2)", Uint8Array.from(SIX))],
  "|i1": [npyOf("|i1", "(3, 2)", Uint8Array.from(SIX))],
  "<u2": [
    npyOf("<u2", "(3, 2)", bytesBy(2, SIX, (view, at, value) => view.setUint16(at, value, true))),
  ],
  ">i4": [npyOf(">i4", "(3, 2)", ints(SIX))],
  "<i8": [
    npyOf(
      "<i8",
      "(3, 2)",
      bytesBy(8, SIX, (view, at, value) => view.setBigInt64(at, BigInt(value), true)),
    ),
  ],
  "three sizes": [npyOf("|u1", "(3, 2, 1)", Uint8Array.from(SIX))],
  "Fortran's order": [npyOf("|u1", "(3, 2)", Uint8Array.of(1, 3, 5, 2, 4, 6), "True")],
  "a header of version 2": [npyOf("|u1", "(3, 2)", Uint8Array.from(SIX), "False", 2)],
  "labels of <f8": [
    npyOf("|u1", "(3, 2)", Uint8Array.from(SIX)),
    npyOf(
      "<f8",
      "(3,)",
      bytesBy(8, [...NINE], (view, at, value) => view.setFloat64(at, value, true)),
    ),
  ],
  "labels in a column": [
    npyOf("|u1", "(3, 2)", Uint8Array.from(SIX)),
    npyOf("|u1", "(3, 1)", NINE),
  ],
  "labels of texts": [
    npyOf("|u1", "(3, 2)", Uint8Array.from(SIX)),
    npyOf("<U4", "(3,)", codes(true)),
    LETTERS_ROWS,
  ],
  "labels of texts, highest byte first": [
    npyOf("|u1", "(3, 2)", Uint8Array.from(SIX)),
    npyOf(">U4", "(3,)", codes(false)),
    LETTERS_ROWS,
  ],
  "labels of bytes": [
    npyOf("|u1", "(3, 2)", Uint8Array.from(SIX)),
    npyOf("|S2", "(3,)", Uint8Array.from("b\0aab\0", (one) => one.charCodeAt(0))),
    [["aa", 3, 4], ["b", 1, 2], ["b", 5, 6]],
  ],
  "labels that are true or false": [
    npyOf("|u1", "(3, 2)", Uint8Array.from(SIX)),
    npyOf("|b1", "(3,)", Uint8Array.of(1, 0, 1)),
    [["0", 3, 4], ["1", 1, 2], ["1", 5, 6]],
  ],
};
for (const [what, [x, y = LABELS, rows = ROWS]] of Object.entries(NPY)) {
  Deno.test(`npy() reads ${what}`, async () => {
    const dataset = await inFolder(filesOf("npy", x, y), MADE.npy);
    assertEquals<unknown>(rowsOf(dataset), rows);
  });
}

Deno.test("npy() reads a Fortran array of three sizes as NumPy flattens it", async () => {
  const [count, height, width] = [3, 2, 4];
  const body = new Uint8Array(count * height * width);
  for (let i = 0; i < count; i++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) body[i + count * (y + height * x)] = 100 * i + 10 * y + x;
    }
  }
  const files = filesOf("npy", npyOf("|u1", "(3, 2, 4)", body, "True"), LABELS);
  const dataset = await inFolder(files, MADE.npy);
  const row = (i: number) => [0, 1, 2, 3, 10, 11, 12, 13].map((x) => 100 * i + x);
  assertEquals(rowsOf(dataset), [["2", ...row(1)], ["9", ...row(0)], ["9", ...row(2)]]);
});

// What it refuses

const typed = (type: string) =>
  'Cannot read "x.npy": must have numbers or texts, not complex ones and no objects: its type is ' +
  type;
const NPY_REFUSED: readonly (readonly [what: string, x: Uint8Array, message: string])[] = [
  [
    "a wrong magic number",
    FEATURES.with(1, 0x6e),
    'Cannot read "x.npy" as it does not begin as a NumPy file does',
  ],
  [
    "an empty file",
    Uint8Array.of(),
    'Cannot read "x.npy" as it does not begin as a NumPy file does',
  ],
  [
    "a header that was cut",
    FEATURES.subarray(0, 40),
    'Cannot read "x.npy": its header was cut or is damaged',
  ],
  [
    "a file that was cut",
    FEATURES.subarray(0, -1),
    'Cannot read "x.npy": must have 24 bytes for its shape (3, 2): it has 23, so it was cut',
  ],
  ["objects", npyOf("|O", "(3, 2)", new Uint8Array(48)), typed('"|O"')],
  ["complex numbers", npyOf("<c8", "(3, 2)", new Uint8Array(48)), typed('"<c8"')],
  ["dates", npyOf("<M8[ns]", "(3, 2)", new Uint8Array(48)), typed('"<M8[ns]"')],
  ["fields", npyOf("[('a', '<f4')]", "(3, 2)", new Uint8Array(24)), typed("several fields")],
  [
    "texts in place of features",
    npyOf("<U4", "(3,)", codes(true)),
    'Cannot read "x.npy": features must be numbers: they are texts',
  ],
  [
    "a single number",
    npyOf("<f4", "()", floats([1], true)),
    'Cannot read "x.npy": must be an array: it is a single number',
  ],
];
for (const [what, x, message] of NPY_REFUSED) {
  Deno.test(`npy() refuses ${what}`, async () => {
    await assertRefused(
      filesOf("npy", x, LABELS),
      MADE.npy,
      message,
    );
  });
}

for (const [what, codePoints] of [["a text that is none", [0x110000, 65, 66]]] as const) {
  Deno.test(`npy() refuses ${what}`, async () => {
    const y = npyOf("<U1", "(3,)", ints(codePoints, true));
    const message = 'Cannot read "y.npy" at [0]: must be a text';
    const files = filesOf("npy", FEATURES, y);
    await assertRefused(files, MADE.npy, message);
  });
}

for (
  const [what, y, shown] of [
    ["NaN", npyOf("<f4", "(3,)", floats([1, NaN, 2], true)), "NaN"],
    ["an empty text", npyOf("|S1", "(3,)", Uint8Array.of(65, 0, 66)), ""],
    [
      "a number that f64 does not tell from the next",
      npyOf(
        "<u8",
        "(3,)",
        bytesBy(
          8,
          [1, 2 ** 53, 2],
          (view, at, value) => view.setBigUint64(at, BigInt(value), true),
        ),
      ),
      "9007199254740992",
    ],
  ] as const
) {
  Deno.test(`npy() refuses labels of which one is ${what}`, async () => {
    const files = filesOf("npy", FEATURES, y);
    const message = `Cannot read "y.npy" at [1]: must be a label: it has "${shown}"`;
    await assertRefused(files, MADE.npy, message);
  });
}

Deno.test("npy() refuses test examples without labels, and those of another shape", async () => {
  const make = (more: Options) => async (folder: string) =>
    await npy.make({
      file: `${folder}/x.npy`,
      labelFile: `${folder}/y.npy`,
      ...Object.fromEntries(Object.entries(more).map(([key, name]) => [key, `${folder}/${name}`])),
    }, undefined);
  const files = {
    ...filesOf("npy", FEATURES, LABELS),
    "u.npy": npyOf("|u1", "(2, 3)", Uint8Array.from(SIX)),
    "v.npy": npyOf("|u1", "(2,)", Uint8Array.of(2, 9)),
  };
  await assertRefused(
    files,
    make({ testFile: "u.npy" }),
    "dataset.testLabelFile: must be given with dataset.testFile, and only with it",
  );
  await assertRefused(
    files,
    make({ testFile: "u.npy", testLabelFile: "v.npy" }),
    'Cannot read "u.npy": examples must be of the shape (2), as those of "x.npy": all are (2, 3)',
  );
});
Deno.test("npy() refuses a file that fits no memory, before it is read", async () => {
  const make = async (folder: string) => {
    await Deno.truncate(`${folder}/x.npy`, 5e9); // zeros, which take no room on a disk
    return await MADE.npy(folder, {});
  };
  const message =
    "Not enough memory: 5,000 MB are needed and 4,295 MB can be had; take fewer examples";
  await assertRefused(filesOf("npy", FEATURES, LABELS), make, message);
});
