import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import {
  compareExperiment,
  compareResults,
  type ExperimentChange,
  type Inputs,
  type ResultSet,
} from "../../../src/results/compare/mod.ts";
import { firstText, qualityText } from "../../../src/results/compare/text.ts";
import type { Files } from "../../../src/results/files.ts";
import { UNKNOWN } from "../../../src/results/compare/inputs.ts";
import { curvesTable, runsTable } from "../../../src/kinds/train/tables.ts";
import { loadExperiment } from "../../../src/experiment/load.ts";
import { train } from "../../../src/kinds/train/run.ts";
import { datasets } from "../../../src/datasets/mod.ts";
import { referenceKernels } from "../../../src/kernels/reference.ts";
import { losses } from "../../../src/losses/mod.ts";
import { linearObjective } from "../../../src/problems/classifier.ts";
import type { Curve } from "../../../src/types.ts";
import { toyFile } from "../../_files.ts";

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

const inputs = (known: Partial<Inputs>): Inputs => ({ ...UNKNOWN, ...known });
const compared = (
  base: Files,
  head: Files,
  was: Partial<Inputs> = {},
  is: Partial<Inputs> = {},
): ExperimentChange =>
  compareExperiment("tiny", { files: base, inputs: inputs(was) }, {
    files: head,
    inputs: inputs(is),
  });
const set = (name: string, experiments: Record<string, Files>): ResultSet => ({
  name,
  commit: null,
  experiments: Object.fromEntries(
    Object.entries(experiments).map(([name, files]) => [name, { files }]),
  ),
});
const textOf = (base: Files, head: Files, was: Partial<Inputs> = {}, is: Partial<Inputs> = {}) =>
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

// Where the first change is.

