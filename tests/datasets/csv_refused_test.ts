/** What is no table of examples: an error of one line says where and why. */
import { csv } from "../../src/datasets/csv.ts";
import { assertRefused, FOUR, gzipped } from "./_data_files.ts";

type Options = Readonly<Record<string, unknown>>;

const PACKED = await gzipped(FOUR);

/** Bytes of which one is another, so far from their end. */
const wrongAt = (bytes: Uint8Array, fromEnd: number) =>
  bytes.with(bytes.length - fromEnd, bytes[bytes.length - fromEnd] ^ 1);

const at = (line: number, column = "") => `Cannot read "a.csv" at line ${line}${column}: `;

const REFUSED: readonly (readonly [
  what: string,
  text: string | Uint8Array,
  options: Options,
  message: string,
])[] = [
  ["an empty file", "", {}, 'Cannot read "a.csv": it is empty'],
  ["blank lines alone", "\n \n", {}, 'Cannot read "a.csv": it is empty'],
  [
    "a header alone",
    "x,y\n",
    {},
    'Cannot read "a.csv": there is no row below the names of its columns',
  ],
  [
    "a text where a number is expected",
    FOUR.replace("4", "four"),
    {},
    `${at(3, ', column 2 ("y")')}must be a finite number: it has "four"; a column of texts must ` +
    "be in dataset.categorical or dataset.ignore",
  ],
  [
    "a text after a cell of two lines",
    'x,y,kind\n1,2,"a\nb"\n3,four,a\n',
    {},
    `${at(4, ', column 2 ("y")')}must be a finite number: it has "four"; a column of texts must ` +
    "be in dataset.categorical or dataset.ignore",
  ],
  [
    "a decimal comma",
    "x;kind\n1,5;a\n2,5;b\n",
    {},
    `${at(2, ', column 1 ("x")')}must be a finite number: it has "1,5"; if that is a decimal ` +
    'comma, dataset.decimal must be ","',
  ],
  ...["1.500", "-.5", "1.5e3"].map((text) =>
    [
      `the number ${text} where numbers have decimal commas`,
      `x;kind\n2,5;a\n${text};b\n`,
      { decimal: "," },
      `${at(3, ', column 1 ("x")')}must be a finite number: it has "${text}"; ` +
      (text === "1.5e3"
        ? "a column of texts must be in dataset.categorical or dataset.ignore"
        : 'if that is a decimal point, dataset.decimal must be "."'),
    ] as const
  ),
  [
    "a hexadecimal number",
    FOUR.replace("4", "0x4"),
    {},
    `${at(3, ', column 2 ("y")')}must be a finite number: it has "0x4"; a column of texts must ` +
    "be in dataset.categorical or dataset.ignore",
  ],
  ...["Infinity", "-inf", "+Inf"].map((text) =>
    [
      `the number ${text}`,
      FOUR.replace("4", text),
      {},
      `${at(3, ', column 2 ("y")')}must be a finite number: it has "${text}"`,
    ] as const
  ),
  [
    "a number that is too large for f32",
    FOUR.replace("4", "4e38"),
    {},
    `${at(3, ', column 2 ("y")')}must be a number below 3.4e38: it has 4e38`,
  ],
  ...["NaN", "NA", "?", "null"].map((text) =>
    [
      `the missing value ${text}`,
      FOUR.replace("4", text),
      {},
      `${at(3, ', column 2 ("y")')}must have a value: "${text}" stands for none; ` +
      'dataset.missing may be "drop" or "mean"',
    ] as const
  ),
  [
    "an empty cell",
    FOUR.replace("4", ""),
    {},
    `${at(3, ', column 2 ("y")')}must have a value: it is empty; ` +
    'dataset.missing may be "drop" or "mean"',
  ],
  [
    "a missing label",
    FOUR.replace("6,b", "6,"),
    { missing: "mean" },
    `${at(4, ', column 3 ("kind")')}must have a value: it is empty; dataset.missing may be "drop"`,
  ],
  [
    "a row that is too short",
    "x,kind\n1,a\n2\n",
    {},
    `${at(3)}must have 2 cells, as the first line has: it has 1`,
  ],
  [
    "a row that is too long",
    FOUR + "1,2,3,b\n",
    {},
    `${at(6)}must have 3 cells, as the first line has: it has 4`,
  ],
  ["a quote that does not end", FOUR.replace("3,4", '"3,4'), {}, `${at(3)}a quote must end`],
  [
    "a quote inside of a cell",
    FOUR.replace("3,4,a", '3,4"",a'),
    {},
    `${at(3)}a cell with a quote must begin and end with one: 3,4"",a`,
  ],
  [
    "one column",
    "x\n1\n2\n",
    {},
    `${at(1)}there must be two columns or more, separated by comma, semicolon, tab or |, or by ` +
    "what dataset.separator says: it has x",
  ],
  [
    "one column, by a separator that it was told",
    FOUR,
    { separator: " " },
    `${at(1)}there must be two columns or more, separated by " ": it has x,y,kind`,
  ],
  [
    "a separator that is a quote",
    FOUR,
    { separator: '"' },
    'Cannot build "csv": ✖ must be one character, and no quote or end of line\n  → at separator',
  ],
  [
    "a header that is none",
    "5.1,3.5,a\n4,3,b\n",
    {},
    `${
      at(1)
    }must be the names of the columns: it has 5.1; if there are none, set dataset.header=false`,
  ],
  [
    "a header of whole numbers, one of them twice",
    "0,0,a\n4,3,b\n",
    {},
    `${
      at(1)
    }must be the names of the columns: it has 0; if there are none, set dataset.header=false`,
  ],
  [
    "a header of whole numbers that do not count",
    "5,3,1\n4,3,2\n",
    {},
    `${
      at(1)
    }must be the names of the columns: it has 3; if there are none, set dataset.header=false`,
  ],
  [
    "names where there is to be no header",
    FOUR,
    { header: false },
    `${at(1, ", column 1")}must be a finite number: it has "x"; a column of texts must ` +
    "be in dataset.categorical or dataset.ignore",
  ],
  [
    "a label column that is not there",
    FOUR,
    { label: "kin" },
    'dataset.label: "a.csv" has no column "kin": did you mean "kind"?',
  ],
  [
    "a label column that is like no other",
    FOUR,
    { label: "species" },
    'dataset.label: "a.csv" has no column "species": known are x, y, kind',
  ],
  ...[4, -4].map((label) =>
    [
      `the label column ${label}`,
      FOUR,
      { label },
      `dataset.label: must be 1 to 3, or -1 to -3 from the end, as "a.csv" has 3 columns: ` +
      `current value is ${label}`,
    ] as const
  ),
  [
    "a name of a column without a header",
    "1,2,a\n3,4,b\n",
    { header: false, label: "kind" },
    'dataset.label: must be the position of a column, as there is no header: current value is "kind"',
  ],
  [
    "a name that two columns have",
    FOUR.replace("x", "kind"),
    { label: "kind" },
    'dataset.label: "a.csv" has several columns "kind": give its position',
  ],
  [
    "a column for two purposes",
    FOUR,
    { categorical: ["x"], ignore: [1] },
    'dataset.ignore: column "x" is in dataset.categorical, too',
  ],
  [
    "labels alone",
    FOUR,
    { ignore: ["x", "y"] },
    `${at(1)}there must be a column beside those of label, part and ignore`,
  ],
  [
    "one class only",
    FOUR.replaceAll("b", "a"),
    {},
    'dataset: there must be two classes or more: all labels are "a"',
  ],
  [
    "one class only with a long name",
    FOUR.replaceAll(/[ab]\n/g, `${"long".repeat(100)}\n`),
    {},
    `dataset: there must be two classes or more: all labels are "${
      "long".repeat(25).slice(0, -1)
    }…"`,
  ],
  [
    "rows of which each lacks a value",
    "x,kind\n,a\nNA,b\n",
    { missing: "drop" },
    'Cannot read "a.csv": no row is left, as a value is missing in each',
  ],
  [
    "rows that are all for testing",
    "x,part,kind\n1,test,a\n2,test,b\n",
    { part: "part" },
    "dataset: there must be an example to learn from: all are for testing",
  ],
  [
    "more texts in a column than should be features",
    Array.from({ length: 10_001 }, (_, i) => `id${i},l${i % 2}\n`).join(""),
    { header: false, categorical: [1] },
    `${
      at(10_001, ", column 1")
    }must be one of at most 10,000 texts, each of which becomes a feature`,
  ],
  [
    "more classes than fit",
    Array.from({ length: 300 }, (_, i) => `1,l${i}\n`).join(""),
    { header: false },
    `${at(257, ", column 2")}there must be at most 256 different labels`,
  ],
  [
    "a part that is neither",
    "x,part,kind\n1,train,a\n2,valid,b\n",
    { part: "part" },
    `${at(3, ', column 2 ("part")')}must be train or test: it has "valid"`,
  ],
  [
    "more test examples than there are",
    FOUR,
    { test: 4 },
    "dataset.test: must be at most 3 of the 4 examples: current value is 4",
  ],
  [
    "more training examples than are left",
    FOUR,
    { test: 2, train: 3 },
    "dataset.train: must be at most 2 of the 4 examples: current value is 3",
  ],
  [
    "a validation part that is all",
    FOUR,
    { test: 0, validation: 4 },
    "dataset.validation: must be 1 to 3 of the 4 training examples, so that some are left to " +
    "learn from: current value is 4",
  ],
  [
    "bytes that are no text",
    Uint8Array.of(...new TextEncoder().encode(FOUR), 0xff, 0xfe),
    {},
    `${at(6)}must be text in UTF-8`,
  ],
  [
    "half of a character at the end",
    Uint8Array.of(...new TextEncoder().encode(FOUR), 0xc3),
    {},
    `${at(6)}must be text in UTF-8`,
  ],
  [
    "UTF-16",
    Uint8Array.of(0xff, 0xfe, 0x31, 0, 0x2c, 0),
    {},
    `${at(1)}must be text in UTF-8`,
  ],
  [
    "a gzip file that was cut",
    PACKED.subarray(0, 30),
    {},
    'Cannot read "a.csv": its gzip data is cut or damaged',
  ],
  [
    "a gzip file with a wrong byte",
    PACKED.with(30, 0x55),
    {},
    'Cannot read "a.csv": its gzip data is cut or damaged',
  ],
  ...[8, 4].map((fromEnd) =>
    [
      `a gzip file with a wrong ${fromEnd === 8 ? "checksum" : "size"} at its end`,
      wrongAt(PACKED, fromEnd),
      {},
      'Cannot read "a.csv": its gzip data is cut or damaged',
    ] as const
  ),
  [
    "a gzip file with other bytes after it",
    Uint8Array.of(...PACKED, 1, 2, 3),
    {},
    'Cannot read "a.csv": its gzip data is cut or damaged',
  ],
];

