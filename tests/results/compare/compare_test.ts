import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import {
  compareExperiment,
  compareResults,
  type ExperimentChange,
  type Inputs,
  type ResultSet,
} from "../../../src/results/compare/mod.ts";
import { fileText, qualityText } from "../../../src/results/compare/text.ts";
import type { Files } from "../../../src/results/files.ts";
import { UNKNOWN } from "../../../src/results/compare/inputs.ts";

const CURVES = [
  "run,method,batch_size,step_size,seed,iteration,train_loss,train_accuracy",
  "1,gradientDescent,2,0.1,1,0,9,0.5",
  "1,gradientDescent,2,0.1,1,1,8,0.5",
  "2,gradientDescent,2,0.2,1,0,9,0.5",
  "2,gradientDescent,2,0.2,1,1,7,0.75",
  "",
].join("\n");
const RUNS = [
  "run,method,batch_size,step_size,seed,status,last_train_loss,dataset_sha256,weights_sha256",
  "1,gradientDescent,2,0.1,1,done,8,data,aaaa",
  "2,gradientDescent,2,0.2,1,done,7,data,bbbb",
  "",
].join("\n");
const CHART = "Tiny\nDoes it go down?\n";
const TINY: Files = { "curves.csv": CURVES, "runs.csv": RUNS, "chart.txt": CHART };
const SLICE =
  "run,seed,a,b,loss,data_loss,penalty\n1,1,-1,-1,3,3,0\n1,1,0,-1,2,2,0\n1,1,1,-1,3,3,0\n";
const CHECK = "run,seed,h,class,column,analytic,numerical,relative_error,kinks\n" +
  "1,1,0.1,0,0,-1.5,-1.25,0.2,1\n1,1,0.1,0,1,2,2,0,0\n1,1,0.01,0,1,2,2,0,0\n";

const result = (files: Files, known: Partial<Inputs> = {}) => ({
  files,
  inputs: { ...UNKNOWN, ...known },
});
const compared = (base: Files, head: Files, was?: Partial<Inputs>, is?: Partial<Inputs>) =>
  compareExperiment("tiny", result(base, was), result(head, is));
const set = (name: string, experiments: Record<string, Files>): ResultSet => ({
  name,
  commit: null,
  experiments: Object.fromEntries(
    Object.entries(experiments).map(([name, files]) => [name, { files }]),
  ),
});
const textOf = (base: Files, head: Files, was?: Partial<Inputs>, is?: Partial<Inputs>) =>
  qualityText({
    base: { name: "old", commit: null },
    head: { name: "new", commit: null },
    experiments: [compared(base, head, was, is)],
  });
/** The tiny result with another text in one file. */
const edited = (file: string, from: string, to: string): Files => {
  assert(TINY[file].includes(from));
  return { ...TINY, [file]: TINY[file].replace(from, to) };
};
const only = (file: string, text: string): Files => ({ [file]: text });

// Where the first change of a file is, and how much changed in all.