const places: [what: string, base: Files, head: Files, text: string][] = [
  [
    "names file, row, run, iteration, column and size of one changed cell",
    TINY,
    edited("curves.csv", "1,1,8,0.5", "1,1,7.25,0.5"),
    "curves.csv row 2 (run 1, iteration 1): train_loss was 8, is 7.25 (−0.75, relative 0.094)",
  ],
  [
    "counts the f32 steps between losses that are near",
    only("runs.csv", "run,seed,last_train_loss,best_train_loss\n1,1,1,2\n"),
    // 1 + 2⁻²³ and 2 − 2⁻²³
    only("runs.csv", "run,seed,last_train_loss,best_train_loss\n1,1,1.0000001,1.9999999\n"),
    "runs.csv row 1 (run 1): last_train_loss was 1, is 1.0000001 (+1e-7, relative 1e-7, 1 step " +
    "of f32); best_train_loss was 2, is 1.9999999 (−1e-7, relative 5e-8, 1 step of f32)",
  ],
  [
    "counts f32 steps across zero",
    only("slice.csv", SLICE.replace("-1,3,3,0", "-1,3,3,1.4013e-45")),
    only("slice.csv", SLICE.replace("-1,3,3,0", "-1,3,3,-1.4013e-45")),
    "slice.csv row 1 (run 1, a -1, b -1): penalty was 1.4013e-45, is -1.4013e-45 " +
    "(−2.8e-45, relative 2, 2 steps of f32)",
  ],
  [
    "counts 64 steps of f32 and no more, of losses alone",
    only("runs.csv", "run,seed,last_train_loss,best_train_loss,last_test_accuracy\n1,1,1,1,1\n"),
    // 1 + 64·2⁻²³, 1 + 65·2⁻²³ and a share that is an f64
    only(
      "runs.csv",
      "run,seed,last_train_loss,best_train_loss,last_test_accuracy\n" +
        "1,1,1.0000076,1.0000077,1.0000001\n",
    ),
    "runs.csv row 1 (run 1): last_train_loss was 1, is 1.0000076 (+7.6e-6, relative 7.6e-6, 64 " +
    "steps of f32); best_train_loss was 1, is 1.0000077 (+7.7e-6, relative 7.7e-6); " +
    "last_test_accuracy was 1, is 1.0000001 (+1e-7, relative 1e-7)",
  ],
  [
    "names the first column, and counts those after the third",
    only("runs.csv", "run,a,b,c,d,e\n1,1,2,3,4,5\n"),
    only("runs.csv", "run,a,b,c,d,e\n1,6,7,8,9,0\n"),
    "runs.csv row 1 (run 1): a was 1, is 6 (+5, relative 5); b was 2, is 7 (+5, relative 2.5); " +
    "c was 3, is 8 (+5, relative 1.7); and 2 more columns",
  ],
  [
    "sees numbers that are equal but written differently",
    edited("curves.csv", "1,1,8,0.5", "1,1,8.0,0.5"),
    TINY,
    "curves.csv row 2 (run 1, iteration 1): train_loss was 8.0, is 8",
  ],
  [
    "gives no size of what is not a finite number",
    edited("curves.csv", "1,1,8,0.5", "1,1,Infinity,"),
    edited("curves.csv", "1,1,8,0.5", "1,1,NaN,0.5"),
    "curves.csv row 2 (run 1, iteration 1): train_loss was Infinity, is NaN; " +
    "train_accuracy was empty, is 0.5",
  ],
  [
    "gives no size of a change that f64 has no number for",
    only("runs.csv", "run,seed,norm\n1,1,1e308\n"),
    only("runs.csv", "run,seed,norm\n1,1,-1e308\n"),
    "runs.csv row 1 (run 1): norm was 1e308, is -1e308",
  ],
  [
    "gives no relative size of a change that is too many times as large",
    only("runs.csv", "run,seed,norm\n1,1,5e-324\n"),
    only("runs.csv", "run,seed,norm\n1,1,1e300\n"),
    "runs.csv row 1 (run 1): norm was 5e-324, is 1e300 (+1e300)",
  ],
  [
    "gives no relative size of a change from 0",
    only("runs.csv", "run,seed,kinks\n1,1,0\n"),
    only("runs.csv", "run,seed,kinks\n1,1,3\n"),
    "runs.csv row 1 (run 1): kinks was 0, is 3 (+3)",
  ],
  [
    "takes an earlier run before another file",
    TINY,
    {
      ...edited("runs.csv", "1,done", "1,diverged"),
      "curves.csv": CURVES.replace("1,1,7,", "1,1,6,"),
    },
    "runs.csv row 1 (run 1): status was done, is diverged",
  ],
  [
    "takes what is recorded during a run before its end",
    TINY,
    {
      ...edited("runs.csv", "2,0.2,1,done", "2,0.2,1,target"),
      "curves.csv": CURVES.replace("1,1,7,", "1,1,6,"),
    },
    "curves.csv row 4 (run 2, iteration 1): train_loss was 7, is 6 (−1, relative 0.14)",
  ],
  [
    "takes a changed number before a changed label",
    TINY,
    edited(
      "curves.csv",
      "0.1,1,0,9,0.5\n1,gradientDescent,2,0.1,1,1,8",
      "0.3,1,0,9,0.5\n1,gradientDescent,2,0.3,1,1,6",
    ),
    "curves.csv row 2 (run 1, iteration 1): train_loss was 8, is 6 (−2, relative 0.25)",
  ],
  [
    "takes a changed number before a swept field, which stands after the seed",
    only("runs.csv", "run,seed,loss_l2,example,status,extra\n1,1,0,0,done,5\n"),
    only("runs.csv", "run,seed,loss_l2,example,status,extra\n1,1,1,2,target,6\n"),
    "runs.csv row 1 (run 1): status was done, is target; extra was 5, is 6 (+1, relative 0.20)",
  ],
  [
    "places a point of a slice",
    only("slice.csv", SLICE),
    only("slice.csv", SLICE.replace("0,-1,2,2,0", "0,-1,1,1,0")),
    "slice.csv row 2 (run 1, a 0, b -1): loss was 2, is 1 (−1, relative 0.50); " +
    "data_loss was 2, is 1 (−1, relative 0.50)",
  ],
  [
    "places a point of a path, whose a and b are results",
    only("path.csv", "run,seed,iteration,a,b,distance,loss\n1,1,3,0.5,,0,2\n"),
    only("path.csv", "run,seed,iteration,a,b,distance,loss\n1,1,3,0.25,,0,2\n"),
    "path.csv row 1 (run 1, iteration 3): a was 0.5, is 0.25 (−0.25, relative 0.50)",
  ],
  [
    "places a derivative",
    only("gradient_check.csv", CHECK),
    only("gradient_check.csv", CHECK.replace("0.01,0,1,2,2,", "0.01,0,1,2,4,")),
    "gradient_check.csv row 3 (run 1, h 0.01, class 0, column 1): " +
    "numerical was 2, is 4 (+2, relative 1)",
  ],
  [
    "tells of a row that is new",
    edited("curves.csv", "1,gradientDescent,2,0.1,1,1,8,0.5\n", ""),
    TINY,
    "curves.csv row 2 (run 1, iteration 1): is new",
  ],
  [
    "tells of a row that is gone",
    TINY,
    edited("curves.csv", "1,gradientDescent,2,0.1,1,1,8,0.5\n", ""),
    "curves.csv row 2 (run 1, iteration 1): is gone",
  ],
  [
    "shows the line when only quotes differ",
    edited("runs.csv", "1,done", '1,"done"'),
    TINY,
    'runs.csv line 2: was "1,gradientDescent,2,0.1,1,"done",8,data,aaaa", ' +
    'is "1,gradientDescent,2,0.1,1,done,8,data,aaaa"',
  ],
  [
    "says that rows are in another order",
    only("runs.csv", "run,seed,kinks\n1,1,0\n2,1,0\n"),
    only("runs.csv", "run,seed,kinks\n2,1,0\n1,1,0\n"),
    "runs.csv row 1 (run 2): rows are in another order from here on",
  ],
  [
    "shows the first differing line of a text",
    TINY,
    edited("chart.txt", "down", "up"),
    'chart.txt line 2: was "Does it go down?", is "Does it go up?"',
  ],
  [
    "shows a last line end that is gone",
    TINY,
    { ...TINY, "chart.txt": CHART.trimEnd() },
    'chart.txt line 3: was "", is no such line',
  ],
  [
    "says which columns are new",
    only("runs.csv", "run,seed\n1,1\n"),
    only("runs.csv", "run,seed,kinks\n1,1,0\n"),
    "runs.csv: new columns kinks",
  ],
  [
    "says which columns are gone",
    only("runs.csv", "run,seed,kinks\n1,1,0\n"),
    only("runs.csv", "run,seed\n1,1\n"),
    "runs.csv: columns gone kinks",
  ],
  [
    "says which file is new",
    only("runs.csv", RUNS),
    TINY,
    "curves.csv was not there, chart.txt was not there",
  ],
  [
    "says which file is not there",
    TINY,
    { "runs.csv": RUNS, "curves.csv": CURVES },
    "chart.txt is not there",
  ],
];
for (const [what, base, head, text] of places) {
  Deno.test(`compareExperiment() ${what}`, () => {
    const change = compared(base, head);
    assertEquals([change.status, firstText(change)], ["changed", text]);
  });
}

