import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { csv } from "../../src/datasets/csv.ts";
import { stream } from "../../src/exact/rng.ts";
import { assertRefused, type DataFiles, gzipped, inFolder, rowsOf } from "./_data_files.ts";

type Options = Readonly<Record<string, unknown>>;

/** What is made of a text, as the numbers that stand in it. */
function made(text: string | Uint8Array, options: Options = {}, files: DataFiles = {}) {
  return inFolder({ "a.csv": text, ...files }, async (folder) => {
    const { testFile } = options;
    const test = testFile === undefined ? {} : { testFile: `${folder}/${testFile}` };
    const plain = { center: false, scale: false, ...options, ...test };
    return await csv.make({ file: `${folder}/a.csv`, ...plain }, undefined);
  });
}

const FOUR = "x,y,kind\n1,2,b\n3,4,a\n5,6,b\n7,8,a\n";
const ROWS = [["a", 3, 4], ["a", 7, 8], ["b", 1, 2], ["b", 5, 6]];

const SAME: Readonly<Record<string, readonly [text: string | Uint8Array, options?: Options]>> = {
  "with a header, and labels in the last column": [FOUR],
  "with labels by name": ["kind,x,y\nb,1,2\na,3,4\nb,5,6\na,7,8\n", { label: "kind" }],
  "with labels by position": ["x,kind,y\n1,b,2\n3,a,4\n5,b,6\n7,a,8\n", { label: 2 }],
  "with labels by position from the end": ["x,kind,y\n1,b,2\n3,a,4\n5,b,6\n7,a,8", { label: -2 }],
  "without a header": [FOUR.replace("x,y,kind\n", ""), { header: false }],
  "with semicolons": [FOUR.replaceAll(",", ";")],
  "with tabs": [FOUR.replaceAll(",", "\t")],
  "with bars": [FOUR.replaceAll(",", "|")],
  "with colons, which it is told": [FOUR.replaceAll(",", ":"), { separator: ":" }],
  "with semicolons and decimal commas": [
    "x;y;kind\n1,0;2,0;b\n3,0;4;a\n5;6,00;b\n7,0;8,0;a\n",
    { decimal: "," },
  ],
  "with decimal commas in every cell of every line": [
    "1,0;2,0;b\n3,0;4,0;a\n5,0;6,0;b\n7,0;8,0;a\n",
    { decimal: ",", header: false },
  ],
  "with CRLF": [FOUR.replaceAll("\n", "\r\n")],
  "with CR alone": [FOUR.replaceAll("\n", "\r")],
  "with a byte order mark": ["\uFEFF" + FOUR, { label: "kind" }],
  "with a mark before the name of the label": ["\uFEFFkind,x,y\nb,1,2\na,3,4\nb,5,6\na,7,8\n", {
    label: "kind",
  }],
  "with blank lines, and none at the end": [FOUR.replaceAll("\n", "\n\n").trim()],
  "with spaces around cells": [FOUR.replaceAll(",", " , ")],
  "with quotes": [FOUR.replaceAll(/\w+/g, '"$&"')],
  "with a quoted separator, quote and end of line in a name": [
    '"x, ""or"" \nso",y,kind\n1,2,b\n3,4,a\n5,6,b\n7,8,a\n',
  ],
  "with numbers in other forms": ["x,y,kind\n+1.0,.2e1,b\n3.,4e0,a\n5E0,60e-1,b\n7,8,a\n"],
  "with columns that are counted": [FOUR.replace("x,y,kind", "0,1,2")],
  "with columns that are years": [FOUR.replace("x,y,kind", "2025,1990,kind")],
  "gzipped": [await gzipped(FOUR)],
  "gzipped in two pieces, one after the other": [
    Uint8Array.of(...await gzipped(FOUR.slice(0, 20)), ...await gzipped(FOUR.slice(20))),
  ],
  "with columns that are left out": [
    "id,x,y,kind,note\nr1,1,2,b,\nr2,3,4,a,\nr3,5,6,b,so\nr4,7,8,a,\n",
    { label: "kind", ignore: ["id", -1] },
  ],
};

for (const [what, [text, options]] of Object.entries(SAME)) {
  Deno.test(`csv() reads a table ${what}`, async () => {
    assertEquals(rowsOf(await made(text, options)), ROWS);
  });
}

Deno.test("csv() has the names of classes in sorted order, and of features in that of the file", async () => {
  const { classes, classNames, featureNames } = await made(FOUR);
  assertEquals([classes, classNames, featureNames], [2, ["a", "b"], ["x", "y"]]);
});

