import { assertEquals, assertObjectMatch, assertThrows } from "@std/assert";
import { InputError } from "../../src/errors.ts";
import type { Experiment } from "../../src/experiment/experiment.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import type { Plan } from "../../src/kinds/plan.ts";
import type { SliceSpec } from "../../src/kinds/slice/spec.ts";
import type { Curve } from "../../src/kinds/train/curve.ts";
import type { TrainSpec } from "../../src/kinds/train/spec.ts";
import { type Fields, gradientCheckKind, sliceKind, trainKind } from "../_done.ts";
import { checkFile, sliceFile, toyFile } from "../_files.ts";

const source = "mine.jsonc";

type Training = Experiment<TrainSpec, Curve>;
const training = (fields: Fields = {}, ...overrides: string[]): Training =>
  loadExperiment(toyFile(fields), { source, kind: trainKind, overrides });
const slices = (fields: Fields = {}, ...overrides: string[]) =>
  loadExperiment(sliceFile(fields), { source, kind: sliceKind, overrides });
const checks = (fields: Fields = {}, ...overrides: string[]) =>
  loadExperiment(checkFile(fields), { source, kind: gradientCheckKind, overrides });
const specsOf = <Spec>({ runs }: { runs: readonly Plan<Spec>[] }) => runs.map(({ spec }) => spec);

// What is refused

const synthetic = { dataset: { name: "synthetic", train: 100 } };
const usual = { name: "gradientDescent", stepSize: 0.1 };
const batches = { matrix: { batchSize: [1, 2] } };
const exponents = (...ends: number[]) => ({ matrix: { "method.stepSize": { logspace: ends } } });
const above = (sweep: string) => ({ ...synthetic, [sweep]: { batchSize: [100, 101, "full"] } });

const REFUSED: readonly (readonly [what: string, load: () => unknown])[] = [
  ["a batch size above the examples in matrix", () => training(above("matrix"))],
  ["a batch size above the examples in zip", () => training(above("zip"))],
  [
    "a batch size above swept examples",
    () => training({ ...synthetic, batchSize: 50, matrix: { "dataset.train": [100, 20] } }),
  ],
  ["a wrong override with the name of the file", () => training({}, "method.stepSze=1")],
  ["a wrong value in a swept override", () => training({}, "method.stepSize=0.1,0")],
  ["a malformed override, which it names", () => training({}, "batchSize=1", "=3")],
  [
    "an option of another gradient in a file without one",
    () => training({ gradient: undefined }, "gradient.h=1e-4"),
  ],
  ["values that JSON has no word for, and shows them", () => training({}, "batchSize=1e999")],
  [
    "a key that stands twice in one object, with its place",
    () => loadExperiment(toyFile().replace(/}\s*$/, ',\n  "title": "Again" }'), { source }),
  ],
  ["a word for an object, which it writes", () => training({ method: "gradientDescent" })],
  ["a word for a chart", () => training({ charts: ["line"] })],
  ["a list for one value", () => training({ batchSize: [10, 50] })],
  [
    "a range for one value",
    () => training({ method: { ...usual, stepSize: { logspace: [-2, -1, 2] } } }),
  ],
  ["a list of starts", () => slices({ center: ["zero", "random"] })],
  ["seed for seeds", () => training({ seed: 4 })],
  ["seed for seeds in an override", () => training({}, "seed=4")],
  ["swept seeds", () => training({ matrix: { seeds: [1, 2] } })],
  ["a swept seed", () => training({ zip: { seed: [1, 2] } })],
  ["small values as exponents", () => training(exponents(1e-9, 1e-6, 4))],
  ["large values as exponents", () => training(exponents(256, 32, 4))],
  ["values as exponents of h", () => checks({ h: { logspace: [1e-9, 1e-6, 4] } })],
  ["a call as a range", () => training({}, "method.stepSize=logspace(-9,-6,4)")],
  ["a call of NumPy as a range", () => training({}, "batchSize=np.arange(5)")],
  ["a call as seeds", () => training({}, "seeds=range(5)")],
  ["seeds with a colon", () => training({}, "seeds=1:5")],
  ["many values with points", () => training({}, "batchSize=1..50")],
  ["a wrong value that matrix replaces", () => training({ ...batches, batchSize: -3 })],
  [
    "a wrong option of what matrix replaces as a whole",
    () => training({ method: { ...usual, stepSze: 1 }, matrix: { method: [usual] } }),
  ],
  [
    "a wrong value that an override sweeps",
    () => training({ method: { ...usual, stepSize: -1 } }, "method.stepSize=1,2"),
  ],
  ["UTF-16", () => loadExperiment("\uFFFD\uFFFD{\0\n\0}\0", { source })],
  ["UTF-16 without a mark", () => loadExperiment("{\0\n\0}\0", { source })],
  ["Latin-1", () => loadExperiment('{\n  "title": "M\uFFFDller" }', { source })],
  [
    "JSON with Windows line ends, of which it counts each once",
    () => loadExperiment('{\r\n  "title": "T"\r\n  "question": "Q"\r\n}', { source }),
  ],
  [
    "a file of another kind than the caller reads",
    () => loadExperiment(sliceFile(), { source, kind: trainKind }),
  ],
];
for (const [what, load] of REFUSED) {
  Deno.test(`loadExperiment() refuses ${what}`, async (t) => {
    await t.assertSnapshot(assertThrows(load, InputError).message);
  });
}

