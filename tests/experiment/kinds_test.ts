import { assertEquals, assertObjectMatch, assertThrows } from "@std/assert";
import { InputError } from "../../src/errors.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import type { SlicePlan } from "../../src/kinds/plan.ts";
import { checkFile, sliceFile, toyFile } from "../_files.ts";

const source = "mine.jsonc";

// Kinds and their defaults.

Deno.test("loadExperiment() trains when the file names no kind", () => {
  assertEquals(loadExperiment(toyFile(), { source }).kind, "train");
});

Deno.test("loadExperiment() fills in the defaults of a slice", () => {
  const text = sliceFile({ center: undefined, a: { points: 5 }, b: { points: 3 } });
  const { kind, charts, best, total, runs } = loadExperiment(text, { source, kind: "slice" });
  assertEquals([kind, best, total], ["slice", null, 1]);
  assertEquals(charts, [{ name: "heatmap" }]);
  assertObjectMatch({ ...runs[0].spec }, {
    init: { scale: 1e-4 },
    center: "random",
    a: { direction: 0, min: -1, max: 1, points: 5 },
    b: { direction: 1, min: -1, max: 1, points: 3 },
    normalization: "none",
    orthogonal: false,
    path: false,
  });
});

Deno.test("loadExperiment() draws a profile of a slice with one axis", () => {
  assertEquals(loadExperiment(sliceFile(), { source }).charts, [{ name: "profile" }]);
});

Deno.test("loadExperiment() draws a heat map when a sweep adds the second axis", () => {
  const text = sliceFile({ matrix: { "b.points": [2, 3] } });
  assertEquals(loadExperiment(text, { source }).charts, [{ name: "heatmap" }]);
});

Deno.test("loadExperiment() takes a million places of a slice", () => {
  const text = sliceFile({ a: { points: 1000 }, b: { points: 1000 } });
  assertEquals(loadExperiment(text, { source }).total, 1);
});

Deno.test("loadExperiment() fills in the defaults of a gradient check", () => {
  const text = checkFile({ h: undefined });
  const { kind, charts, runs: [{ spec }] } = loadExperiment(text, {
    source,
    kind: "gradientCheck",
  });
  assertEquals([kind, charts], ["gradientCheck", [{ name: "valley" }]]);
  assertObjectMatch({ ...spec }, { batchSize: "full", coordinates: 50, scheme: "central" });
  assertEquals([spec.h.length, spec.h[0], spec.h[11]], [12, 0.1, 1e-12]);
});

Deno.test("loadExperiment() refuses a file of another kind than the caller reads", () => {
  assertThrows(
    () => loadExperiment(sliceFile(), { source, kind: "train" }),
    InputError,
    'mine.jsonc: kind: must be "train" here: current value is "slice"',
  );
});

Deno.test("loadExperiment() repeats each slice with every seed", () => {
  const text = sliceFile({ matrix: { center: ["zero", "random"] }, seeds: [4, 5] });
  const { runs } = loadExperiment(text, { source, kind: "slice" });
  assertEquals(
    runs.map(({ run, seed, spec }) => [run, seed, spec.center]),
    [[1, 4, "zero"], [2, 5, "zero"], [3, 4, "random"], [4, 5, "random"]],
  );
});

// Whole objects as values of a sweep.

const descent = { name: "gradientDescent", stepSize: 0.5 };
const search = { name: "randomSearch" };

Deno.test("loadExperiment() sweeps whole methods with the options of each", () => {
  const text = toyFile({ matrix: { method: [descent, search] } });
  const { runs } = loadExperiment(text, { source, kind: "train" });
  assertEquals(runs.map(({ spec }) => spec.method), [descent, { ...search, scale: 1e-4 }]);
});

Deno.test("loadExperiment() labels a run with a whole method as the file gives it", () => {
  const text = toyFile({ matrix: { method: [descent, search] } });
  const { runs } = loadExperiment(text, { source });
  assertEquals(runs.map(({ values }) => values), [{ method: descent }, { method: search }]);
});