for (const [what, text, options, message] of REFUSED) {
  Deno.test(`csv() refuses ${what}`, async () => {
    const make = (folder: string) => csv.make({ file: `${folder}/a.csv`, ...options }, undefined);
    await assertRefused({ "a.csv": text }, make, message);
  });
}

const WITH_TEST: readonly (readonly [what: string, text: string, message: string])[] = [
  [
    "of more columns",
    "x,y,z,kind\n1,2,3,a\n",
    'Cannot read "b.csv": must have 3 columns, as "a.csv" has: it has 4',
  ],
  [
    "of other columns",
    "x,z,kind\n1,2,a\n",
    'Cannot read "b.csv": column 2 must be "y", as in "a.csv": it is "z"',
  ],
  [
    "whose columns are called something else at length",
    `x,${"z".repeat(200)},kind\n1,2,a\n`,
    `Cannot read "b.csv": column 2 must be "y", as in "a.csv": it is "${"z".repeat(99)}…"`,
  ],
  ["that is empty", "", 'Cannot read "b.csv": it is empty'],
];
for (const [what, text, message] of WITH_TEST) {
  Deno.test(`csv() refuses a test file ${what}`, async () => {
    const make = (folder: string) =>
      csv.make({ file: `${folder}/a.csv`, testFile: `${folder}/b.csv` }, undefined);
    await assertRefused({ "a.csv": FOUR, "b.csv": text }, make, message);
  });
}

