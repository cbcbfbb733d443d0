import { assertEquals, assertMatch, assertObjectMatch, assertThrows } from "@std/assert";
import { InputError } from "../../src/errors.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import { checkFile, sliceFile, toyFile, WRONG } from "../_files.ts";

const source = "mine.jsonc";

/** The message that a file is refused with. */
function messageOf(text: string, overrides: readonly string[] = []): string {
  return assertThrows(() => loadExperiment(text, { source, overrides }), InputError).message;
}

for (const { what, text, lines } of WRONG) {
  Deno.test(`loadExperiment() refuses ${what}`, () => {
    assertEquals(messageOf(text).split("\n"), lines.map((line) => `${source}${line}`));
  });
}

for (const sweep of ["matrix", "zip"]) {
  Deno.test(`loadExperiment() refuses a batch size above the examples in ${sweep}`, () => {
    const dataset = { name: "synthetic", train: 100 };
    const text = toyFile({ dataset, [sweep]: { batchSize: [100, 101, "full"] } });
    assertMatch(
      messageOf(text),
      /^mine\.jsonc: (matrix\.|zip\.)?batchSize: must be 1 to 100, the number of training examples, or "full": current value is 101$/,
    );
  });
}

Deno.test("loadExperiment() refuses a batch size above swept examples", () => {
  const text = toyFile({
    dataset: { name: "synthetic" },
    batchSize: 50,
    matrix: { "dataset.train": [100, 20] },
  });
  assertMatch(messageOf(text), /batchSize: must be 1 to 20, .*: current value is 50$/);
});

Deno.test("loadExperiment() refuses a wrong override with the name of the file", () => {
  assertEquals(
    messageOf(toyFile(), ["method.stepSze=1"]),
    'mine.jsonc: method.stepSze: unknown key: did you mean "stepSize"?',
  );
});

Deno.test("loadExperiment() refuses a wrong value in a swept override", () => {
  assertEquals(
    messageOf(toyFile(), ["method.stepSize=0.1,0"]),
    "mine.jsonc: matrix.method.stepSize: must be above 0: current value is 0",
  );
});

Deno.test("loadExperiment() tells which override is malformed", () => {
  assertMatch(messageOf(toyFile(), ["batchSize=1", "=3"]), /Cannot read "=3": an override is KEY=/);
});

Deno.test("loadExperiment() says how many lines stand before an error with Windows line ends", () => {
  assertEquals(
    messageOf('{\r\n  "title": "T"\r\n  "question": "Q"\r\n}'),
    "mine.jsonc:3:3: not valid JSON: comma expected",
  );
});

Deno.test("loadExperiment() reads comments and trailing commas", () => {
  const text = `{ // why
    "title": "T", "question": "Q", /* more */
    "dataset": { "name": "toy" }, "method": { "name": "gradientDescent", "stepSize": 1, },
    "stop": { "iterations": 1 },
  }`;
  assertEquals(loadExperiment(text, { source }).title, "T");
});

Deno.test("loadExperiment() fills in the defaults", () => {
  const { runs: [{ spec }] } = loadExperiment(toyFile({ dataset: { name: "synthetic" } }), {
    source,
    kind: "train",
  });
  assertObjectMatch({ ...spec }, {
    dataset: { name: "synthetic", train: 5000, test: 1000, seed: 1, center: true },
    loss: { name: "svm", delta: 1, l2: 0 },
    method: { name: "gradientDescent", stepSize: 0.1 },
    batchSize: "full",
    init: { scale: 1e-4 },
    stop: { iterations: 5, divergence: 100 },
    record: "geometric",
  });
});

Deno.test("loadExperiment() runs seed 1 by default", () => {
  assertEquals(loadExperiment(toyFile(), { source }).runs.map(({ seed }) => seed), [1]);
});

Deno.test("loadExperiment() draws a line chart by default", () => {
  assertEquals(loadExperiment(toyFile(), { source }).charts[0].name, "line");
});

Deno.test("loadExperiment() keeps what the file says over the defaults", () => {
  const { runs: [{ spec }] } = loadExperiment(
    toyFile({ loss: { name: "svm", delta: 0 }, init: { scale: 0 }, record: [] }),
    { source, kind: "train" },
  );
  assertEquals([spec.loss.delta, spec.init.scale, spec.record], [0, 0, []]);
});

Deno.test("loadExperiment() repeats each combination with every seed, the seed fastest", () => {
  const text = toyFile({ matrix: { batchSize: [1, "full"] }, seeds: [7, 3] });
  const { runs } = loadExperiment(text, { source, kind: "train" });
  assertEquals(runs.map(({ run, seed, values }) => [run, seed, values.batchSize]), [
    [1, 7, 1],
    [2, 3, 1],
    [3, 7, "full"],
    [4, 3, "full"],
  ]);
});

Deno.test("loadExperiment() puts swept values into the spec of their run", () => {
  const text = toyFile({ matrix: { "method.stepSize": [0.5, 0.25] }, zip: { batchSize: [1, 2] } });
  const { runs } = loadExperiment(text, { source, kind: "train" });
  assertEquals(runs.map(({ spec }) => [spec.method.stepSize, spec.batchSize]), [
    [0.5, 1],
    [0.5, 2],
    [0.25, 1],
    [0.25, 2],
  ]);
});