Deno.test("loadExperiment() sets a whole field before a field inside it, wherever they stand", () => {
  const whole = { method: [{ name: "gradientDescent" }, { name: "localSearch", stepSize: 9 }] };
  const inner = { "method.stepSize": [0.1, 0.2] };
  const stepSizes = (matrix: object) =>
    loadExperiment(toyFile({ matrix }), { source, kind: "train" }).runs
      .map(({ spec }) => [spec.method.name, spec.method.stepSize]);
  const [g, l] = ["gradientDescent", "localSearch"];
  assertEquals(stepSizes({ ...whole, ...inner }), [[g, 0.1], [g, 0.2], [l, 0.1], [l, 0.2]]);
  assertEquals(stepSizes({ ...inner, ...whole }), [[g, 0.1], [l, 0.1], [g, 0.2], [l, 0.2]]);
});

Deno.test("loadExperiment() keeps a field inside a whole one out of its label", () => {
  const method = [{ name: "gradientDescent" }];
  const matrix = { method, "method.stepSize": [0.1, 0.2] };
  const { runs } = loadExperiment(toyFile({ matrix }), { source });
  assertEquals(runs.map(({ values }) => values), [
    { method: { name: "gradientDescent" }, "method.stepSize": 0.1 },
    { method: { name: "gradientDescent" }, "method.stepSize": 0.2 },
  ]);
});

Deno.test("loadExperiment() zips whole methods with other fields", () => {
  const text = toyFile({ zip: { method: [descent, search], batchSize: [1, "full"] } });
  const { runs } = loadExperiment(text, { source, kind: "train" });
  assertEquals(
    runs.map(({ spec }) => [spec.method.name, spec.batchSize]),
    [["gradientDescent", 1], ["randomSearch", "full"]],
  );
});

Deno.test("loadExperiment() sweeps a whole field that the file leaves to the sweep", () => {
  const text = toyFile({ stop: undefined, matrix: { stop: [{ iterations: 1 }, { epochs: 2 }] } });
  const { runs } = loadExperiment(text, { source, kind: "train" });
  assertEquals(runs.map(({ spec }) => spec.stop), [
    { iterations: 1, divergence: 100 },
    { epochs: 2, divergence: 100 },
  ]);
});

Deno.test("loadExperiment() gives each run a whole field of its own", () => {
  const text = toyFile({ matrix: { method: [descent], batchSize: [1, 2] } });
  const { runs: [first, second] } = loadExperiment(text, { source, kind: "train" });
  assertEquals(first.spec.method === second.spec.method, false);
});

Deno.test("loadExperiment() runs the same whole method once", () => {
  const { runs } = loadExperiment(toyFile({ matrix: { method: [search, { ...search }] } }), {
    source,
  });
  assertEquals(runs.length, 1);
});

// Overrides, up to the specs they make.

const override = (text: string, overrides: readonly string[]) =>
  loadExperiment(text, { source, overrides }).runs.map(({ spec }) => spec);

Deno.test("loadExperiment() takes a.points=21", () => {
  assertObjectMatch(override(sliceFile(), ["a.points=21"])[0], { a: { min: -2, points: 21 } });
});

Deno.test("loadExperiment() adds a second axis with b.points=3 b.max=2", () => {
  assertObjectMatch(override(sliceFile(), ["b.points=3", "b.max=2"])[0], {
    b: { direction: 1, min: -1, max: 2, points: 3 },
  });
});

Deno.test("loadExperiment() refuses b.max=2 without points", () => {
  assertThrows(
    () => override(sliceFile(), ["b.max=2"]),
    InputError,
    "mine.jsonc: b.points: must be given",
  );
});

Deno.test("loadExperiment() takes center=random for a zero centre", () => {
  assertObjectMatch(override(sliceFile(), ["center=random"])[0], { center: "random" });
});