// How much has changed.

Deno.test("compareExperiment() keeps the rows after one that is new", () => {
  const more = CURVES.replace(
    "2,gradientDescent,2,0.2,1,0,",
    "1,gradientDescent,2,0.1,1,2,7.5,1\n$&",
  );
  const { runs, files } = compared(TINY, { ...TINY, "curves.csv": more });
  assertEquals(files.map(({ rows }) => rows), [{ changed: 0, added: 1, removed: 0, all: 5 }]);
  assertEquals(runs, { changed: ["1"], all: 2 });
});

Deno.test("compareExperiment() counts rows with the same key one by one", () => {
  const twice = (last: string) => `run,seed,note\n1,1,a\n1,1,${last}\n`;
  const { files: [{ rows, first }] } = compared(
    only("x.csv", twice("b")),
    only("x.csv", twice("c")),
  );
  assertEquals([rows, first?.number], [{ changed: 1, added: 0, removed: 0, all: 2 }, 2]);
});

Deno.test("compareExperiment() counts runs, rows and columns, in the order of the table", () => {
  const { runs, files: [file] } = compared(
    TINY,
    edited("curves.csv", "1,1,8,0.5", "1,1,7,0.75"),
  );
  assertEquals(runs, { changed: ["1"], all: 2 });
  assertEquals([file.file, file.kind, file.rows.changed, file.columns.changed], [
    "curves.csv",
    "numbers",
    1,
    ["train_loss", "train_accuracy"],
  ]);
});

Deno.test("compareExperiment() compares the shared columns when one is new", () => {
  const head = edited("runs.csv", "status,", "status,extra,");
  const wider = head["runs.csv"].replaceAll("done,", "done,1,");
  const { cause, files: [file] } = compared(TINY, { ...TINY, "runs.csv": wider });
  assertEquals([cause, file.kind, file.columns.added, file.first], [
    "text",
    "text",
    ["extra"],
    null,
  ]);
});

// The weights alone.