for (
  const [what, labels, names] of [
    ["by size where all are numbers, however they are written", "10 9 +2 2.0", ["2", "9", "10"]],
    ["by their characters where one is a text", "10 9 b B", ["10", "9", "B", "b"]],
    [
      "apart where they are larger than f64 can tell",
      "9007199254740993 9007199254740992 1e400 2e400",
      ["9007199254740992", "9007199254740993", "1e400", "2e400"],
    ],
    ["of any alphabet", "я é z a", ["a", "z", "é", "я"]],
  ] as const
) {
  Deno.test(`csv() sorts labels ${what}`, async () => {
    const text = labels.split(" ").map((label, i) => `${i},${label}\n`).join("");
    assertEquals((await made(text, { header: false })).classNames, names);
  });
}

Deno.test("csv() makes a feature of each text of a categorical column, in sorted order", async () => {
  const text = "colour,x,size,y\nred,1,10,a\nblue,2,9,b\nred,3,9,a\ngreen,4,10,b\n";
  const dataset = await made(text, { categorical: ["colour", 3] });
  assertEquals(dataset.featureNames, [
    ...["colour=blue", "colour=green", "colour=red", "x", "size=9", "size=10"],
  ]);
  assertEquals(rowsOf(dataset), [
    ["a", 0, 0, 1, 1, 0, 1],
    ["a", 0, 0, 1, 3, 1, 0],
    ["b", 0, 1, 0, 4, 0, 1],
    ["b", 1, 0, 0, 2, 1, 0],
  ]);
});

const GAPS = "x,c,kind\n1,u,a\nNA,v,b\n3,?,a\n8,u,b\n";

Deno.test("csv() leaves out rows in which a value is missing, and says how many", async () => {
  const dataset = await made(`${GAPS}2,u,\n`, { categorical: ["c"], missing: "drop" });
  assertEquals(rowsOf(dataset), [["a", 1, 1], ["b", 8, 1]]);
  assertEquals(dataset.featureNames, ["x", "c=u"]);
  assertEquals(dataset.remarks, ["rows left out as a value is missing: 3"]);
});

Deno.test("csv() fills in the mean of what is learnt from, and no text", async () => {
  const options = {
    categorical: ["c"],
    missing: "mean",
    testFile: "b.csv",
    validation: 2,
    seed: 2,
  };
  const dataset = await made(GAPS, options, { "b.csv": "x,c,kind\n,u,a\n" });
  const { train, features } = dataset;
  const numbers = [...train.features].filter((_, i) => i % features === 0);
  assertEquals(rowsOf(dataset, "test"), [["a", numbers.reduce((a, b) => a + b) / 2, 1, 0]]);
  const whole = await made(GAPS, { categorical: ["c"], missing: "mean", test: 0 });
  assertEquals(rowsOf(whole), [["a", 1, 1, 0], ["a", 3, 0, 0], ["b", 4, 0, 1], ["b", 8, 1, 0]]);
});

// Parts

const HUNDRED = `${Array.from({ length: 100 }, (_, i) => `${i},${i % 3}`).join("\n")}\n`;
const BARE = { header: false };
const numbersOf = ({ features }: { features: ArrayLike<number> }) => Array.from(features);

Deno.test("csv() draws a fifth for testing, by its seed", async () => {
  const [one, again, other] = await Promise.all(
    [1, 1, 2].map((seed) => made(HUNDRED, { ...BARE, seed })),
  );
  assertEquals([one.train.examples, one.test.examples], [80, 20]);
  assertEquals(again, one);
  assert(String(numbersOf(other.test)) !== String(numbersOf(one.test)));
  const all = [...numbersOf(one.train), ...numbersOf(one.test)].sort((a, b) => a - b);
  assertEquals(all, Array.from({ length: 100 }, (_, i) => i));
});