Deno.test("loadExperiment() does not sweep h, which is a list of its own", () => {
  const { message } = assertThrows(() => checks({ matrix: { h: [1e-3, 1e-4] } }), InputError);
  assertEquals(message.startsWith("mine.jsonc: matrix.h: unknown key: "), true);
});

Deno.test("loadExperiment() says how to sweep a list that is a part of a field", () => {
  const text = JSON.stringify({
    ...{ title: "T", question: "Q", problem: { name: "absolute", start: [1, 2] } },
    ...{ method: { name: "gradientDescent", stepSize: 1 }, stop: { iterations: 1 } },
    matrix: { "problem.start": [[1, 2], [2, 2]] },
  });
  assertEquals(
    assertThrows(() => loadExperiment(text, { source }), InputError).message,
    "mine.jsonc: matrix.problem.start: cannot be swept by itself: " +
      'give each value of "problem" as a whole, {"problem": [{ … }, { … }]}',
  );
});

Deno.test("loadExperiment() takes what stands for nothing by itself where matrix replaces it", () => {
  const values = { "method.name": ["gradientDescent"], "method.stepSize": [0.1] };
  assertEquals(training({ method: {}, matrix: values }).runs.length, 1);
  const { runs } = training(
    { ...synthetic, batchSize: 100, matrix: { batchSize: [1] } },
    "dataset.train=50",
  );
  assertEquals(runs.length, 1);
});

// Syntax

Deno.test("loadExperiment() reads comments, trailing commas and a byte order mark", () => {
  const text = `\uFEFF{ // why
    "title": "T", "question": "Q", /* more */
    "dataset": { "name": "toy" }, "method": { "name": "gradientDescent", "stepSize": 1, },
    "stop": { "iterations": 1 },
  }`;
  assertEquals(loadExperiment(text, { source }).title, "T");
});

// Kinds and their defaults

Deno.test("loadExperiment() trains when the file names no kind, with the defaults of training", () => {
  const { kind, charts, best, runs: [{ seed, spec }] } = training({
    dataset: { name: "synthetic" },
  });
  assertEquals([kind.name, charts, best, seed], ["train", [{ name: "line" }], null, 1]);
  assertEquals<unknown>(spec, {
    problem: { name: "classifier" },
    dataset: { name: "synthetic", train: 5000, test: 1000, seed: 1, center: true, scale: false },
    scores: { name: "linear" },
    loss: { name: "svm", delta: 1, l2: 0, l1: 0, penalizeBias: true },
    method: { name: "gradientDescent", stepSize: 0.1 },
    gradient: { name: "analytic" },
    batchSize: "full",
    lastBatch: "keep",
    init: { scale: 1e-4 },
    stop: { iterations: 5, divergence: 100 },
    keep: "curve",
    record: "geometric",
  });
});