Deno.test("loadExperiment() takes h=1e-3,1e-5 as the steps of one check", () => {
  assertEquals(
    override(checkFile(), ["h=1e-2,1e-4,1e-6"]).map((spec) => "h" in spec && spec.h),
    [[1e-2, 1e-4, 1e-6]],
  );
});

Deno.test("loadExperiment() takes h=1e-4 as a list of one", () => {
  assertObjectMatch(override(checkFile(), ["h=1e-4"])[0], { h: [1e-4] });
});

Deno.test("loadExperiment() takes a range of h", () => {
  const steps = [1e-5, 1e-4, 1e-3];
  assertObjectMatch(override(checkFile({ h: { logspace: [-5, -3, 3] } }), [])[0], { h: steps });
  const text = 'h={"geomspace":[1e-5,1e-3,3]}';
  assertObjectMatch(override(checkFile(), [text])[0], { h: steps });
});

Deno.test("loadExperiment() does not sweep h, which is a list of its own", () => {
  assertThrows(
    () => override(checkFile({ matrix: { h: [1e-3, 1e-4] } }), []),
    InputError,
    "mine.jsonc: matrix.h: unknown key: ",
  );
});

Deno.test("loadExperiment() refuses h=NaN", () => {
  assertThrows(
    () => override(checkFile(), ["h=1e-3,NaN"]),
    InputError,
    "mine.jsonc: h: must be a list of numbers above 0, or a range such as " +
      '{ "logspace": [-12, -1, 12] }: current value is [0.001,"NaN"]',
  );
});

Deno.test("loadExperiment() refuses an infinite h", () => {
  assertThrows(
    () => override(checkFile(), ["h=1e999"]),
    InputError,
    "mine.jsonc: h: must be a list of numbers above 0, or a range such as " +
      '{ "logspace": [-12, -1, 12] }: current value is [',
  );
});

Deno.test("loadExperiment() sweeps the scheme of a check", () => {
  const specs = override(checkFile(), ["scheme=forward,central"]);
  assertEquals(specs.map((spec) => "scheme" in spec && spec.scheme), ["forward", "central"]);
});

Deno.test("loadExperiment() takes a whole method in braces", () => {
  assertObjectMatch(override(toyFile(), ['method={"name":"randomSearch"}'])[0], {
    method: { name: "randomSearch", scale: 1e-4 },
  });
});

Deno.test("loadExperiment() sweeps whole methods in brackets", () => {
  const specs = override(toyFile(), ['method=[{"name":"randomSearch"},{"name":"localSearch"}]']);
  assertEquals(
    specs.map((spec) => "method" in spec && spec.method),
    [{ name: "randomSearch", scale: 1e-4 }, { name: "localSearch", stepSize: 1e-4 }],
  );
});

// Slices at the end of a run of another file.

const files: Readonly<Record<string, string>> = {
  "folder/two.jsonc": toyFile({
    loss: { name: "svm", delta: 5 },
    matrix: { batchSize: [1, 2] },
    seeds: [8],
  }),
  "folder/slice.jsonc": sliceFile(),
  "folder/wrong.jsonc": toyFile({ batchSize: 0 }),
};

/** A slice whose file lies in a folder with these files. */
function centred(center: unknown, overrides: readonly string[] = [], fields = {}): SlicePlan[] {
  const read = (path: string) => {
    if (path in files) return files[path];
    throw new InputError(`center.experiment: cannot read "${path}"`);
  };
  const text = sliceFile({ center, loss: { name: "svm", delta: 2 }, ...fields });
  return [
    ...loadExperiment(text, { source: "folder/mine.jsonc", kind: "slice", overrides, read }).runs,
  ];
}

const at = (run: unknown, experiment = "two.jsonc") => ({ experiment, run });

