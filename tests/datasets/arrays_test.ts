/** Binary files of features and labels: `idx`, `npy` and `npz`. */
import { assertEquals } from "@std/assert";
import { zipSync } from "fflate";
import { idx } from "../../src/datasets/idx.ts";
import { npy } from "../../src/datasets/npy.ts";
import { npz } from "../../src/datasets/npz.ts";
import { npyFile } from "../../src/exact/npy.ts";
import { assertRefused, type DataFiles, gzipped, inFolder, rowsOf } from "./_data_files.ts";

type Options = Readonly<Record<string, unknown>>;

const PLAIN = { center: false, scale: false, test: 0 };
const LETTERS = Uint8Array.from("\x93NUMPY", (one) => one.charCodeAt(0));

/** A NumPy file with these bytes in it. */
function npyOf(descr: string, shape: string, body: Uint8Array, order = "False", version = 1) {
  const type = descr.startsWith("[") ? descr : `'${descr}'`;
  const header = `{'descr': ${type}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
  const sizes = version === 1 ? [header.length, 0] : [header.length, 0, 0, 0];
  return Uint8Array.of(
    ...LETTERS,
    ...[version, 0],
    ...sizes,
    ...Uint8Array.from(header, (one) => one.charCodeAt(0)),
    ...body,
  );
}

/** The bytes of numbers, each set by a method of a view. */
function bytesBy(
  size: number,
  values: readonly number[],
  set: (view: DataView, at: number, value: number) => void,
) {
  const view = new DataView(new ArrayBuffer(size * values.length));
  for (const [i, value] of values.entries()) set(view, i * size, value);
  return new Uint8Array(view.buffer);
}

const floats = (values: readonly number[], isLittle = false) =>
  bytesBy(4, values, (view, at, value) => view.setFloat32(at, value, isLittle));
const ints = (values: readonly number[], isLittle = false) =>
  bytesBy(4, values, (view, at, value) => view.setInt32(at, value, isLittle));

/** An IDX file. */
const idxOf = (type: number, shape: readonly number[], body: Uint8Array) =>
  Uint8Array.of(0, 0, type, shape.length, ...ints(shape), ...body);

// What they read

const MADE = {
  idx: (folder: string, options: Options) =>
    idx.make({ ...PLAIN, ...options, ...paths(folder, "idx") }, undefined),
  npy: (folder: string, options: Options) =>
    npy.make({ ...PLAIN, ...options, ...paths(folder, "npy") }, undefined),
};

function paths(folder: string, ending: string) {
  return { file: `${folder}/x.${ending}`, labelFile: `${folder}/y.${ending}` };
}

/** The files of two arrays. */
const filesOf = (ending: string, x: Uint8Array, y: Uint8Array): DataFiles => ({
  [`x.${ending}`]: x,
  [`y.${ending}`]: y,
});

const NINE = Uint8Array.of(9, 2, 9);
const IDX_LABELS = idxOf(0x08, [3], NINE);
const ROWS = [["2", 3, 4], ["9", 1, 2], ["9", 5, 6]];
const SIX = [1, 2, 3, 4, 5, 6];

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
      rowsOf(await inFolder(filesOf("idx", x, y), (folder) => MADE.idx(folder, {}))),
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
  const { picture } = await inFolder(files, (folder) => MADE.idx(folder, {}));
  assertEquals(picture, { width: 2, height: 1, planes: 1 });
});

const NPY_LABELS = npyOf("|u1", "(3,)", NINE);
const TEXTS = ["cat", "né", "cat"];
const LETTERS_ROWS = [["cat", 1, 2], ["cat", 5, 6], ["né", 3, 4]];
const codes = (isLittle: boolean) =>
  ints(
    TEXTS.flatMap((text) => [...text.padEnd(4, "\0")].map((one) => one.codePointAt(0) ?? 0)),
    isLittle,
  );

const NPY: Readonly<Record<string, readonly [x: Uint8Array, y?: Uint8Array, rows?: unknown]>> = {
  "what this program writes": [npyFile(SIX, [3, 2])],
  "<f4": [npyOf("<f4", "(3, 2)", floats(SIX, true))],
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
for (const [what, [x, y = NPY_LABELS, rows = ROWS]] of Object.entries(NPY)) {
  Deno.test(`npy() reads ${what}`, async () => {
    const dataset = await inFolder(filesOf("npy", x, y), (folder) => MADE.npy(folder, {}));
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
  const files = filesOf("npy", npyOf("|u1", "(3, 2, 4)", body, "True"), NPY_LABELS);
  const dataset = await inFolder(files, (folder) => MADE.npy(folder, {}));
  const row = (i: number) => [0, 1, 2, 3, 10, 11, 12, 13].map((x) => 100 * i + x);
  assertEquals(rowsOf(dataset), [["2", ...row(1)], ["9", ...row(0)], ["9", ...row(2)]]);
});

for (
  const [name, leaf, files] of [
    ["idx", idx, {
      x: IDX.bytes[0],
      y: IDX_LABELS,
      u: idxOf(0x08, [1, 2], Uint8Array.of(7, 8)),
      v: idxOf(0x08, [1], Uint8Array.of(3)),
    }],
    ["npy", npy, {
      x: NPY["|u1"][0],
      y: NPY_LABELS,
      u: npyOf("|u1", "(1, 2)", Uint8Array.of(7, 8)),
      v: npyOf("|u1", "(1,)", Uint8Array.of(3)),
    }],
  ] as const
) {
  Deno.test(`${name}() takes test examples from files of their own`, async () => {
    const dataset = await inFolder(files, async (folder) => {
      const names = { file: "x", labelFile: "y", testFile: "u", testLabelFile: "v" };
      const own = Object.entries(names).map(([key, name]) => [key, `${folder}/${name}`]);
      return await leaf.make({ ...Object.fromEntries(own), center: false }, undefined);
    });
    assertEquals([rowsOf(dataset, "train"), rowsOf(dataset, "test")], [ROWS, [["3", 7, 8]]]);
  });
}

const ARRAYS = {
  "x_train.npy": NPY["<f4"][0],
  "y_train.npy": NPY_LABELS,
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

// What they refuse

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
      async (folder) => await MADE.idx(folder, {}),
      message,
    );
  });
}

Deno.test("idx() refuses more classes than fit, and says where", async () => {
  const x = idxOf(0x08, [300, 1], new Uint8Array(300));
  const y = idxOf(0x0c, [300], ints(Array.from({ length: 300 }, (_, i) => i)));
  const message = 'Cannot read "y.idx" at [256]: there must be at most 256 different labels';
  await assertRefused(filesOf("idx", x, y), async (folder) => await MADE.idx(folder, {}), message);
});

const typed = (type: string) =>
  'Cannot read "x.npy": must have numbers or texts, not complex ones and no objects: its type is ' +
  type;
const NPY_REFUSED: readonly (readonly [what: string, x: Uint8Array, message: string])[] = [
  [
    "a wrong magic number",
    NPY["<f4"][0].with(1, 0x6e),
    'Cannot read "x.npy" as it does not begin as a NumPy file does',
  ],
  [
    "an empty file",
    Uint8Array.of(),
    'Cannot read "x.npy" as it does not begin as a NumPy file does',
  ],
  [
    "a header that was cut",
    NPY["<f4"][0].subarray(0, 40),
    'Cannot read "x.npy": its header was cut or is damaged',
  ],
  [
    "a file that was cut",
    NPY["<f4"][0].subarray(0, -1),
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
      filesOf("npy", x, NPY_LABELS),
      async (folder) => await MADE.npy(folder, {}),
      message,
    );
  });
}

for (const [what, codePoints] of [["a text that is none", [0x110000, 65, 66]]] as const) {
  Deno.test(`npy() refuses ${what}`, async () => {
    const y = npyOf("<U1", "(3,)", ints(codePoints, true));
    const message = 'Cannot read "y.npy" at [0]: must be a text';
    const files = filesOf("npy", NPY["<f4"][0], y);
    await assertRefused(files, async (folder) => await MADE.npy(folder, {}), message);
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
    const files = filesOf("npy", NPY["<f4"][0], y);
    const message = `Cannot read "y.npy" at [1]: must be a label: it has "${shown}"`;
    await assertRefused(files, async (folder) => await MADE.npy(folder, {}), message);
  });
}

Deno.test("npy() refuses test examples without labels, and those of another shape", async () => {
  const make = (more: Options) => async (folder: string) =>
    await npy.make({
      ...paths(folder, "npy"),
      ...Object.fromEntries(Object.entries(more).map(([key, name]) => [key, `${folder}/${name}`])),
    }, undefined);
  const files = {
    ...filesOf("npy", NPY["<f4"][0], NPY_LABELS),
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

/** An archive with other bits in one place, which is counted from where some bytes are. */
function flipped(archive: Uint8Array, bytes: readonly number[], at: number, bits: number) {
  const from = archive.findIndex((_, i) => bytes.every((byte, k) => archive[i + k] === byte));
  return archive.with(from + at, archive[from + at] ^ bits);
}
const DIRECTORY = [0x50, 0x4b, 1, 2]; // how its entries begin

Deno.test("npy() refuses a file that fits no memory, before it is read", async () => {
  const make = async (folder: string) => {
    await Deno.truncate(`${folder}/x.npy`, 5e9); // zeros, which take no room on a disk
    return await MADE.npy(folder, {});
  };
  const message =
    "Not enough memory: 5,000 MB are needed and 4,295 MB can be had; take fewer examples";
  await assertRefused(filesOf("npy", NPY["<f4"][0], NPY_LABELS), make, message);
});

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
  ...[NPY["<f4"][0], Uint8Array.of(), zipSync(ARRAYS).subarray(0, 300)].map((bytes) =>
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
      ...level === 0 && { "a number": flipped(archive, [...LETTERS], 80, 1) },
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
