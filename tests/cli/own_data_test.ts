/** Data of one's own, as a user brings it: files beside an experiment, and what is wrong with them. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { parse } from "jsonc-parser";
import { gzipped } from "../datasets/_data_files.ts";
import { call, replaced } from "../_fake_io.ts";
import { toyFile } from "../_files.ts";
import { made, type Place, withPlace } from "./_place.ts";

const FLOWERS = "x,y,kind\n1,2,rose\n3,1,lily\n2,2,rose\n4,0,lily\n1,1,rose\n5,1,lily\n";
const table = (fields: Record<string, unknown> = {}) => ({
  name: "csv",
  file: "flowers.csv",
  ...fields,
});
const file = (fields: Record<string, unknown> = {}, more: Record<string, unknown> = {}) =>
  toyFile({ dataset: table(fields), ...more });

Deno.test("run reads a table that lies beside the experiment's file", async () => {
  const { exit, err, files } = await made(file(), { beside: { "flowers.csv": FLOWERS } });
  assertEquals([exit, err], [0, "mine: 1 run, preparing the data …\n"]);
  assertMatch(files["curves.csv"], /\n1,gradientDescent,5,0\.1,1,5,5,25,/);
});

Deno.test("run looks for a path of the command line where the person is", async () => {
  await withPlace(file({ file: "missing.csv" }), async ({ folder, run, call, file }) => {
    assertEquals((await run([`dataset.file=${folder}/flowers.csv`])).exit, 0);
    const here = await replaced(
      Deno.permissions,
      { querySync: () => ({ state: "granted" }) },
      () =>
        replaced(
          Deno.env,
          { get: () => folder },
          () => call(["run", file, "--out", `${folder}/here`, "dataset.file=flowers.csv"]),
        ),
    );
    assertEquals([here.exit, here.err], [0, "mine: 1 run, preparing the data …\n"]);
  }, { "flowers.csv": FLOWERS });
});

Deno.test("run says what should be known of the data: rows that are left out, columns that are constant", async () => {
  const text = `${
    FLOWERS.replaceAll(/,(?=\w+$)/gm, ",7,").replace("kind", "z,kind").replace(",7,z", ",z")
  },,,\n`
    .replace("x,y,7", "x,y");
  const { exit, err } = await made(file({ missing: "drop" }, { seeds: [1, 2] }), {
    beside: { "flowers.csv": text },
  });
  assertEquals([exit, err.split("\n").slice(1)], [0, [
    "mine: rows left out as a value is missing: 1",
    "mine: constant in the training part, and so not scaled: z",
    "",
  ]]);
});

Deno.test("run keeps the names of classes in the manifest, and with the pictures of weights", async () => {
  const { files } = await made(file({}, { keep: "weights" }), {
    beside: { "flowers.csv": FLOWERS },
  });
  const { datasets, classNames } = JSON.parse(files["manifest.json"]);
  assertEquals(classNames, { [datasets[0]]: ["lily", "rose"] });
});

Deno.test("run resumes with names as without", async () => {
  await withPlace(file(), async ({ run, read }) => {
    await run();
    const first = await read("out/manifest.json");
    await run(["--resume"]);
    const again = await read("out/manifest.json");
    assertEquals(JSON.parse(again).classNames, JSON.parse(first).classNames);
    assert(JSON.parse(first).classNames !== undefined);
  }, { "flowers.csv": FLOWERS });
});

/** What is wrong, the fields of the dataset, the file, and what is said of it. */
const REFUSED: readonly (readonly [
  what: string,
  fields: Record<string, unknown>,
  text: string,
  message: string,
])[] = [
  [
    "a text in a column of numbers",
    {},
    FLOWERS.replace("3,1", "3,one"),
    'Cannot read "flowers.csv" at line 3, column 2 ("y"): must be a finite number: it has "one"; a ' +
    "column of texts must be in dataset.categorical or dataset.ignore",
  ],
  [
    "a text that would steer a terminal",
    {},
    FLOWERS.replace("3,1", "3,\x1b[31m"),
    'Cannot read "flowers.csv" at line 3, column 2 ("y"): must be a finite number: it has ' +
    '"\\u{1b}[31m"; a column of texts must be in dataset.categorical or dataset.ignore',
  ],
  [
    "a label column that is not there",
    { label: "kinds" },
    FLOWERS,
    'dataset.label: "flowers.csv" has no column "kinds": did you mean "kind"?',
  ],
  [
    "a file that is not there",
    { file: "flower.csv" },
    FLOWERS,
    'Cannot read "flower.csv": there is no such file',
  ],
  [
    "a file that may not be read",
    { file: "/etc/passwd" },
    FLOWERS,
    'Cannot read "/etc/passwd": the task is not permitted to go there (its line in deno.json says ' +
    "where it may): move it, or add its folder to --allow-read there",
  ],
  [
    "a batch that is larger than its training part",
    {},
    FLOWERS,
    'batchSize: must be 1 to 5, the number of training examples, or "full": current value is 6',
  ],
];
for (const [what, fields, text, message] of REFUSED) {
  Deno.test(`run refuses ${what}, in one line, and writes nothing`, async () => {
    const batchSize = what.startsWith("a batch") ? 6 : 1;
    const { exit, err, files } = await made(file(fields, { batchSize }), {
      beside: { "flowers.csv": text },
    });
    const [, ...lines] = err.split("\n"); // after "preparing the data"
    assertEquals([exit, lines], [2, [`FOLDER/mine.jsonc: ${message}`, ""]]);
    assertEquals(files, {});
  });
}

