/** Step sizes in files: what is recorded, counted, swept and said of them. */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { InputError } from "../../src/errors.ts";
import { qualityFiles } from "../../src/results/files.ts";
import { curveOf, doneOf, type Fields, rowsOf, trainingOf } from "../_done.ts";

const TOY: Fields = {
  dataset: { name: "toy" },
  record: { every: 1 },
  stop: { iterations: 4 },
};
const load = (stepSize: unknown, more: Fields = {}) =>
  trainingOf({ ...TOY, method: { name: "gradientDescent", stepSize }, ...more });

Deno.test("curves.csv has the step size of the step before each record, and not without a schedule", async () => {
  const stepSize = { name: "step", from: 0.1, factor: 0.5, period: 2 };
  const textsOf = async (...all: Parameters<typeof load>) => {
    const experiment = load(...all);
    return qualityFiles(experiment, await doneOf(experiment))["curves.csv"];
  };
  const usedIn = async (...all: Parameters<typeof load>) =>
    rowsOf(await textsOf(...all)).map((row) => row.used_step_size);
  assertEquals(await usedIn(stepSize), ["", "0.1", "0.1", "0.05", "0.05"]);
  assertEquals(await usedIn(stepSize, { record: [1, 3] }), ["", "0.1", "0.05", "0.05"]);
  assert(!(await textsOf(0.1)).includes("used_step_size"));
  const matrix = { "method.stepSize": [0.2, stepSize] };
  assertEquals((await usedIn(undefined, { matrix })).slice(3, 8), ["", "", "", "0.1", "0.1"]);
});

Deno.test("a run is the same however often it is recorded", async () => {
  for (const name of ["exponential", "armijo", "barzilaiBorwein"]) {
    const stepSize = { name, from: 0.1, ...name === "exponential" && { factor: 0.9 } };
    const ends = [{ every: 1 }, { every: 7 }, []].map(async (record) => {
      const { records, weightsSha256 } = await curveOf({
        ...TOY,
        method: { name: "gradientDescent", stepSize },
        batchSize: 2,
        stop: { iterations: 30 },
        record,
      });
      return [records.at(-1), weightsSha256];
    });
    const [often, seldom, never] = await Promise.all(ends);
    assertEquals([seldom, never], [often, often]);
  }
});

Deno.test("loss_evaluations has the losses that a search asks for, each over the batch", async () => {
  for (const [batchSize, examples] of [["full", 3], [2, 2]] as const) {
    const { records } = await curveOf({
      ...TOY,
      method: { name: "gradientDescent", stepSize: { name: "armijo", from: 1e-3 } },
      batchSize,
      lastBatch: "drop",
    });
    const [, first, second] = records;
    // 0.001 is low enough at once, and so is 0.002.
    assertEquals([first.lossEvaluations, first.gradientEvaluations], [1, 1]);
    assertEquals([second.lossEvaluations, second.gradientEvaluations], [2, 2]);
    assertEquals(second.examples, 4 * examples);
    assertEquals([first.usedStepSize, second.usedStepSize], [0.001, 0.002]);
  }
});

Deno.test("the options of a step size are swept like numbers, and are columns", async () => {
  const experiment = load({ name: "cosine" }, {
    matrix: { "method.stepSize.from": [0.1, 0.2], "method.stepSize.warmup": [0, 2] },
  });
  const { "runs.csv": runs, "chart.txt": chart } = qualityFiles(
    experiment,
    await doneOf(experiment),
  );
  assertEquals(
    rowsOf(runs).map((row) => [row.method_step_size_from, row.method_step_size_warmup]),
    [["0.1", "0"], ["0.1", "2"], ["0.2", "0"], ["0.2", "2"]],
  );
  assert(/^first step size {2}step size warmup {2}steps/m.test(chart), chart);
});

