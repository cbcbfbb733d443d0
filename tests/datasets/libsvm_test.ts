import { assertEquals } from "@std/assert";
import { libsvm } from "../../src/datasets/libsvm.ts";
import { assertRefused, type DataFiles, gzipped, inFolder, rowsOf } from "./_data_files.ts";

type Options = Readonly<Record<string, unknown>>;

const make = (options: Options) => async (folder: string) => {
  const { testFile } = options;
  const test = testFile === undefined ? {} : { testFile: `${folder}/${testFile}` };
  const plain = { center: false, scale: false, test: testFile === undefined ? 0 : undefined };
  return await libsvm.make({ file: `${folder}/a`, ...plain, ...options, ...test }, undefined);
};
const made = (text: string | Uint8Array, options: Options = {}, files: DataFiles = {}) =>
  inFolder({ a: text, ...files }, make(options));

const SPARSE = "+1 1:0.5 4:2\n-1\n+1 2:-1e-2\n";
const ROWS = [["-1", 0, 0, 0, 0], ["1", 0, Math.fround(-0.01), 0, 0], ["1", 0.5, 0, 0, 2]];

for (
  const [what, text] of [
    ["sparse rows", SPARSE],
    ["a byte order mark", `\uFEFF${SPARSE}`],
    ["a file without an end of line", SPARSE.trim()],
    ["comments and blank lines", "# all\n\n+1 1:0.5 4:2 # one\n-1#two\n \n+1 2:-1e-2"],
    ["spaces, tabs and CRLF", SPARSE.replaceAll(" ", " \t ").replaceAll("\n", " \r\n")],
    ["a gzipped file", await gzipped(SPARSE)],
  ] as const
) {
  Deno.test(`libsvm() reads ${what}`, async () => {
    assertEquals(rowsOf(await made(text)), ROWS);
  });
}

Deno.test("libsvm() has as many features as the largest index of both files, or as are asked for", async () => {
  const dataset = await made(SPARSE, { testFile: "b" }, { b: "2 6:1\n" });
  assertEquals(rowsOf(dataset, "test"), [["2", 0, 0, 0, 0, 0, 1]]);
  assertEquals(rowsOf(dataset, "train"), ROWS.map((row) => [...row, 0, 0]));
  assertEquals((await made(SPARSE, { features: 9 })).features, 9);
});

Deno.test("libsvm() reads more numbers than it has room for at first", async () => {
  const rows = Array.from({ length: 40_000 }, (_, i) => `${i % 2} 1:${i} ${2 + i % 3}:${-i}\n`);
  const { train, features } = await made(rows.join(""));
  assertEquals([train.examples, features], [40_000, 4]);
  for (let at = 0; at < train.features.length; at += 4) {
    const [x, ...others] = train.features.subarray(at, at + 4);
    assertEquals(others, [0, 1, 2].map((k) => k === x % 3 ? 0 - x : 0));
  }
});

const at = (line: number, entry: number) => `Cannot read "a" at line ${line}, entry ${entry}: `;
const REFUSED: readonly (readonly [
  what: string,
  text: string | Uint8Array,
  options: Options,
  message: string,
])[] = [
  ["an empty file", "", {}, 'Cannot read "a": there must be a row with an index'],
  ["labels alone", "1\n2\n", {}, 'Cannot read "a": there must be a row with an index'],
  [
    "indices that fall",
    "1 2:1 1:1\n",
    {},
    `${at(1, 3)}indices must rise, and the one before is 2: it has 1:1`,
  ],
  [
    "an index twice",
    "1 1:1\n2 2:1 2:1\n",
    {},
    `${at(2, 3)}indices must rise, and the one before is 2: it has 2:1`,
  ],
  ["an index of 0", "1 1:1\n2 0:1\n", {}, `${at(2, 2)}indices must begin at 1: it has 0:1`],
  [
    "an index above the number of features",
    "1 1:1\n2 3:1\n",
    { features: 2 },
    `${at(2, 2)}indices must be at most 2, the number of features: it has 3:1`,
  ],
  ["a row without a label", "1 1:1\n1:1 2:1\n", {}, `${at(2, 1)}must be a label: it has 1:1`],
  ...["1", "x:1", "-1:1", "1.5:1", "qid:1", ":1"].map((entry) =>
    [
      `the entry ${entry}`,
      `1 1:1\n2 ${entry}\n`,
      { features: 3 },
      `${at(2, 2)}must be a whole number, a colon and a number: it has ${entry}`,
    ] as const
  ),
  ...["1:", "1:x", "1:NaN", "1:inf", "1:1e39", "1:0x1", "1:1,5"].map((entry) =>
    [
      `the entry ${entry}`,
      `1 1:1\n2 ${entry}\n`,
      { features: 3 },
      `${at(2, 2)}must have a finite number below 3.4e38 after its colon: it has ${entry}`,
    ] as const
  ),
  [
    "a size that fits no memory, before any of it is allocated",
    "1 1:1\n2 2000000000:1\n",
    {},
    `${at(2, 2)}indices must be at most 1,073,741,824: it has 2000000000:1`,
  ],
  [
    "rows that fit no memory, before any of it is allocated",
    "1 1:1\n2 1000000000:1\n",
    {},
    `${
      at(2, 2)
    }not enough memory: 8,000 MB are needed and 4,295 MB can be had; take fewer examples`,
  ],
  [
    "a number of features that fits no memory",
    "1 1:1\n2 1:1\n",
    { features: 1e9 },
    "Not enough memory: 8,000 MB are needed and 4,295 MB can be had; take fewer examples",
  ],
  ["a label that is NaN", "1 1:1\nnan 1:1\n", {}, `${at(2, 1)}must be a label: it has nan`],
  [
    "bytes that are no text",
    Uint8Array.of(...new TextEncoder().encode(SPARSE), 0xff, 10),
    {},
    'Cannot read "a" at line 4: must be text in UTF-8',
  ],
  [
    "a gzip file that was cut",
    (await gzipped(SPARSE)).subarray(0, 30),
    {},
    'Cannot read "a": its gzip data is cut or damaged',
  ],
  [
    "one class only",
    "1 1:1\n1 2:1\n",
    {},
    'dataset: there must be two classes or more: all labels are "1"',
  ],
];
for (const [what, text, options, message] of REFUSED) {
  Deno.test(`libsvm() refuses ${what}`, async () => {
    await assertRefused({ a: text }, make(options), message);
  });
}