const runs = (header: string, ...rows: string[]): Files => ({
  "runs.csv": [header, ...rows, ""].join("\n"),
});
const places: [what: string, base: Files, head: Files][] = [
  [
    "names file, row, run, iteration, column and size of one changed cell",
    TINY,
    edited("curves.csv", "1,1,8,0.5", "1,1,7.25,0.5"),
  ],
  [
    "takes a changed number before a changed label, which may be a swept field",
    runs("run,seed,loss_l2,status", "1,1,0,done", "2,1,0,done"),
    runs("run,seed,loss_l2,status", "1,1,1,done", "2,1,1,target"),
  ],
  [
    "takes swept fields for labels, though another kind has a column of that name",
    ...["2", "3"].map((count) =>
      runs(
        "run,seed,batch_size,coordinates,verdict,h,largest_error,judged,weights,examples," +
          "dataset_sha256,weights_sha256",
        `1,1,4,${count},right,0.1,0,${count},6,4,a,b`,
      )
    ) as [Files, Files],
  ],
  [
    "places a point of a slice",
    only("slice.csv", SLICE),
    only("slice.csv", SLICE.replace("0,-1,2,2,0", "0,-1,1,1,0")),
  ],
  [
    "places a point of a path, whose a and b are results",
    only("path.csv", "run,seed,iteration,a,b,distance,loss\n1,1,3,0.5,,0,2\n"),
    only("path.csv", "run,seed,iteration,a,b,distance,loss\n1,1,3,0.25,,0,2\n"),
  ],
  [
    "places a derivative",
    only("gradient_check.csv", CHECK),
    only("gradient_check.csv", CHECK.replace("0.01,0,1,2,2,", "0.01,0,1,2,4,")),
  ],
  [
    "names a row that is new, and keeps those after it",
    edited("curves.csv", "1,gradientDescent,2,0.1,1,1,8,0.5\n", ""),
    TINY,
  ],
  [
    "names a row that is gone",
    TINY,
    edited("curves.csv", "1,gradientDescent,2,0.1,1,1,8,0.5\n", ""),
  ],
  ["takes the first row of those that changed and are gone", TINY, {
    ...TINY,
    "curves.csv": CURVES.replace("1,1,8,", "1,1,6,").replace(/^2,.*,1,7,0.75\n/m, ""),
  }],
  [
    "tells rows with the same keys apart by their order",
    only("x.csv", "run,note\n1,a\n1,b\n"),
    only("x.csv", "run,note\n1,a\n1,c\n"),
  ],
  ["shows the line when only quotes differ", edited("runs.csv", "1,done", '1,"done"'), TINY],
  [
    "shows the line when rows are in another order",
    runs("run,seed,kinks", "1,1,0", "2,1,0"),
    runs("run,seed,kinks", "2,1,0", "1,1,0"),
  ],
  [
    "shows the header when a column is new and the others are the same",
    runs("run,seed", "1,1"),
    runs("run,seed,kinks", "1,1,0"),
  ],
  [
    "compares the other columns when one is gone",
    runs("run,seed,kinks,judged", "1,1,0,1"),
    runs("run,seed,judged", "1,1,2"),
  ],
  ["shows the first differing line of a text", TINY, edited("chart.txt", "down", "up")],
  ["shows a last line end that is gone", TINY, { ...TINY, "chart.txt": CHART.trimEnd() }],
  ["names a file that is new", only("runs.csv", RUNS), TINY],
  ["names a file that is gone", TINY, only("runs.csv", RUNS)],
  [
    "cuts long lines to where they differ",
    only("chart.txt", `${"a".repeat(100)}b${"c".repeat(100)}\n`),
    only("chart.txt", `${"a".repeat(100)}\n`),
  ],
];
for (const [what, base, head] of places) {
  Deno.test(`compareExperiment() ${what}`, async (t) => {
    const { status, files } = compared(base, head);
    assertEquals(status, "changed");
    await t.assertSnapshot(fileText(files[0]));
  });
}

const sizes: [what: string, column: string, was: string, is: string][] = [
  ["f32 steps of near losses", "last_train_loss", "1", "1.0000076"],
  ["f32 steps across zero", "last_test_loss", "1e-45", "-1e-45"],
  ["no f32 steps of losses that are far", "last_train_loss", "1", "1.0000077"],
  ["no f32 steps of an f64", "test_accuracy", "1", "1.0000001"],
  ["no size of numbers that are equal", "last_train_loss", "8.0", "8"],
  ["no size of what is not finite", "loss", "Infinity", "9"],
  ["no size of what is no number", "loss", "", "9"],
  ["no size that f64 has no number for", "norm", "1e308", "-1e308"],
  ["no relative size of a change from 0", "kinks", "0", "3"],
];
for (const [what, column, was, is] of sizes) {
  Deno.test(`compareExperiment() gives ${what}`, async (t) => {
    const version = (value: string) => runs(`run,seed,${column}`, `1,1,${value}`);
    await t.assertSnapshot(fileText(compared(version(was), version(is)).files[0]));
  });
}

Deno.test("compareExperiment() counts runs over all files, what is recorded first", () => {
  const head = {
    ...edited("runs.csv", "1,done", "1,target"),
    "curves.csv": CURVES.replace("1,1,7,", "1,1,6,"),
  };
  const { runs, files } = compared(TINY, head);
  assertEquals(runs, { changed: ["2", "1"], all: 2 });
  assertEquals(files.map(({ runs }) => runs.changed), [["2"], ["1"]]);
});

// What became of the final losses.