Deno.test("loadExperiment() sweeps a required field that the file leaves to the sweep", () => {
  const text = toyFile({ stop: undefined, matrix: { "stop.iterations": [1, 2] } });
  const { runs } = loadExperiment(text, { source, kind: "train" });
  assertEquals(runs.map(({ spec }) => spec.stop.iterations), [1, 2]);
});

Deno.test("loadExperiment() sweeps names with the options of each", () => {
  const text = toyFile({ matrix: { "dataset.name": ["toy", "synthetic"] } });
  const { runs } = loadExperiment(text, { source, kind: "train" });
  assertEquals(runs.map(({ spec }) => spec.dataset.train), [undefined, 5000]);
});

Deno.test("loadExperiment() gives each run a spec of its own", () => {
  const text = toyFile({ matrix: { "method.stepSize": [1, 2] } });
  const { runs: [first, second] } = loadExperiment(text, { source, kind: "train" });
  assertEquals(first.spec.method === second.spec.method, false);
});

Deno.test("loadExperiment() takes a batch size of all examples", () => {
  const dataset = { name: "synthetic", train: 100 };
  const { runs } = loadExperiment(toyFile({ dataset, batchSize: 100 }), { source, kind: "train" });
  assertEquals(runs[0].spec.batchSize, 100);
});

Deno.test("loadExperiment() applies overrides before it checks", () => {
  const text = toyFile({ batchSize: 0 });
  const { runs } = loadExperiment(text, {
    source,
    kind: "train",
    overrides: ["batchSize=2", "seeds=1,2"],
  });
  assertEquals(runs.map(({ seed, spec }) => [seed, spec.batchSize]), [[1, 2], [2, 2]]);
});

Deno.test("loadExperiment() keeps the file with its overrides for the manifest", () => {
  const { file } = loadExperiment(toyFile(), { source, overrides: ["batchSize=1,2"] });
  const defaults = { loss: { name: "svm" }, gradient: { name: "analytic" } };
  assertEquals(file, { ...JSON.parse(toyFile()), ...defaults, matrix: { batchSize: [1, 2] } });
});

Deno.test("loadExperiment() adds no gradient to the file of a kind that has none", () => {
  for (const text of [sliceFile(), checkFile()]) {
    const { file } = loadExperiment(text, { source });
    assertEquals(file, { ...JSON.parse(text), loss: { name: "svm" } });
  }
});

Deno.test("loadExperiment() refuses an option of another gradient in a file without one", () => {
  assertEquals(
    messageOf(toyFile({ gradient: undefined }), ["gradient.h=1e-4"]),
    "mine.jsonc: gradient.h: unknown key: known are name",
  );
});

Deno.test("loadExperiment() sets the gradient of a file without one field by field", () => {
  const overrides = ["gradient.name=numerical", "gradient.h=1e-4"];
  const { runs } = loadExperiment(toyFile(), { source, kind: "train", overrides });
  const { name, h } = runs[0].spec.gradient;
  assertEquals([name, h], ["numerical", 1e-4]);
});

Deno.test("loadExperiment() takes best=null for no best at all", () => {
  const text = toyFile({ matrix: { batchSize: [1, 2] }, best: { of: "batchSize", seeds: [2] } });
  const { best, total } = loadExperiment(text, { source, overrides: ["best=null"] });
  assertEquals([best, total], [null, 2]);
});

Deno.test("loadExperiment() takes best.seeds=3,4 for a list, not for a sweep", () => {
  const text = toyFile({ matrix: { batchSize: [1, 2] }, best: { of: "batchSize", seeds: [2] } });
  const { best, total } = loadExperiment(text, { source, overrides: ["best.seeds=3,4"] });
  assertEquals([best, total], [{ of: "batchSize", seeds: [3, 4] }, 4]);
});

Deno.test("loadExperiment() sweeps and sets fields of the loss in a file without one", () => {
  const overrides = ["loss.delta=2", "loss.l2=0,1"];
  const text = toyFile({ loss: undefined });
  const { runs } = loadExperiment(text, { source, kind: "train", overrides });
  assertEquals(runs.map(({ spec }) => spec.loss), [
    { name: "svm", delta: 2, l2: 0 },
    { name: "svm", delta: 2, l2: 1 },
  ]);
});

Deno.test("loadExperiment() refuses a key that stands twice in one object, with its place", () => {
  const text = toyFile().replace(/}\s*$/, ',\n  "title": "Again" }');
  assertThrows(
    () => loadExperiment(text, { source }),
    InputError,
    'mine.jsonc:2:3: "title" stands twice in one object',
  );
});

Deno.test("loadExperiment() reads a file that begins with a byte order mark", () => {
  assertEquals(loadExperiment(`\uFEFF${toyFile()}`, { source }).runs.length, 1);
});

Deno.test("loadExperiment() runs the same combination once", () => {
  const { runs } = loadExperiment(toyFile(), {
    source,
    kind: "train",
    overrides: ["batchSize=1,2,1"],
  });
  assertEquals(runs.map(({ spec }) => spec.batchSize), [1, 2]);
});

Deno.test("loadExperiment() shows values that JSON has no word for", () => {
  assertThrows(
    () => loadExperiment(toyFile(), { source, overrides: ["method.stepSize=1e999"] }),
    InputError,
    "mine.jsonc: method.stepSize: must be a number: current value is Infinity",
  );
});