Deno.test("loadExperiment() plans the run at the centre, from beside the slice's file", () => {
  const [{ trained, seed }] = centred(at(2));
  assertEquals([trained?.run, trained?.seed, seed], [2, 8, 1]);
  assertEquals(trained?.spec.batchSize, 2);
  assertEquals(trained?.values, { batchSize: 2 });
});

Deno.test("loadExperiment() trains the run at the centre on the slice's dataset and loss", () => {
  const dataset = { name: "toy", points: [[1], [2]], labels: [0, 1] };
  const [{ trained, spec }] = centred(at(1), [], { dataset });
  assertEquals([trained?.spec.loss.delta, trained?.spec.dataset], [2, spec.dataset]);
  assertEquals(trained?.spec.dataset.points, [[1], [2]]);
});

Deno.test("loadExperiment() plans no training for other centres", () => {
  assertEquals(centred("zero").map(({ trained }) => trained), [null]);
});

Deno.test("loadExperiment() takes center.run=2", () => {
  assertEquals(centred(at(1), ["center.run=2"])[0].trained?.spec.batchSize, 2);
});

Deno.test("loadExperiment() sweeps center.run", () => {
  const runs = centred(at(1), ["center.run=2,1"]);
  assertEquals(runs.map(({ trained }) => trained?.spec.batchSize), [2, 1]);
});

const refusedCentres: [what: string, center: unknown, message: string][] = [
  [
    "a run that the file does not have",
    at(3),
    "center.run: must be 1 to 2, the runs of the sweep of folder/two.jsonc: current value is 3",
  ],
  [
    "an experiment that is a slice",
    at(1, "slice.jsonc"),
    'folder/slice.jsonc: kind: must be "train" here: current value is "slice"',
  ],
  [
    "an experiment that is wrong",
    at(1, "wrong.jsonc"),
    "folder/wrong.jsonc: batchSize: must be at least 1: current value is 0",
  ],
  [
    "an experiment that is not there",
    at(1, "none.jsonc"),
    'center.experiment: cannot read "folder/none.jsonc"',
  ],
];
for (const [what, center, message] of refusedCentres) {
  Deno.test(`loadExperiment() refuses to centre at ${what}`, () => {
    const error = assertThrows(() => centred(center), InputError);
    assertEquals(error.message, `folder/mine.jsonc: ${message}`);
  });
}

Deno.test("loadExperiment() refuses to centre at a run when it cannot read files", () => {
  assertThrows(
    () => loadExperiment(sliceFile({ center: at(1) }), { source }),
    InputError,
    "mine.jsonc: center.experiment: cannot be read here: no way to read files was given",
  );
});

// The best again.

const sweep = { matrix: { batchSize: [1, 2], "method.stepSize": [0.1, 0.2, 0.4] }, seeds: [1, 2] };

Deno.test("loadExperiment() counts what best runs again, once for each group and seed", () => {
  const best = { of: "method.stepSize", seeds: [3, 4, 5] };
  const { best: found, runs, total } = loadExperiment(toyFile({ ...sweep, best }), { source });
  // 2 · 3 · 2 runs, and for each of two batch sizes three seeds.
  assertEquals([found, runs.length, total], [best, 12, 12 + 2 * 3]);
});

Deno.test("loadExperiment() counts groups of the combinations that exclude leaves", () => {
  const best = { of: "method.stepSize", seeds: [3] };
  const exclude = [{ batchSize: 2 }];
  assertEquals(loadExperiment(toyFile({ ...sweep, exclude, best }), { source }).total, 6 + 1);
});

Deno.test("loadExperiment() takes the best of whole methods", () => {
  const text = toyFile({
    matrix: { method: [descent, search] },
    best: { of: "method", seeds: [2] },
  });
  assertEquals(loadExperiment(text, { source }).total, 3);
});

Deno.test("loadExperiment() without best runs nothing again", () => {
  const { best, runs, total } = loadExperiment(toyFile(sweep), { source });
  assertEquals([best, total], [null, runs.length]);
});