/** Runs of seeds 1 to 3 for each batch size, `losses` by batch size; a word is a run's status. */
const sweep = (losses: Record<string, readonly (number | string)[]>, stepSize = 0.1): Files => {
  const rows = Object.entries(losses).flatMap(([size, ends]) =>
    ends.map((end, i) => {
      const [status, loss] = typeof end === "string" ? [end, 1e30] : ["done", end];
      return `gradientDescent,${size},${stepSize},${i + 1},${status},${loss},data`;
    })
  );
  const header = "run,method,batch_size,step_size,seed,status,last_train_loss,dataset_sha256";
  return runs(header, ...rows.map((row, i) => `${i + 1},${row}`));
};
const LOSSES = { 1: [2, 4, 3], 256: [5, 5, 9], full: [7, 7, 8] };
const outcomes: [
  what: string,
  base: Files,
  head: Files,
  known: Partial<Inputs>,
  lines: string[],
][] = [
  [
    "the median of each group, before and after",
    sweep(LOSSES),
    sweep({ ...LOSSES, 1: [2, 4, 2], 256: [6, 5, 7] }),
    {},
    [
      "final training loss, median of 3 runs:",
      "  batch size  before  after      change",
      "  ──────────  ──────  ─────  ──────────",
      "           1       3      2  −1 (−33 %)",
      "         256       5      6  +1 (+20 %)",
      "  the same in 1 other group",
    ],
  ],
  [
    "runs that diverged, and a label that follows from another",
    sweep(LOSSES),
    sweep({ 1: [2, "diverged", "diverged"], 256: [5.001, 5, 9] }, 1e-6),
    {},
    [
      "final training loss, medians of the runs:",
      "  batch size   step size  before      after              change   runs",
      "  ──────────  ──────────  ──────  ─────────  ──────────────────  ─────",
      "           1  0.1 → 1e-6       3   diverged                   –  3 → 3",
      "         256  0.1 → 1e-6       5       5.00  +0.0010 (+0.020 %)  3 → 3",
      "        full         0.1       7  not there                   –  3 → 0",
    ],
  ],
  [
    "what was run again, first and apart",
    sweep(LOSSES),
    sweep({ 1: [2, 4, 4], 256: [5, 5, 10] }),
    { experiment: { best: { of: "batchSize", seeds: [3] } } },
    [
      "final training loss, medians of the runs:",
      "  batch size        stage  before      after      change   runs",
      "  ──────────  ───────────  ──────  ─────────  ──────────  ─────",
      "           1  best, again       3          4  +1 (+33 %)  1 → 1",
      "         256  best, again       9         10  +1 (+11 %)  1 → 1",
      "        full  best, again       8  not there           –  1 → 0",
      "        full        sweep       7  not there           –  2 → 0",
      "  the same in 2 other groups",
    ],
  ],
  ["no change of them", sweep(LOSSES), { ...sweep(LOSSES), "chart.txt": "" }, {}, [
    "final training loss: the same in all 3 groups (median of 3 runs)",
  ]],
  [
    "the lowest loss of a slice",
    only("slice.csv", SLICE),
    only("slice.csv", SLICE.replace("0,-1,2,2,0", "0,-1,1,1,0")),
    {},
    [
      "lowest loss of the places:",
      "  before  after      change",
      "  ──────  ─────  ──────────",
      "       2      1  −1 (−50 %)",
    ],
  ],
  [
    "the largest error of a gradient check",
    runs("run,seed,scheme,verdict,h,largest_error", "1,1,central,right,0.1,1e-9", "2,1,forward,,,"),
    runs("run,seed,scheme,verdict,h,largest_error", "1,1,central,wrong,0.1,0.5", "2,1,forward,,,"),
    {},
    [
      "largest error:",
      "   scheme  before  after           change",
      "  ───────  ──────  ─────  ───────────────",
      "  central    1e-9  0.500  +0.50 (+5e10 %)",
      "  the same in 1 other group",
    ],
  ],
];
for (const [what, base, head, known, lines] of outcomes) {
  Deno.test(`compareExperiment() says ${what}`, () => {
    const text = textOf(base, head, known, known).split("\n").slice(3);
    const end = text.findIndex((line) => /^ {2}(runs|slice|chart)\.(csv|txt) /.test(line));
    assertEquals(text.slice(0, end).map((line) => line.slice(2)), lines);
  });
}