Deno.test("compareExperiment() says that the weights of a run alone differ", () => {
  const text = textOf(TINY, edited("runs.csv", "bbbb", "bbbc"));
  assertStringIncludes(
    text,
    "\n  the final weights of run 2 differ although no recorded number does\n",
  );
  assertStringIncludes(text, "\n  in all: 1 of 2 runs; runs.csv: 1 changed of 2 rows\n");
});

Deno.test("compareExperiment() does not say so of a run with another loss", () => {
  const head = {
    ...edited("runs.csv", "bbbb", "bbbc"),
    "curves.csv": CURVES.replace("1,1,7,", "1,1,6,"),
  };
  assertEquals(compared(TINY, head).weightsAlone, []);
});

Deno.test("compareExperiment() tells weights that differ alone from those of other changed runs", () => {
  const head = {
    ...edited("runs.csv", "bbbb", "bbbc"),
    "curves.csv": CURVES.replace("1,1,8,", "1,1,6,"),
  };
  assertEquals(compared(TINY, head).weightsAlone, ["2"]);
  assertStringIncludes(
    textOf(TINY, head),
    "weights of run 2 differ although no recorded number of theirs does",
  );
});

Deno.test("compareExperiment() does not say so when a table is damaged or not there", () => {
  const { "runs.csv": runs } = edited("runs.csv", "bbbb", "bbbc");
  assertEquals(compared(TINY, { "runs.csv": runs, "chart.txt": CHART }).weightsAlone, []);
  assertEquals(
    compared(TINY, { ...TINY, "runs.csv": runs, "curves.csv": "run\n" }).weightsAlone,
    [],
  );
});

/** Trains three seeds; in run 2 one bit of one weight flips after the last record. */
async function trained(isFlipped: boolean): Promise<Files> {
  const { runs } = loadExperiment(toyFile({ seeds: [1, 2, 3] }), { source: "toy", kind: "train" });
  const kernels = referenceKernels("f32");
  const dataset = await datasets.make({ name: "toy" }, undefined);
  const objective = linearObjective({
    dataset,
    loss: losses.make({ name: "svm" }, kernels),
    kernels,
  });
  const curves = runs.map((plan): Curve => {
    const training = train(
      plan,
      { objective, dataset, kernels, clock: () => 0 },
      ({ iteration }, weights) => {
        const isLast = iteration === plan.spec.stop.iterations;
        if (isFlipped && isLast && plan.run === 2) new Uint8Array(weights.buffer)[4] ^= 1;
      },
    );
    let next = training.next();
    while (!next.done) next = training.next();
    return next.value;
  });
  return { "curves.csv": curvesTable(curves), "runs.csv": runsTable(curves) };
}

Deno.test("compareExperiment() finds one flipped bit of one weight", async () => {
  const { status, cause, weightsAlone, runs, first } = compared(
    await trained(false),
    await trained(true),
  );
  assertEquals([status, cause, weightsAlone], ["changed", "numbers", ["2"]]);
  assertEquals(runs, { changed: ["2"], all: 3 });
  assertEquals(first?.cells.map(({ column }) => column), ["weights_sha256"]);
});

// Why.

const file = { method: { name: "gradientDescent", stepSize: 1e-7 }, title: "Tiny", seeds: [1] };
const other = edited("curves.csv", "1,1,8,0.5", "1,1,7,0.5");
const relabelled = {
  ...TINY,
  "curves.csv": CURVES.replaceAll(",0.1,", ",0.3,").replace("1,1,8,0.5", "1,1,7,0.5"),
  "runs.csv": RUNS.replace(",0.1,", ",0.3,"),
};