Deno.test("loadExperiment() keeps what the file says over the defaults", () => {
  const fields = { loss: { name: "svm", delta: 0 }, init: { scale: 0 }, record: [] };
  assertObjectMatch({ ...specsOf(training(fields))[0] }, fields);
});

Deno.test("loadExperiment() fills in the defaults of a slice", () => {
  const experiment = slices({ center: undefined, a: { points: 5 }, b: { points: 3 } });
  const { kind, charts, best, total } = experiment;
  assertEquals([kind.name, charts, best, total], ["slice", [{ name: "heatmap" }], null, 1]);
  assertObjectMatch({ ...specsOf(experiment)[0] }, {
    init: { scale: 1e-4 },
    center: "random",
    a: { direction: 0, min: -1, max: 1, points: 5 },
    b: { direction: 1, min: -1, max: 1, points: 3 },
    normalization: "none",
    orthogonal: false,
    path: false,
  });
});

const stepSizes = { "method.stepSize": [0.1, 0.2, 0.4] };
for (
  const [what, matrix, chart] of [
    ["a swept number is sensitivity", stepSizes, { name: "sensitivity", x: "method.stepSize" }],
    [
      "several is that of the step size",
      { "stop.iterations": [1, 2, 3, 4], ...stepSizes },
      { name: "sensitivity", x: "method.stepSize" },
    ],
    ["a swept number that may be 0 has a straight axis", { "loss.l2": [0, 0.1, 1] }, {
      name: "sensitivity",
      x: "loss.l2",
      logX: false,
    }],
    ["two numbers are lines", { "method.stepSize": [0.1, 0.2] }, { name: "line" }],
    ["a number with a word is lines", { batchSize: [1, 2, 3, "full"] }, { name: "line" }],
    ["seeds of a dataset is lines", { "dataset.seed": [1, 2, 3] }, { name: "line" }],
  ] as const
) {
  Deno.test(`loadExperiment() without charts: that of ${what}`, () => {
    assertEquals(training({ ...synthetic, matrix }).charts, [chart]);
  });
}

Deno.test("loadExperiment() without charts: that of batch sizes with a target is what they buy", () => {
  const sizes = { ...synthetic, matrix: { batchSize: [1, 2, 4], ...stepSizes } };
  const stop = { epochs: 1, targetLoss: 1 };
  assertEquals(training({ ...sizes, stop }).charts, [{ name: "criticalBatch" }]);
  assertEquals(training(sizes).charts, [{ name: "sensitivity", x: "method.stepSize" }]);
});

Deno.test("loadExperiment() draws a profile of slices along one axis, or a heat map", () => {
  assertEquals(slices().charts, [{ name: "profile" }]);
  assertEquals(slices({ matrix: { "b.points": [2, 3] } }).charts, [{ name: "heatmap" }]);
});

Deno.test("loadExperiment() takes a million places of a slice", () => {
  assertEquals(slices({ a: { points: 1000 }, b: { points: 1000 } }).total, 1);
});

Deno.test("loadExperiment() fills in the defaults of a gradient check", () => {
  const { kind, charts, runs: [{ spec }] } = checks({ h: undefined });
  assertEquals([kind.name, charts], ["gradientCheck", [{ name: "valley" }]]);
  assertObjectMatch({ ...spec }, { batchSize: "full", coordinates: 50, scheme: "central" });
  assertEquals([spec.h.length, spec.h[0], spec.h[11]], [12, 0.1, 1e-12]);
});

// Sweeps