Deno.test("compareExperiment() cuts a long list of groups", () => {
  const losses = (plus: number) =>
    Object.fromEntries(Array.from({ length: 30 }, (_, i) => [i + 1, [i + plus]]));
  const text = textOf(sweep(losses(1)), sweep(losses(2)));
  assertStringIncludes(text, "         20      20     21    +1 (+5 %)\n    and 10 more groups");
});

// Why.

const file = { method: { name: "gradientDescent", stepSize: 1e-7 }, title: "Tiny", seeds: [1] };
const at = (stepSize: number, more = {}) => ({
  ...file,
  method: { ...file.method, stepSize },
  ...more,
});
const other = edited("curves.csv", "1,1,8,0.5", "1,1,7,0.5");
const relabelled = { ...other, "runs.csv": RUNS.replace(",0.1,", ",0.3,") };
const chart = edited("chart.txt", "Tiny", "Large");

const causes: [
  what: string,
  head: Files,
  was: Partial<Inputs>,
  is: Partial<Inputs>,
  cause: ExperimentChange["cause"],
  inputs?: string[],
][] = [
  [
    "names a field of the experiment file",
    other,
    { experiment: file, codeSha256: "abc" },
    { experiment: at(2e-7), codeSha256: "def" },
    "inputs",
    ["method.stepSize was 1e-7, is 2e-7", 'code was "abc", is "def"'],
  ],
  [
    "names a field that is new and one that is gone, and lists as a whole",
    other,
    { experiment: { ...file, batchSize: 2 } },
    { experiment: { ...file, seeds: [1, 2], loss: { name: "svm" } } },
    "inputs",
    [
      "seeds was [1], is [1, 2]",
      "batchSize was 2, is not given",
      'loss.name was not given, is "svm"',
    ],
  ],
  [
    "names a field of the run at the centre of a slice, where both files are known",
    other,
    { experiment: { center: { run: 1, experiment: { batchSize: 1 } } } },
    { experiment: { center: { run: 1, experiment: { batchSize: 2 } } } },
    "inputs",
    ["center.experiment.batchSize was 1, is 2"],
  ],
  [
    "takes the path of the run at the centre for its file",
    other,
    { experiment: { center: { run: 1, experiment: { batchSize: 1 } } } },
    { experiment: { center: { run: 1, experiment: "a.jsonc" } } },
    "numbers",
  ],
  [
    "names a label of the tables",
    relabelled,
    {},
    { experiment: file },
    "inputs",
    ["step_size of run 1 was 0.1, is 0.3"],
  ],
  [
    "names the dataset by its fingerprint",
    { ...other, "runs.csv": RUNS.replaceAll("data,", "other,") },
    {},
    {},
    "inputs",
    ["dataset_sha256 of run 1 was data, is other"],
  ],
  [
    "names code and version when the experiment is the same",
    other,
    { experiment: file, codeSha256: "abc", version: "0.1.0" },
    { experiment: file, codeSha256: "def", version: "0.2.0" },
    "code",
    ['version was "0.1.0", is "0.2.0"', 'code was "abc", is "def"'],
  ],
  [
    "blames the numbers when all is the same",
    other,
    { experiment: file, codeSha256: "abc" },
    { experiment: file, codeSha256: "abc" },
    "numbers",
  ],
  ["blames the numbers when nothing is known", other, {}, {}, "numbers"],
  [
    "does not blame a title for numbers",
    other,
    { experiment: file },
    { experiment: { ...file, title: "Large" } },
    "numbers",
    ['title was "Tiny", is "Large"'],
  ],
  [
    "blames neither the place of the data nor the editor's schema",
    other,
    { experiment: { ...file, $schema: "a", dataset: { name: "toy", directory: "a" } } },
    { experiment: { ...file, dataset: { name: "toy", directory: "b" } } },
    "numbers",
  ],
  ["sees that a text alone has changed", chart, {}, {}, "text"],
  [
    "sees that labels alone have changed",
    edited("runs.csv", "1,gradientDescent", "1,descent"),
    {},
    {},
    "inputs",
    ["method of run 1 was gradientDescent, is descent"],
  ],
  ["cannot compare a table that is not there", only("runs.csv", RUNS), {}, {}, "files"],
];
for (const [what, head, was, is, cause, inputs = []] of causes) {
  Deno.test(`compareExperiment() ${what}`, () => {
    const change = compared(TINY, head, was, is);
    assertEquals([change.cause, change.inputs], [cause, inputs]);
  });
}