const DATA = "experiments/data";
const READ = {
  csv: ["iris.csv"],
  idx: ["iris-features.idx", "iris-labels.idx"],
  libsvm: ["iris.libsvm"],
  npy: ["iris-features.npy", "iris-labels.npy"],
  npz: ["iris.npz"],
} as const;
/** What was done to the first file of a format, and what is said of it; FILE stands for its name. */
const DAMAGED: Readonly<
  Record<string, readonly [damage: (bytes: Uint8Array) => Uint8Array, message: string]>
> = {
  csv: [
    (bytes) => bytes.subarray(0, 90),
    "Cannot read FILE at line 3: must have 5 cells, as the first line has: it has 3",
  ],
  idx: [
    (bytes) => bytes.subarray(0, 1000),
    "Cannot read FILE: must have 2,400 bytes for its shape (150, 4): it has 988, so it was cut",
  ],
  libsvm: [
    (bytes) => bytes.with(5, 0x2c),
    "Cannot read FILE at line 1, entry 2: must have a finite number below 3.4e38 after its colon: it has 1:5,1",
  ],
  npy: [
    (bytes) => bytes.with(1, 0x6e),
    "Cannot read FILE as it does not begin as a NumPy file does",
  ],
  npz: [
    (bytes) => bytes.with(200, bytes[200] ^ 1),
    'Cannot read FILE: its member "x.npy" was damaged',
  ],
};
for (const [name, [file, labelFile]] of Object.entries(READ)) {
  Deno.test(`run refuses a file of ${name} that was damaged, in one line, and writes nothing`, async () => {
    const [damage, message] = DAMAGED[name];
    const bytes = damage(await Deno.readFile(`${DATA}/${file}`));
    const labels = labelFile === undefined ? {} : { labelFile: `${DATA}/${labelFile}` };
    const text = toyFile({ dataset: { name, file, ...labels } });
    await withPlace(text, async ({ folder, run, files }) => {
      await Deno.writeFile(`${folder}/${file}`, bytes);
      const { exit, out, err } = await run();
      const [, ...lines] = err.split("\n"); // after "preparing the data"
      const said = message.replace("FILE", `"${file}"`);
      assertEquals([exit, out, lines], [2, "", [`FOLDER/mine.jsonc: ${said}`, ""]]);
      assertEquals(await files(), {});
    });
  });
}