const descent = { name: "gradientDescent", stepSize: 0.5 };
const search = { name: "randomSearch" };
const whole = { matrix: { method: [descent, search] } };
const sizes = (...batchSize: unknown[]) => ({ matrix: { batchSize } });
const sweep = { matrix: { batchSize: [1, 2], "method.stepSize": [0.1, 0.2, 0.4] }, seeds: [1, 2] };
const best = (of: string, ...seeds: number[]) => ({ best: { of, seeds } });
const bare = { method: [{ name: "gradientDescent" }, { name: "localSearch", stepSize: 9 }] };
const inner = { "method.stepSize": [0.1, 0.2] };

const batchSizes = (one: Training) => specsOf(one).map(({ batchSize }) => batchSize);
const methods = (one: Training) => specsOf(one).map(({ method }) => method);
const steps = (one: Training) => methods(one).map(({ name, stepSize }) => [name, stepSize]);
const fieldsOf = (one: Training) => specsOf(one) as unknown as Record<string, Fields>[];
const datasets = (one: Training) => fieldsOf(one).map(({ dataset: { train } }) => train);
const losses = (one: Training) => fieldsOf(one).map(({ loss }) => loss);
const stops = (one: Training) => specsOf(one).map(({ stop }) => stop);
const values = ({ runs }: Training) => runs.map(({ values }) => values);
const totals = ({ best, runs, total }: Training) => [best, runs.length, total];