Deno.test("csv() refuses a share of test examples where a file has them", async () => {
  const make = (folder: string) =>
    csv.make({ file: `${folder}/a.csv`, testFile: `${folder}/a.csv`, test: 0.5 }, undefined);
  const message = "dataset.test: must be a whole number, as the data says which examples are for " +
    "testing: current value is 0.5";
  await assertRefused({ "a.csv": FOUR }, make, message);
});

Deno.test("csv() says which file was meant, and what is no file", async () => {
  const make = (file: string) => (folder: string) =>
    csv.make({ file: `${folder}/${file}` }, undefined);
  const near = 'Cannot read "irs.csv": there is no such file: did you mean "iris.csv"?';
  await assertRefused({ "iris.csv": FOUR }, make("irs.csv"), near);
  await assertRefused({}, make("irs.csv"), 'Cannot read "irs.csv": there is no such file');
  await assertRefused(
    { "a.csv": FOUR },
    make("a.csv/b"),
    'Cannot read "a.csv/b": part of the path is a file',
  );
  await assertRefused({}, make("../"), 'Cannot read "../": it is a folder');
});

Deno.test("csv() refuses a line that is too long", async () => {
  const make = (folder: string) => csv.make({ file: `${folder}/a.csv` }, undefined);
  const text = `x,y\n1,${"a".repeat(18 << 20)}`;
  await assertRefused({ "a.csv": text }, make, `${at(2)}is too long for a line of examples`);
});