const causes: [
  what: string,
  head: Files,
  was: Partial<Inputs>,
  is: Partial<Inputs>,
  cause: ExperimentChange["cause"],
  told: Pick<ExperimentChange, "inputs" | "code">,
][] = [
  [
    "names a field of the experiment file",
    other,
    { experiment: file },
    { experiment: { ...file, method: { ...file.method, stepSize: 2e-7 } } },
    "inputs",
    { inputs: ["method.stepSize was 1e-7, is 2e-7"], code: [] },
  ],
  [
    "names a field that is new and one that is gone, and lists as a whole",
    other,
    { experiment: { ...file, batchSize: 2 } },
    { experiment: { ...file, seeds: [1, 2], loss: { name: "svm" } } },
    "inputs",
    {
      inputs: [
        "seeds was [1], is [1, 2]",
        "batchSize was 2, is not given",
        'loss.name was not given, is "svm"',
      ],
      code: [],
    },
  ],
  [
    "names a field of the run at the centre of a slice",
    other,
    { experiment: file, center: { batchSize: 1, title: "A" } },
    { experiment: file, center: { batchSize: 2, title: "B" } },
    "inputs",
    { inputs: ["of the run at the centre, batchSize was 1, is 2"], code: [] },
  ],
  [
    "names a label of the tables where the file is not known",
    relabelled,
    {},
    { experiment: file },
    "inputs",
    { inputs: ["step_size of run 1 was 0.1, is 0.3"], code: [] },
  ],
  [
    "names a label of the tables when the file is the same",
    relabelled,
    { experiment: file },
    { experiment: file },
    "inputs",
    { inputs: ["step_size of run 1 was 0.1, is 0.3"], code: [] },
  ],
  [
    "does not repeat what the file says",
    relabelled,
    { experiment: file },
    { experiment: { ...file, method: { ...file.method, stepSize: 0.3 } } },
    "inputs",
    { inputs: ["method.stepSize was 1e-7, is 0.3"], code: [] },
  ],
  [
    "names the dataset by the start of its fingerprint",
    { ...other, "runs.csv": RUNS.replaceAll("data,", "0123456789abcdef,") },
    {},
    {},
    "inputs",
    {
      inputs: ["dataset_sha256 of run 1 was data, is 0123456789ab, and that of 1 more run changed"],
      code: [],
    },
  ],
  [
    "names the code when the experiment is the same",
    other,
    { experiment: file, codeSha256: "0123456789abcdef", version: "0.1.0" },
    { experiment: file, codeSha256: "abcdef0123456789", version: "0.2.0" },
    "code",
    { inputs: [], code: ["version was 0.1.0, is 0.2.0", "code was 0123456789ab, is abcdef012345"] },
  ],
  [
    "blames the numbers when all is the same",
    other,
    { experiment: file, codeSha256: "abc" },
    { experiment: file, codeSha256: "abc" },
    "numbers",
    { inputs: [], code: [] },
  ],
  ["blames the numbers when nothing is known", other, {}, {}, "numbers", { inputs: [], code: [] }],
  [
    "does not blame a title for numbers",
    other,
    { experiment: file },
    { experiment: { ...file, title: "Large" } },
    "numbers",
    { inputs: ['title was "Tiny", is "Large"'], code: [] },
  ],
  [
    "blames neither the place of the data nor the editor's schema",
    other,
    { experiment: { ...file, $schema: "a", dataset: { name: "toy", directory: "a" } } },
    { experiment: { ...file, dataset: { name: "toy", directory: "b" } } },
    "numbers",
    { inputs: [], code: [] },
  ],
  [
    "tells when a text alone has changed",
    edited("chart.txt", "Tiny", "Large"),
    { codeSha256: "abc" },
    { codeSha256: "def" },
    "text",
    { inputs: [], code: ["code was abc, is def"] },
  ],
  [
    "tells when the writing alone has changed",
    edited("runs.csv", "1,done", '1,"done"'),
    {},
    {},
    "text",
    { inputs: [], code: [] },
  ],
  [
    "tells when a label of the same experiment is written otherwise",
    edited("runs.csv", "1,gradientDescent", "1,descent"),
    { experiment: file },
    { experiment: file },
    "text",
    { inputs: ["method of run 1 was gradientDescent, is descent"], code: [] },
  ],
  [
    "tells when a table is not there",
    { "runs.csv": RUNS, "chart.txt": CHART },
    {},
    {},
    "files",
    { inputs: [], code: [] },
  ],
];
for (const [what, head, was, is, cause, told] of causes) {
  Deno.test(`compareExperiment() ${what}`, () => {
    const change = compared(TINY, head, was, is);
    const { inputs, code } = change;
    assertEquals([change.cause, { inputs, code }], [cause, told]);
  });
}

Deno.test("compareExperiment() gives the version of Deno as information, and no cause", () => {
  const { cause, information } = compared(TINY, other, { deno: "2.9.5" }, { deno: "2.9.6" });
  assertEquals([cause, information], ["numbers", ["Deno was 2.9.5, is 2.9.6"]]);
});