Deno.test("csv() learns from the start of the order that its seed draws, and tests at its end", async () => {
  const order = Array.from({ length: 100 }, (_, i) => i);
  const rng = stream(7, "data");
  for (let i = 99; i > 0; i--) {
    const j = rng.below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  const options = { ...BARE, seed: 7, train: 50, test: 0.1, validation: 0.2 };
  const { train, validation, test } = await made(HUNDRED, options);
  const parts = [train, validation, test].map(numbersOf);
  assertEquals(parts, [order.slice(0, 40), order.slice(40, 50), order.slice(90)]);
  for (const { labels, features } of [train, validation, test]) {
    assertEquals([...labels], [...features].map((x) => x % 3));
  }
});

Deno.test("csv() has the same test part however many are learnt from", async () => {
  const [few, all] = await Promise.all(
    [10, undefined].map((train) => made(HUNDRED, { ...BARE, train, test: 30 })),
  );
  assertEquals([few.train.examples, few.test.examples, all.train.examples], [10, 30, 70]);
  assertEquals(few.test, all.test);
  assertEquals(numbersOf(few.train), numbersOf(all.train).slice(0, 10));
});

Deno.test("csv() takes test examples from a file of their own", async () => {
  const dataset = await made(FOUR, { testFile: "b.csv" }, { "b.csv": "x,y,kind\n9,9,c\n" });
  assertEquals([rowsOf(dataset, "train"), rowsOf(dataset, "test")], [ROWS, [["c", 9, 9]]]);
});

Deno.test("csv() takes parts from a column", async () => {
  const text = "x,part,kind\n1,train,a\n2,test,b\n3,train,b\n4,test,a\n";
  const dataset = await made(text, { part: "part" });
  assertEquals([rowsOf(dataset, "train"), rowsOf(dataset, "test")], [
    [["a", 1], ["b", 3]],
    [["a", 4], ["b", 2]],
  ]);
});

// Standardised numbers

Deno.test("csv() subtracts the mean and divides by the deviation where nothing is said, and names what is constant", async () => {
  const text = "x,same,kind\n1,7,a\n3,7,b\n5,7,a\n7,7,b\n";
  const { train, mean, remarks } = await made(text, { center: true, scale: true, test: 0 });
  const deviation = Math.sqrt((9 + 1 + 1 + 9) / 4);
  const column = [...train.features].filter((_, i) => i % 2 === 0).sort((a, b) => a - b);
  for (const [i, x] of [-3, -1, 1, 3].entries()) {
    assertAlmostEquals(column[i] - mean[0], x / deviation, 1e-7); // f32
  }
  assertEquals([...train.features].filter((_, i) => i % 2 === 1), [0, 0, 0, 0]);
  assertEquals(remarks, ["constant in the training part, and so not scaled: same"]);
});

// Errors

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
    (await gzipped(HUNDRED)).subarray(0, 100),
    BARE,
    'Cannot read "a.csv": its gzip data is cut or damaged',
  ],
  [
    "a gzip file with a wrong byte",
    (await gzipped(HUNDRED)).with(60, 0x55),
    BARE,
    'Cannot read "a.csv": its gzip data is cut or damaged',
  ],
  ...await Promise.all([8, 4].map(async (fromEnd) =>
    [
      `a gzip file with a wrong ${fromEnd === 8 ? "checksum" : "size"} at its end`,
      wrongAt(await gzipped(HUNDRED), fromEnd),
      BARE,
      'Cannot read "a.csv": its gzip data is cut or damaged',
    ] as const
  )),
  [
    "a gzip file with other bytes after it",
    Uint8Array.of(...await gzipped(HUNDRED), 1, 2, 3),
    BARE,
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

Deno.test("csv() looks beside the experiment's file for what is not in the current folder", async () => {
  await inFolder({ "a.csv": FOUR }, async (folder) => {
    const storage = { folder, allocateBytes: (length: number) => new Uint8Array(length) };
    const options = { file: "a.csv", center: false, scale: false };
    assertEquals(rowsOf(await csv.make(options, storage)), ROWS);
  });
});

Deno.test("csv() reads what is larger than one piece, whatever is cut at its ends", async () => {
  for (const shift of [0, 1, 2, 3, 4, 5]) {
    const rows = Array.from({ length: 90_000 }, (_, i) => `${i},"é, ${i % 2}"\r\n`);
    const text = `${"x".repeat(shift)},y\r\n${rows.join("")}`;
    assert(text.length > 1 << 20);
    const { train, classNames } = await made(text, { test: 0 });
    assertEquals([train.examples, classNames], [90_000, ["é, 0", "é, 1"]]);
    assert(train.labels.every((label, i) => label === train.features[i] % 2));
  }
});

Deno.test("csv() refuses a line that is too long", async () => {
  const make = (folder: string) => csv.make({ file: `${folder}/a.csv` }, undefined);
  const text = `x,y\n1,${"a".repeat(18 << 20)}`;
  await assertRefused({ "a.csv": text }, make, `${at(2)}is too long for a line of examples`);
});