// What docs/own_data.md shows

const PAGE = await Deno.readTextFile("docs/own_data.md");
const [SHOWN, MNIST] = [...PAGE.matchAll(/```jsonc\n([^]*?)```/g)].map(([, text]) => text);
const SEPALS = "sepal length,sepal width,colour,species\n" +
  "5.1,3.5,white,setosa\n7.0,3.2,blue,versicolor\n".repeat(20);

Deno.test("docs/own_data.md shows a table and an experiment that runs, with its chart", async () => {
  assertStringIncludes(SEPALS, /```text\n([^`]*)```/.exec(PAGE)?.[1] ?? "nothing");
  const { exit, files } = await made(SHOWN, { beside: { "flowers.csv": SEPALS } });
  assertEquals(exit, 0);
  assertEquals(files["runs.csv"].trim().split("\n").length, 1 + 5 + 3); // five step sizes, three seeds
  assertStringIncludes(files["chart.txt"], "validation accuracy");
});

Deno.test("docs/own_data.md shows the error that is printed", async () => {
  const [, shown] = /```text\n(flowers\.jsonc: [^`]*)```/.exec(PAGE) ?? [];
  const text = SEPALS.replace("3.2", '"3,2"');
  const { exit, err } = await made(SHOWN, { beside: { "flowers.csv": text } });
  assertEquals([exit, err.split("\n")[1]], [
    2,
    `FOLDER/${shown.trim()}`.replace("flowers", "mine"),
  ]);
});

Deno.test("docs/own_data.md shows a dataset that reads files in the format of MNIST", async () => {
  const dataset = parse(`${MNIST}`).dataset;
  const sizes = { train: [0, 0, 0, 6], t10k: [0, 0, 0, 2] };
  await withPlace(toyFile({ dataset }), async ({ folder, run, files }) => {
    for (const [part, count] of Object.entries(sizes)) {
      const [images, labels] = [
        [0, 0, 8, 3, ...count, 0, 0, 0, 2, 0, 0, 0, 2, ...Array(4 * count[3]).keys()],
        [0, 0, 8, 1, ...count, ...Array(count[3]).keys()],
      ];
      await Deno.writeFile(
        `${folder}/${part}-images-idx3-ubyte.gz`,
        await gzipped(Uint8Array.from(images)),
      );
      await Deno.writeFile(
        `${folder}/${part}-labels-idx1-ubyte.gz`,
        await gzipped(Uint8Array.from(labels)),
      );
    }
    assertEquals((await run()).exit, 0);
    assertMatch((await files())["runs.csv"], /,gradientDescent,6,/);
  });
});

Deno.test("run shows how much of a large file is read, and hears Ctrl-C meanwhile", async () => {
  const rows = `${"1.25,".repeat(200)}a\n`.repeat(60_000);
  const stop = new AbortController();
  let seen = "";
  const terminal = {
    isTerminal: true,
    columns: 100,
    signal: stop.signal,
    onErr(text: string) {
      seen += text;
      if (/preparing the data … \d+ %/.test(text)) stop.abort();
    },
  };
  const place = (action: (place: Place) => Promise<void>) =>
    withPlace(file({ header: false }), action, { "flowers.csv": rows });
  await place(async ({ run, files }) => {
    const { exit } = await run([], terminal);
    assertEquals(exit, 130, seen);
    assertMatch(seen, /mine: preparing the data … \d+ %/);
    assertEquals(await files(), {});
  });
});

Deno.test("list shows the datasets of one's own with their options", async () => {
  const { exit, out } = await call(["list", "datasets"]);
  assertEquals(exit, 0);
  for (const name of ["csv", "idx", "libsvm", "npy", "npz", "random"]) {
    assertMatch(out, new RegExp(`^  ${name} +\\S`, "m"));
  }
  assertStringIncludes(out, "The column with the labels");
});
