/** Experiments on written functions, from the file to its tables. */
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { loadExperiment } from "../../src/experiment/load.ts";
import { qualityFiles } from "../../src/results/files.ts";
import { runExperiment } from "../../src/runs/experiment.ts";
import { rowsOf } from "../_done.ts";

const FORMULA = {
  name: "formula",
  expression: "(1 - x)^2 + k*(y - x^2)^2",
  start: { x: -1.2, y: 1 },
  parameters: { k: 100 },
};
const DESCENT = {
  method: { name: "gradientDescent", stepSize: 1e-3 },
  stop: { iterations: 100 },
  record: [],
};

/** The files of an experiment. */
async function made(fields: Record<string, unknown>): Promise<Record<string, string>> {
  const text = JSON.stringify({ title: "F", question: "Where to?", ...fields });
  const experiment = loadExperiment(text, { source: "f.jsonc" });
  const done = [];
  for await (const event of runExperiment(experiment)) {
    if (event.kind === "done") done.push(event.done);
  }
  return qualityFiles(experiment, done);
}

Deno.test("a formula is trained, and its parameters swept", async () => {
  const files = await made({
    problem: FORMULA,
    ...DESCENT,
    matrix: { "problem.parameters.k": [1, 100] },
  });
  const rows = rowsOf(files["runs.csv"]);
  assertEquals(rows.map(({ problem_parameters_k: k }) => k), ["1", "100"]);
  assertAlmostEquals(Number(rows[1].last_train_loss), 3.801889007206771, 1e-8); // PyTorch
  assertEquals("last_distance" in rows[0], false);
  assertStringIncludes(files["chart.txt"], "On k 1: the training loss went from ");
});

Deno.test("a finding on a function asks for no other seeds, which would change nothing", async () => {
  const matrix = { "method.stepSize": [1e-4, 1e-3] };
  const { "chart.txt": chart } = await made({ problem: FORMULA, ...DESCENT, matrix });
  const [, finding] = chart.replaceAll("\n", " ").split("Finding: ");
  assertStringIncludes(finding, "(1 seed each)");
});

Deno.test("a test function has the distance to its nearest minimum in both tables", async () => {
  const files = await made({ problem: { name: "himmelblau", start: [3, 2.5] }, ...DESCENT });
  const curve = rowsOf(files["curves.csv"]);
  assertEquals(Number(curve[0].distance), 0.5);
  const { last_distance, last_train_loss } = rowsOf(files["runs.csv"])[0];
  assertEquals(last_distance, curve[curve.length - 1].distance);
  assert(Number(last_distance) < 0.5 && Number(last_train_loss) < 1);
});

Deno.test("noise makes descent depend on the seed, and on nothing else", async () => {
  const noisy = { problem: { ...FORMULA, noise: 1 }, ...DESCENT, seeds: [1, 2] };
  const [first, again] = [await made(noisy), await made(noisy)];
  assertEquals(first["runs.csv"], again["runs.csv"]);
  const losses = rowsOf(first["runs.csv"]).map(({ last_train_loss: loss }) => loss);
  assert(losses[0] !== losses[1]);
});

Deno.test("a run that leaves the domain of its function ends as diverged, and others go on", async () => {
  const files = await made({
    problem: { ...FORMULA, expression: "k*log(x + 2) + y^2" },
    method: { name: "gradientDescent", stepSize: 0.1 },
    stop: { iterations: 50 },
    matrix: { "problem.parameters.k": [10, 0.01] },
  });
  assertEquals(rowsOf(files["runs.csv"]).map(({ status }) => status), ["diverged", "done"]);
});

Deno.test("a run that starts outside the domain of its function says where it ended", async () => {
  const problem = { name: "formula", expression: "log(x) + y^2", start: { x: -3, y: 1 } };
  const [{ status, stop_reason }] = rowsOf((await made({ problem, ...DESCENT }))["runs.csv"]);
  assertEquals([status, stop_reason], ["diverged", "diverged after (−3, 1)"]);
});

for (const name of ["randomSearch", "localSearch"]) {
  Deno.test(`${name} goes down on a formula`, async () => {
    const method = name === "localSearch" ? { name, stepSize: 0.1 } : { name, scale: 1 };
    const files = await made({ problem: FORMULA, method, stop: { iterations: 200 } });
    const curve = rowsOf(files["curves.csv"]).map(({ train_loss: loss }) => Number(loss));
    assert(curve[curve.length - 1] < curve[0]);
  });
}

Deno.test("a formula is descended by differences as by its derivatives", async () => {
  const files = await made({
    problem: FORMULA,
    ...DESCENT,
    matrix: { gradient: [{ name: "analytic" }, { name: "numerical", h: 1e-6, scheme: "central" }] },
  });
  const [by, other] = rowsOf(files["runs.csv"]).map(({ last_train_loss: loss }) => Number(loss));
  assertAlmostEquals(by, other, 1e-6);
});

Deno.test("a slice of a formula has its values", async () => {
  const files = await made({
    kind: "slice",
    problem: FORMULA,
    center: [[-1.2, 1]],
    a: { direction: [[1, 0]], min: 0, max: 2, points: 3 },
  });
  const rows = rowsOf(files["slice.csv"]).map(({ loss }) => Number(loss));
  const f = (x: number) => (1 - x) * (1 - x) + 100 * (1 - x * x) * (1 - x * x);
  for (const [i, x] of [-1.2, -0.2, 0.8].entries()) assertAlmostEquals(rows[i], f(x), 1e-4);
});