const LOADED: readonly (readonly [
  what: string,
  load: () => Training,
  pick: (experiment: Training) => unknown,
  expected: unknown,
])[] = [
  [
    "repeats each combination with every seed, the seed fastest",
    () => training({ ...sizes(1, "full"), seeds: [7, 3] }),
    ({ runs }) => runs.map(({ run, seed, values }) => [run, seed, values.batchSize]),
    [[1, 7, 1], [2, 3, 1], [3, 7, "full"], [4, 3, "full"]],
  ],
  [
    "puts swept values into the spec of their run",
    () => training({ matrix: { "method.stepSize": [0.5, 0.25] }, zip: { batchSize: [1, 2] } }),
    (one) => specsOf(one).map(({ method, batchSize }) => [method.stepSize, batchSize]),
    [[0.5, 1], [0.5, 2], [0.25, 1], [0.25, 2]],
  ],
  [
    "sweeps a required field that the file leaves to the sweep",
    () => training({ stop: undefined, matrix: { "stop.iterations": [1, 2] } }),
    stops,
    [{ iterations: 1, divergence: 100 }, { iterations: 2, divergence: 100 }],
  ],
  [
    "sweeps a whole field that the file leaves to the sweep",
    () => training({ stop: undefined, matrix: { stop: [{ iterations: 1 }, { epochs: 2 }] } }),
    stops,
    [{ iterations: 1, divergence: 100 }, { epochs: 2, divergence: 100 }],
  ],
  [
    "sweeps names with the options of each",
    () => training({ matrix: { "dataset.name": ["toy", "synthetic"] } }),
    datasets,
    [undefined, 5000],
  ],
  [
    "takes a batch size of all examples",
    () => training({ ...synthetic, batchSize: 100 }),
    batchSizes,
    [100],
  ],
  ["runs the same combination once", () => training({}, "batchSize=1,2,1"), batchSizes, [1, 2]],
  [
    "runs the same whole method once",
    () => training({ matrix: { method: [search, { ...search }] } }),
    (one) => one.runs.length,
    1,
  ],
  ["sweeps whole methods with the options of each", () => training(whole), methods, [
    descent,
    { ...search, scale: 1e-4 },
  ]],
  ["labels a run with a whole method as the file gives it", () => training(whole), values, [
    { method: descent },
    { method: search },
  ]],
  [
    "sets a whole field before a field inside it",
    () => training({ matrix: { ...bare, ...inner } }),
    steps,
    ["gradientDescent", "localSearch"].flatMap((name) => [[name, 0.1], [name, 0.2]]),
  ],
  [
    "sets a whole field before a field inside it that is swept first",
    () => training({ matrix: { ...inner, ...bare } }),
    steps,
    [0.1, 0.2].flatMap((step) => [["gradientDescent", step], ["localSearch", step]]),
  ],
  [
    "keeps a field inside a whole one out of its label",
    () => training({ matrix: { method: [{ name: "gradientDescent" }], ...inner } }),
    values,
    [0.1, 0.2].map((step) => ({ method: { name: "gradientDescent" }, "method.stepSize": step })),
  ],
  [
    "zips whole methods with other fields",
    () => training({ zip: { method: [descent, search], batchSize: [1, "full"] } }),
    (one) => specsOf(one).map(({ method, batchSize }) => [method.name, batchSize]),
    [["gradientDescent", 1], ["randomSearch", "full"]],
  ],
  [
    "counts what best runs again, once for each group and seed",
    () => training({ ...sweep, ...best("method.stepSize", 3, 4, 5) }),
    totals,
    // 2 · 3 · 2 runs, and for each of two batch sizes three seeds.
    [{ of: "method.stepSize", seeds: [3, 4, 5] }, 12, 12 + 2 * 3],
  ],
  [
    "counts groups of the combinations that exclude leaves",
    () => training({ ...sweep, exclude: [{ batchSize: 2 }], ...best("method.stepSize", 3) }),
    ({ total }) => total,
    6 + 1,
  ],
  [
    "takes the best of whole methods",
    () => training({ ...whole, ...best("method", 2) }),
    ({ total }) => total,
    3,
  ],
  ["without best runs nothing again", () => training(sweep), totals, [null, 12, 12]],

  // Overrides, up to the specs they make.
  [
    "applies overrides before it checks",
    () => training({ batchSize: 0 }, "batchSize=2", "seeds=1,2"),
    ({ runs }) => runs.map(({ seed, spec }) => [seed, spec.batchSize]),
    [[1, 2], [2, 2]],
  ],
  [
    "keeps the file with its overrides for the manifest",
    () => training({}, "batchSize=1,2"),
    ({ file }) => file,
    {
      ...JSON.parse(toyFile()),
      loss: { name: "svm" },
      gradient: { name: "analytic" },
      matrix: { batchSize: [1, 2] },
    },
  ],
  [
    "sets the gradient of a file without one field by field",
    () => training({}, "gradient.name=numerical", "gradient.h=1e-4"),
    (one) => specsOf(one).map(({ gradient: { name, h } }) => [name, h]),
    [["numerical", 1e-4]],
  ],
  [
    "takes best=null for no best at all",
    () => training({ ...sizes(1, 2), ...best("batchSize", 2) }, "best=null"),
    totals,
    [null, 2, 2],
  ],
  [
    "takes best.seeds=3,4 for a list, not for a sweep",
    () => training({ ...sizes(1, 2), ...best("batchSize", 2) }, "best.seeds=3,4"),
    totals,
    [{ of: "batchSize", seeds: [3, 4] }, 2, 4],
  ],
  [
    "sweeps and sets fields of the loss in a file without one",
    () => training({ loss: undefined }, "loss.delta=2", "loss.l2=0,1"),
    losses,
    [0, 1].map((l2) => ({ name: "svm", delta: 2, l2, l1: 0, penalizeBias: true })),
  ],
  [
    "takes a whole method in braces",
    () => training({}, 'method={"name":"randomSearch"}'),
    methods,
    [{ name: "randomSearch", scale: 1e-4 }],
  ],
  [
    "sweeps whole methods in brackets",
    () => training({}, 'method=[{"name":"randomSearch"},{"name":"localSearch"}]'),
    methods,
    [{ name: "randomSearch", scale: 1e-4 }, { name: "localSearch", stepSize: 1e-4 }],
  ],
];
for (const [what, load, pick, expected] of LOADED) {
  Deno.test(`loadExperiment() ${what}`, () => assertEquals(pick(load()), expected));
}