Deno.test("compareExperiment() says which inputs are known to be the same", () => {
  const known = { experiment: file, codeSha256: "abc" };
  assertEquals(compared(TINY, other, known, known).sameInputs, ["experiment", "dataset", "code"]);
  assertEquals(compared(TINY, other, known, {}).sameInputs, ["dataset"]);
  assertEquals(compared(TINY, relabelled, known, known).sameInputs, ["dataset", "code"]);
  const slice = compared(only("slice.csv", SLICE), only("slice.csv", SLICE.replace("2,2", "1,1")));
  assertEquals(slice.sameInputs, []);
});

Deno.test("compareExperiment() never takes code beside results for known", () => {
  const known = { experiment: file, codeSha256: "abc" };
  const assumed = { ...known, isAssumed: true };
  for (const [was, is] of [[assumed, known], [known, assumed], [assumed, assumed]]) {
    const { cause, sameInputs, isCodeAssumed } = compared(TINY, other, was, is);
    assertEquals([cause, sameInputs, isCodeAssumed], ["numbers", ["experiment", "dataset"], true]);
    assertStringIncludes(textOf(TINY, other, was, is), "; nothing is known of code");
  }
  assertStringIncludes(
    textOf(TINY, other, assumed, { ...known, codeSha256: "def" }),
    "\n  cause: the code differs, as far as known: code beside the results was abc, is def; " +
      "experiment and dataset are the same; the final weights are the same, so a table was edited " +
      "or is computed differently; deno task verify tiny tells which\n",
  );
});

Deno.test("compareExperiment() finds results that are older than the file beside them", () => {
  const newer = { ...file, seeds: [2] };
  const fields = ["seeds was [1], is [2]"];
  const told = (was: Partial<Inputs>, is: Partial<Inputs>) =>
    compared(TINY, TINY, was, is).outdated;
  const fresh = { experiment: file, file };
  const old = { experiment: file, file: newer };
  assertEquals(told(fresh, fresh), []);
  assertEquals(told(fresh, old), [{ side: "head", isKnown: true, fields }]);
  assertEquals(told(old, fresh), [{ side: "base", isKnown: true, fields }]);
  assertEquals(compared(TINY, other, fresh, old).outdated, told(fresh, old));
  const beside = { experiment: newer, file: newer, isAssumed: true };
  assertEquals(told(fresh, beside), [{ side: "head", isKnown: false, fields }]);
  // Results that have changed as well were made again.
  assertEquals(compared(TINY, other, fresh, beside).outdated, []);
  // As were those of a manifest with the new file.
  assertEquals(told(fresh, { experiment: newer, file: newer }), []);
});

Deno.test("qualityText() says first of all that results are older than their file", () => {
  const old = { experiment: file, file: { ...file, seeds: [2] } };
  const text =
    "older than its file: seeds was [1], is [2]; deno task experiments tiny makes them " +
    "again\n\ntiny is the same, byte for byte\n";
  assertEquals(textOf(TINY, TINY, {}, old), `tiny: results are ${text}`);
  assertEquals(textOf(TINY, TINY, old, {}), `tiny: results of old are ${text}`);
});

Deno.test("compareExperiment() knows the same weights only where both tables tell them", () => {
  const isSame = (base: Files, head: Files) => compared(base, head).isSameWeights;
  const without = (files: Files): Files => ({
    ...files,
    "runs.csv": RUNS.replaceAll(/,[^,\n]*(?=\n)/g, ""),
  });
  assertEquals(isSame(TINY, other), true);
  assertEquals(isSame(TINY, TINY), false);
  assertEquals(isSame(without(TINY), without(other)), false);
  assertEquals(isSame(TINY, without(other)), false);
  assertEquals(isSame(TINY, { ...other, "runs.csv": RUNS.replace("aaaa", "aaab") }), false);
  assertEquals(isSame(TINY, { ...other, "runs.csv": "" }), false);
  // Of slices they are those at the centre.
  const slice = { "slice.csv": SLICE, "runs.csv": RUNS };
  assertEquals(isSame(slice, { ...slice, "slice.csv": SLICE.replace("2,2", "1,1") }), false);
});

Deno.test("qualityText() does not call a chart that is gone drawn otherwise", () => {
  const { "chart.txt": _, ...tables } = TINY;
  assertStringIncludes(textOf(TINY, tables), "\n  cause: chart.txt is not there\n");
  assertStringIncludes(textOf(tables, TINY), "\n  cause: chart.txt was not there\n");
});