Deno.test("qualityText() says when no manifest tells what results were made from", () => {
  const cause = (isRecorded: boolean) =>
    textOf(TINY, other, { isRecorded }, { isRecorded: true }).split("\n").at(-2);
  const text = "  cause: the numbers themselves, although nothing they depend on differs";
  assertEquals([true, false].map(cause), [
    text,
    `${text}, as far as known without a manifest of these files`,
  ]);
});

const newer = { ...file, seeds: [2] };
const stale: [what: string, was: Partial<Inputs>, is: Partial<Inputs>, isStale: boolean][] = [
  ["that are as their file", { experiment: file, file }, { experiment: file, file }, false],
  ["of a head that a manifest knows to be older", {}, { experiment: file, file: newer }, true],
  ["of a base that a manifest knows to be older", { experiment: file, file: newer }, {}, true],
  ["that stayed while their file changed", { experiment: file }, { experiment: newer }, true],
  [
    "that were made again",
    { experiment: file },
    { experiment: newer, file: newer, isRecorded: true },
    false,
  ],
];
for (const [what, was, is, isStale] of stale) {
  Deno.test(`compareExperiment() looks at the age of results ${what}`, () => {
    const { outdated } = compared(TINY, TINY, was, is);
    assertEquals(outdated, isStale ? ["seeds was [1], is [2]"] : []);
    assertEquals(
      textOf(TINY, TINY, was, is),
      (isStale
        ? "tiny: results may be older than its file: seeds was [1], is [2]; " +
          "deno task experiments tiny makes them again\n\n"
        : "") + "tiny is the same, byte for byte\n",
    );
  });
}

Deno.test("qualityText() prints no character that a terminal would obey", () => {
  const lines = (head: Files) => textOf(TINY, head).split("\n");
  assertStringIncludes(
    lines({ ...TINY, "chart.txt": "\u001b[31mTiny\r\n" })[4],
    'was "Tiny", is "\\u{1b}[31mTiny\\r"',
  );
  assertStringIncludes(
    lines(edited("runs.csv", "1,done,8", '1,"do\nne\u202e",8'))[8],
    "status was done, is do\\nne\\u{202e};",
  );
  const named = compareResults(set("a", { "\u001b[2J": TINY }), set("b", { "\u001b[2J": TINY }));
  assertEquals(qualityText(named), "\\u{1b}[2J is the same, byte for byte\n");
});

// Damage.

const damages: [what: string, text: string][] = [
  ["is empty", ""],
  ["was cut off", RUNS.slice(0, -1)],
  ["lost cells", "run,loss\n1,9\n2\n"],
  ["holds marks of a merge", "run,loss\n<<<<<<< HEAD\n1,9\n"],
  ["has an open quote", 'run,loss\n1,"9\n'],
  ["is of something else", "name,loss\na,9\n"],
];
for (const [what, text] of damages) {
  Deno.test(`compareExperiment() reports a table that ${what}`, async (t) => {
    const head = { ...TINY, "runs.csv": text };
    const { cause, files } = compared(TINY, head);
    assertEquals([cause, files.map(({ file }) => file)], ["files", ["runs.csv"]]);
    const damage = files[0].damage ?? "";
    await t.assertSnapshot(damage);
    assertEquals(compared(head, TINY).files[0].damage, damage.replace("head", "base"));
    assertStringIncludes(textOf(TINY, head), `; damaged ${damage}\n`);
    // The other tables are compared all the same.
    assertEquals(compared(TINY, { ...other, "runs.csv": text }).cause, "numbers");
  });
}

// All experiments.

Deno.test("qualityText() shows the whole of a comparison, folders last", async (t) => {
  const hash = "0123456789abcdef".repeat(4);
  const version = (name: string, commit: string | null, files: Files, more: string) => ({
    name,
    commit,
    experiments: {
      "x/tiny": result(files, { codeSha256: files === TINY ? "abc" : hash, isRecorded: true }),
      small: { files: files === TINY ? TINY : chart },
      fine: { files: TINY },
      equal: { files: TINY },
      [more]: { files: TINY },
    },
  });
  const base = version("main", hash.slice(0, 40), TINY, "gone");
  await t.assertSnapshot(qualityText(compareResults(base, version(".", null, other, "more"))));
});