Deno.test("loadExperiment() gives each run a spec and whole fields of its own", () => {
  const own = { matrix: { "method.stepSize": [1, 2] } };
  const shared = { matrix: { method: [descent], batchSize: [1, 2] } };
  for (const fields of [own, shared]) {
    const [first, second] = methods(training(fields));
    assertEquals(first === second, false);
  }
});

Deno.test("loadExperiment() adds no gradient to the file of a kind that has none", () => {
  for (const text of [sliceFile(), checkFile()]) {
    const { file } = loadExperiment(text, { source });
    assertEquals(file, { ...JSON.parse(text), loss: { name: "svm" } });
  }
});

Deno.test("loadExperiment() repeats each slice with every seed", () => {
  const { runs } = slices({ matrix: { center: ["zero", "random"] }, seeds: [4, 5] });
  assertEquals(
    runs.map(({ run, seed, spec }) => [run, seed, spec.center]),
    [[1, 4, "zero"], [2, 5, "zero"], [3, 4, "random"], [4, 5, "random"]],
  );
});

Deno.test("loadExperiment() sets and adds axes of slices, and the centre", () => {
  const [spec] = specsOf(slices({}, "a.points=21", "b.points=3", "b.max=2", "center=random"));
  assertObjectMatch({ ...spec }, {
    a: { min: -2, points: 21 },
    b: { direction: 1, min: -1, max: 2, points: 3 },
    center: "random",
  });
});

Deno.test("loadExperiment() takes h as the steps of one check: some, one, or a range", () => {
  const range = { logspace: [-5, -3, 3] };
  const steps = [
    checks({}, "h=1e-2,1e-4,1e-6"),
    checks({}, "h=1e-4"),
    checks({ h: range }),
    checks({}, 'h={"geomspace":[1e-5,1e-3,3]}'),
  ].map((one) => specsOf(one).map(({ h }) => h));
  const spaced = [[1e-5, 1e-4, 1e-3]];
  assertEquals(steps, [[[1e-2, 1e-4, 1e-6]], [[1e-4]], spaced, spaced]);
});

Deno.test("loadExperiment() sweeps the scheme of a check", () => {
  const specs = specsOf(checks({}, "scheme=forward,central"));
  assertEquals(specs.map(({ scheme }) => scheme), ["forward", "central"]);
});

// Slices at the end of a run of another file.

const two = toyFile({ loss: { name: "svm", delta: 5 }, ...sizes(1, 2), seeds: [8] });

/** What is trained for a slice whose file lies in a folder with `two`. */
function trained(center: unknown, overrides: readonly string[] = [], fields = {}) {
  const read = (path: string) => (assertEquals(path, "folder/two.jsonc"), two);
  const text = sliceFile({ center, loss: { name: "svm", delta: 2 }, ...fields });
  const options = { source: "folder/mine.jsonc", kind: sliceKind, overrides, read };
  return specsOf<SliceSpec>(loadExperiment(text, options)).map(({ trained }) => trained);
}

const at = (run: number) => ({ experiment: "two.jsonc", run });

Deno.test("loadExperiment() plans the run at the centre, from beside the slice's file", () => {
  const [plan] = trained(at(2));
  assertObjectMatch({ ...plan }, {
    run: 2,
    seed: 8,
    values: { batchSize: 2 },
    spec: { batchSize: 2 },
  });
});

Deno.test("loadExperiment() trains the run at the centre on the slice's dataset and loss", () => {
  const dataset = { name: "toy", points: [[1], [2]], labels: [0, 1] };
  const [plan] = trained(at(1), [], { dataset });
  assertObjectMatch({ ...plan?.spec }, { loss: { delta: 2 }, dataset });
});

Deno.test("loadExperiment() plans no training for other centres", () => {
  assertEquals(trained("zero"), [null]);
});

Deno.test("loadExperiment() sets and sweeps center.run", () => {
  const sizesAt = (override: string) =>
    trained(at(1), [override]).map((plan) => plan?.spec.batchSize);
  assertEquals([sizesAt("center.run=2"), sizesAt("center.run=2,1")], [[2], [2, 1]]);
});

