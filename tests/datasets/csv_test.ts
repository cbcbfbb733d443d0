import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { csv } from "../../src/datasets/csv.ts";
import { stream } from "../../src/exact/rng.ts";
import { type DataFiles, FOUR, gzipped, inFolder, rowsOf } from "./_data_files.ts";

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