Deno.test("qualityText() prints no character that a terminal would obey", () => {
  const chart = { ...TINY, "chart.txt": "\u001b[31mTiny\r\n" };
  assertStringIncludes(textOf(TINY, chart), 'was "Tiny", is "\\u{1b}[31mTiny\\r"\n');
  const table = edited("runs.csv", "1,done,8", '1,"do\nne\u202e",8');
  const text = textOf(TINY, table);
  assertStringIncludes(text, "status was done, is do\\nne\\u{202e}\n");
  assertEquals(firstText(compared(TINY, chart)).includes("\u001b"), false);
  const named = compareResults(set("a", { "\u001b[2J": TINY }), set("b", { "\u001b[2J": TINY }));
  assertEquals(qualityText(named), "\\u{1b}[2J is the same, byte for byte\n");
});

Deno.test("qualityText() cuts long lines to where they differ", () => {
  const row = Array.from({ length: 60 }, (_, i) => i).join(",");
  const [base, head] = [`${row}\n`, `${row.replace(",50,", ",5x,")}\n`];
  const [line] = textOf(only("chart.txt", base), only("chart.txt", head)).split("\n")
    .filter((text) => text.startsWith("  first: "));
  const shown = "…,44,45,46,47,48,49,5";
  assertEquals(
    line,
    `  first: chart.txt line 1: was ${shown}0,51,52,53,54,55,56,57,58,59", ` +
      `is ${shown}x,51,52,53,54,55,56,57,58,59"`,
  );
  const [was] = textOf(only("a.txt", "a".repeat(200)), only("a.txt", "b")).split(", is ");
  assert(was.endsWith(`was "${"a".repeat(79)}…`));
});

// Damage.

const damages: [what: string, text: string, damage: string][] = [
  ["is empty", "", "it is empty"],
  ["was cut short", RUNS.slice(0, -1), "its last line has no end"],
  [
    "lost cells",
    "run,loss\n1,9\n2\n",
    "line 3: The record has 1 fields, but the header has 2 fields",
  ],
  [
    "holds marks of a merge",
    "run,loss\n<<<<<<< HEAD\n1,9\n",
    "line 2: The record has 1 fields, but the header has 2 fields",
  ],
  [
    "has an open quote",
    'run,loss\n1,"9\n',
    'line 2: parse error on line 2, column 1: extraneous or missing " in quoted-field',
  ],
  ["is of something else", "name,loss\na,9\n", 'it has no column "run"'],
  [
    "begins with a mark",
    `\uFEFF${RUNS}`,
    "it begins with a byte order mark, which no table here has",
  ],
  ["has a column twice", "run,loss,loss\n1,9,8\n", "two of its columns have the same name"],
];
for (const [what, text, damage] of damages) {
  Deno.test(`compareExperiment() tells of a table that ${what}`, () => {
    const head = { ...TINY, "runs.csv": text };
    const { status, cause, files } = compared(TINY, head);
    assertEquals([status, cause, files.map((one) => [one.file, one.kind, one.damage])], [
      "changed",
      "files",
      [["runs.csv", "damaged", `in the head: ${damage}`]],
    ]);
    assertEquals(compared(head, TINY).files[0].damage, `in the base: ${damage}`);
    assertStringIncludes(textOf(TINY, head), `\n  damaged: runs.csv in the head: ${damage}; `);
  });
}

Deno.test("compareExperiment() tells of curves without iterations", () => {
  const { files: [{ damage }] } = compared(TINY, { ...TINY, "curves.csv": "run,loss\n1,9\n" });
  assertEquals(damage, 'in the head: it has no column "iteration"');
});

Deno.test("compareExperiment() still compares the other tables of a damaged result", () => {
  const { cause, first } = compared(TINY, { ...other, "runs.csv": "" });
  assertEquals([cause, first?.file], ["numbers", "curves.csv"]);
});

// All experiments.

Deno.test("compareResults() lists experiments of both sides, folders last", () => {
  const base = set("old", { b: TINY, "x/a": TINY, gone: TINY });
  const head = set("new", { b: other, "x/a": TINY, added: TINY });
  const { experiments } = compareResults(base, head);
  assertEquals(experiments.map(({ name, status }) => [name, status]), [
    ["added", "added"],
    ["b", "changed"],
    ["gone", "removed"],
    ["x/a", "same"],
  ]);
});