Deno.test("qualityText() says in one line that all is the same", () => {
  const text = (all: ResultSet) => qualityText(compareResults(all, all));
  assertEquals(
    text(set("a", { one: TINY, two: TINY })),
    "2 experiments are the same, byte for byte\n",
  );
  assertEquals(text(set("a", { one: TINY })), "one is the same, byte for byte\n");
});

// Whatever the tables hold.

const cell = fc.constantFrom("", "0", "1", "1.0", "-0", "1e-7", "NaN", "Infinity", "a b", '"a,b"');
const tables = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(3), cell, cell), {
  maxLength: 8,
}).map((rows) =>
  [
    "run,seed,iteration,train_loss,status",
    ...rows.map(([run, at, a, b]) => `${run},1,${at},${a},${b}`),
    "",
  ]
    .join("\n")
);
const texts = fc.oneof(tables, fc.constantFrom("", "run\n", "a,b\n1\n", "x"), fc.string());
const results = fc.dictionary(
  fc.constantFrom("curves.csv", "runs.csv", "slice.csv", "chart.txt"),
  texts,
);

Deno.test("compareExperiment() calls nothing the same that differs in a byte", () => {
  fc.assert(fc.property(results, results, (base, head) => {
    const names = new Set([...Object.keys(base), ...Object.keys(head)]);
    const differing = [...names].filter((name) => base[name] !== head[name]).sort();
    const { status, files } = compared(base, head);
    assertEquals(status, differing.length === 0 ? "same" : "changed");
    assertEquals(files.map((one) => one.file).sort(), differing);
    assertEquals(compared(base, { ...base }).status, "same");
  }));
});

Deno.test("compareExperiment() finds the same from both sides", () => {
  const swapped = { added: "removed", removed: "added" } as Record<string, string>;
  const facts = ({ status, cause, runs, files }: ExperimentChange, isBack: boolean) => ({
    status,
    cause,
    runs: { ...runs, changed: runs.changed.toSorted() },
    files: files.map(({ file, kind, rows: { added, removed, ...rows } }) => ({
      file,
      kind: isBack ? swapped[kind] ?? kind : kind,
      rows: { ...rows, added: isBack ? removed : added, removed: isBack ? added : removed },
    })),
  });
  fc.assert(fc.property(results, results, (base, head) => {
    assertEquals(facts(compared(base, head), false), facts(compared(head, base), true));
  }));
});

Deno.test("compareResults() is plain data, and its text ends every line", () => {
  fc.assert(fc.property(results, results, (base, head) => {
    const comparison = compareResults(set("old", { tiny: base }), set("new", { tiny: head }));
    assertEquals(JSON.parse(JSON.stringify(comparison)), comparison);
    assert(qualityText(comparison).endsWith("\n"));
  }));
});

Deno.test("compareExperiment() finds the one cell that was changed, wherever it is", () => {
  const lines = CURVES.trimEnd().split("\n");
  const names = lines[0].split(",");
  const anywhere = fc.record({
    row: fc.integer({ min: 1, max: lines.length - 1 }),
    column: fc.integer({ min: 6, max: names.length - 1 }),
  });
  fc.assert(fc.property(anywhere, ({ row, column }) => {
    const cells = lines[row].split(",").with(column, "0.625");
    const head = `${lines.with(row, cells.join(",")).join("\n")}\n`;
    const { files: [{ first }], runs } = compared(TINY, { ...TINY, "curves.csv": head });
    assertEquals([first?.number, first?.column, first?.is], [row, names[column], "0.625"]);
    assertEquals(runs.changed, [cells[0]]);
  }));
});

Deno.test("qualityText() breaks the table of outcomes where it does not fit", () => {
  const comparison = compareResults(
    set("old", { tiny: sweep(LOSSES) }),
    set("new", { tiny: sweep({ ...LOSSES, 1: [9, 9, 9] }) }),
  );
  assertStringIncludes(
    qualityText(comparison, 30),
    "    batch size  before  after\n    ──────────  ──────  ─────\n             1       3      9\n" +
      "\n    batch size       change\n    ──────────  ───────────\n             1  +6 (+200 %)\n",
  );
});