Deno.test("a sweep of schedules by name shares what they share", () => {
  const { runs } = load({ from: 0.1 }, {
    matrix: { "method.stepSize.name": ["constant", "cosine", "inverseTime"] },
  });
  assertEquals(runs.map(({ spec: { method: { stepSize } } }) => stepSize), [
    { name: "constant", from: 0.1, unit: "steps", warmup: 0, warmupFrom: 0 },
    { name: "cosine", from: 0.1, to: 0, growth: 1, unit: "steps", warmup: 0, warmupFrom: 0 },
    { name: "inverseTime", from: 0.1, decay: 1, unit: "steps", warmup: 0, warmupFrom: 0 },
  ]);
});

const LENGTH = "must know how long a run is: give stop.iterations or stop.epochs";
const cosine = { name: "cosine", from: 0.1 };
for (
  const [message, stepSize, more] of [
    [`method.stepSize: "cosine" ${LENGTH}`, cosine, { stop: { examples: 10 } }],
    [`method.stepSize: "oneCycle" ${LENGTH}`, { name: "oneCycle", max: 1 }, {
      stop: { evaluations: 10 },
    }],
    [`method.inner.stepSize: "cosine" ${LENGTH}`, undefined, {
      stop: { examples: 10 },
      method: { name: "averaged", inner: { name: "gradientDescent", stepSize: cosine } },
    }],
    [`matrix.method.stepSize: "cosine" ${LENGTH}`, undefined, {
      stop: { examples: 10 },
      matrix: { "method.stepSize": [0.1, cosine] },
    }],
    [
      "matrix.method.stepSize.warmup: must be shorter than the run, of 4 steps: current value is 4",
      cosine,
      { matrix: { "method.stepSize.warmup": [3, 4] } },
    ],
    ["method.stepSize.from: must be above 0: current value is -1", { ...cosine, from: -1 }],
    ["method.stepSize.from: must be given", { name: "cosine" }],
    ["method.stepSize.unit: must be one of steps, epochs: current value is 1", {
      ...cosine,
      unit: 1,
    }],
    ['method.stepSize.form: unknown key: did you mean "from"?', { ...cosine, form: 1 }],
    ['method.stepSize.name: unknown step size "cosin": did you mean "cosine"?', { name: "cosin" }],
    ["method.stepSize.min: must be at most max: current value is 2", {
      name: "barzilaiBorwein",
      from: 1,
      min: 2,
      max: 1,
    }],
    [
      "method.stepSize: must be a number above 0, or an object with the name of a step size: " +
      'current value is "fast"',
      "fast",
    ],
  ] as const
) {
  Deno.test(`loadExperiment() refuses ${JSON.stringify([stepSize, more])}`, () => {
    const error = assertThrows(() => load(stepSize, more), InputError);
    assertEquals(error.message, `test.jsonc: ${message}`);
  });
}

Deno.test("the first step size of schedules is a number to choose: chart, best and advice name it", async () => {
  const experiment = load(undefined, {
    method: { name: "gradientDescent" },
    matrix: {
      "method.stepSize": [{ name: "constant" }, { name: "cosine" }],
      "method.stepSize.from": [0.001, 0.002, 0.004],
    },
    seeds: [4],
    best: { of: "method.stepSize.from", seeds: [1, 2] },
    charts: [{ name: "sensitivity", x: "method.stepSize.from" }],
  });
  const done = await doneOf(experiment);
  assertEquals(done.length, 6 + 2 * 2);
  const { "chart.txt": chart } = qualityFiles(experiment, done);
  const words = chart.replaceAll(/\s+/g, " ");
  for (
    const expected of [
      "final training loss (log scale) against first step size (log scale)",
      "cosine: lowest (*) at first step size 4e-3",
      "the largest first step size of the sweep",
      "The best first step size of each, on other seeds:",
      "step size constant with first step size 4e-3 reached the lowest final training loss",
      "With step size cosine, the best lies at the largest first step size of the sweep, 4e-3: try " +
      "larger ones, with method.stepSize.from=4e-3,8e-3,0.02 on the command line.",
    ]
  ) assertStringIncludes(words, expected);
});