Deno.test("loadExperiment() has the way to a run from 0 to 1, and plans that run", () => {
  const read = () => two;
  const axis = { direction: at(2), points: 5 };
  const load = (fields: Record<string, unknown>) =>
    specsOf<SliceSpec>(
      loadExperiment(sliceFile(fields), { source: "mine.jsonc", kind: sliceKind, read }),
    )[0];
  const { a, trained } = load({ a: axis });
  assertEquals([a.min, a.max, a.direction, trained], [0, 1, { ...at(2), matchUnits: false }, null]);
  assertEquals([a.trained?.run, a.trained?.seed, a.trained?.spec.batchSize], [2, 8, 2]);
  const { b } = load({ b: { ...axis, min: -0.5, max: 2 } });
  assertEquals([b?.min, b?.max, b?.trained?.run], [-0.5, 2, 2]);
});

Deno.test("loadExperiment() refuses to centre at a run when it cannot read files", () => {
  assertThrows(
    () => slices({ center: at(1) }),
    InputError,
    "mine.jsonc: center.experiment: cannot be read here: no way to read files was given",
  );
});

Deno.test("loadExperiment() refuses a dataset beside a written function", () => {
  const text = JSON.stringify({
    title: "F",
    question: "Where?",
    problem: { name: "rosenbrock" },
    dataset: { name: "synthetic" },
    method: { name: "gradientDescent", stepSize: 1e-3 },
    stop: { iterations: 1 },
  });
  assertThrows(
    () => loadExperiment(text, { source: "f.jsonc" }),
    InputError,
    "f.jsonc: dataset: does not go with the rest of the file: leave it out",
  );
});

// Rows of different problems.

const ROWS = {
  dataset: undefined,
  rows: [[
    { dataset: { name: "toy" }, loss: { name: "softmax" } },
    { problem: { name: "ravine", kappa: 7 } },
    { problem: { name: "ravine" }, "method.stepSize": 0.01 },
  ]],
};

Deno.test("loadExperiment() takes rows of problems that have other fields", () => {
  const specs = specsOf(training(ROWS)) as unknown as Fields[];
  const own = specs.map(({ problem, dataset, loss }) => ({ problem, dataset, loss }));
  assertObjectMatch({ own }, {
    own: [
      { problem: { name: "classifier" }, dataset: { name: "toy" }, loss: { name: "softmax" } },
      { problem: { name: "ravine", kappa: 7 }, dataset: undefined, loss: undefined },
      { problem: { name: "ravine", kappa: 50 }, dataset: undefined, loss: undefined },
    ],
  });
  assertEquals(specs.map(({ method }) => (method as Fields).stepSize), [0.1, 0.1, 0.01]);
});

const ROW_MISTAKES: readonly (readonly [row: Fields, message: string])[] = [
  [{ batchSze: 1 }, 'rows[0][1].batchSze: unknown key: did you mean "batchSize"?'],
  [{ seed: 1 }, 'rows[0][1].seed: unknown key: write "seeds": [1] beside rows'],
  [
    { batchSize: 0 },
    "rows[0][1].batchSize: must be at least 1: current value is 0",
  ],
  [{ problem: { name: "ravin" } }, 'problem: unknown problem "ravin": did you mean "ravine"?'],
  [
    { problem: { name: "ravine" }, dataset: { name: "toy" } },
    "rows[0][1].dataset: does not go with the rest of the file: leave it out",
  ],
];
for (const [row, message] of ROW_MISTAKES) {
  Deno.test(`loadExperiment() finds the mistake in a row: ${message}`, () => {
    const rows = [[{ dataset: { name: "toy" } }, { dataset: { name: "toy" }, ...row }]];
    const own = "problem" in row ? { rows: [[rows[0][0], row]] } : { rows };
    const { message: found } = assertThrows(
      () => training({ dataset: undefined, ...own }),
      InputError,
    );
    assertEquals(found, `mine.jsonc: ${message}`);
  });
}