Deno.test("qualityText() tells the whole of a comparison", () => {
  const known = { experiment: file, codeSha256: "abc" };
  const version = (name: string, commit: string | null, files: Files, more: string) => ({
    name,
    commit,
    experiments: {
      tiny: { files, inputs: inputs(known) },
      fine: { files: TINY },
      small: { files: TINY },
      [more]: { files: TINY },
    },
  });
  const base = version("main", "0123456789abcdef0123456789abcdef01234567", TINY, "gone");
  assertEquals(
    qualityText(compareResults(base, version(".", null, other, "more"))),
    [
      "From main (0123456789ab) to .",
      "",
      "tiny: changed",
      "  first: curves.csv row 2 (run 1, iteration 1): train_loss was 8, is 7 (−1, relative 0.13)",
      "  in all: 1 of 2 runs; curves.csv: 1 changed of 4 rows",
      "  cause: the numbers themselves, although experiment, dataset and code are the same" +
      "; the final weights are the same, so a table was edited or is computed differently; " +
      "deno task verify tiny tells which",
      "",
      "Only in main (0123456789ab): gone",
      "Only in .: more",
      "2 other experiments are the same, byte for byte",
      "",
    ].join("\n"),
  );
});

Deno.test("qualityText() says in one line that all is the same", () => {
  const all = set("a", { one: TINY, two: TINY, three: TINY });
  assertEquals(
    qualityText(compareResults(all, all)),
    "3 experiments are the same, byte for byte\n",
  );
  const one = set("a", { one: TINY });
  assertEquals(qualityText(compareResults(one, one)), "one is the same, byte for byte\n");
});

Deno.test("qualityText() tells of results that stayed while their experiment changed", () => {
  const text = textOf(TINY, TINY, { experiment: file }, { experiment: { ...file, seeds: [2] } });
  assertEquals(
    text,
    "tiny is the same, byte for byte\n" +
      "tiny is the same although seeds was [1], is [2]\n",
  );
});

Deno.test("qualityText() does not wonder at results that stayed while the code changed", () => {
  const text = textOf(TINY, TINY, { codeSha256: "abc" }, { codeSha256: "def" });
  assertEquals(text, "tiny is the same, byte for byte\n");
});

Deno.test("qualityText() says what it does not know", () => {
  assertStringIncludes(
    textOf(TINY, other),
    "\n  cause: the numbers themselves, although dataset is the same; " +
      "nothing is known of experiment and code; the final weights are the same, so a table was " +
      "edited or is computed differently\n",
  );
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

Deno.test("compareExperiment() calls everything the same as itself", () => {
  fc.assert(fc.property(results, (files) => {
    const { status, cause, files: changed, first } = compared(files, { ...files });
    assertEquals([status, cause, changed, first], ["same", null, [], null]);
  }));
});

Deno.test("compareExperiment() calls nothing the same that differs in a byte", () => {
  fc.assert(fc.property(results, results, (base, head) => {
    const names = new Set([...Object.keys(base), ...Object.keys(head)]);
    const differing = [...names].filter((name) => base[name] !== head[name]).sort();
    const { status, files } = compared(base, head);
    assertEquals(status, differing.length === 0 ? "same" : "changed");
    assertEquals(files.map((one) => one.file).sort(), differing);
  }));
});

Deno.test("compareExperiment() marks the same from both sides", () => {
  const swapped = { added: "removed", removed: "added" } as Record<string, string>;
  fc.assert(fc.property(results, results, (base, head) => {
    const [there, back] = [compared(base, head), compared(head, base)];
    const { status, cause, runs, weightsAlone } = there;
    assertEquals(
      { status, cause, runs: { ...runs, changed: runs.changed.toSorted() }, weightsAlone },
      {
        status: back.status,
        cause: back.cause,
        runs: { ...back.runs, changed: back.runs.changed.toSorted() },
        weightsAlone: back.weightsAlone,
      },
    );
    assertEquals(
      there.files.map(({ file, kind, rows, columns }) => ({ file, kind, rows, columns })),
      back.files.map(({ file, kind, rows, columns }) => ({
        file,
        kind: swapped[kind] ?? kind,
        rows: { ...rows, added: rows.removed, removed: rows.added },
        columns: {
          changed: columns.changed,
          added: columns.removed,
          removed: columns.added,
        },
      })),
    );
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
    const { first, runs } = compared(TINY, { ...TINY, "curves.csv": head });
    assertEquals([first?.number, first?.cells.map((one) => [one.column, one.is])], [
      row,
      [[names[column], "0.625"]],
    ]);
    assertEquals(runs.changed, [cells[0]]);
  }));
});
