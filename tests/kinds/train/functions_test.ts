/** Sweeps over functions: none is compared with another. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { loadExperiment } from "../../../src/experiment/load.ts";
import { qualityFiles } from "../../../src/results/files.ts";
import { runExperiment } from "../../../src/runs/experiment.ts";

const METHODS = [
  { name: "gradientDescent", stepSize: 0.1 },
  { name: "localSearch", stepSize: 0.1 },
];

/** The finding of an experiment on one line. */
async function findingOf(fields: Record<string, unknown>): Promise<string> {
  const text = JSON.stringify({
    title: "F",
    question: "Which?",
    method: METHODS[0],
    stop: { iterations: 20 },
    ...fields,
  });
  const experiment = loadExperiment(text, { source: "f.jsonc" });
  const done = [];
  for await (const event of runExperiment(experiment)) {
    if (event.kind === "done") done.push(event.done);
  }
  const { "chart.txt": chart } = qualityFiles(experiment, done);
  return chart.slice(chart.lastIndexOf("\nFinding: ")).replaceAll("\n", " ").trim();
}

Deno.test("a finding compares methods on each function by itself", async () => {
  const problem = [{ name: "booth" }, { name: "saddle" }];
  const finding = await findingOf({ matrix: { problem, method: METHODS } });
  assertStringIncludes(
    finding,
    "Finding: functions differ, so each is compared by itself. On problem booth: method " +
      "gradientDescent(stepSize=0.1) reached the lowest final training loss: ",
  );
  assertEquals(finding.match(/On problem \w+/g), ["On problem booth", "On problem saddle"]);
  assert(!/method .* with problem|problem .* with method/.test(finding), finding);
});

Deno.test("a finding on each value of a parameter says how far the run came", async () => {
  const problem = { name: "ravine" };
  const finding = await findingOf({ problem, matrix: { "problem.kappa": [2, 5] } });
  assertStringIncludes(finding, "On kappa 2: the training loss went from 51 at the start to ");
  assertStringIncludes(finding, "On kappa 5: ");
});

Deno.test("a finding on runs to a target names what each took, with misses last, and no field that it has not", async () => {
  const table = [
    { "method.name": "gradientDescent", "method.stepSize": 0.1 },
    { "method.name": "newton" },
    { "method.name": "conjugateGradient" },
  ];
  const problem = { name: "ravine", kappa: 10 };
  const fields = { problem, method: { name: "newton" }, record: { every: 1 }, rows: [table] };
  const stop = { iterations: 200, targetLoss: 1e-9 };
  assertEquals(
    await findingOf({ ...fields, stop }),
    "Finding: method newton took the fewest examples to the target loss: 4 in 1 step (1 seed " +
      "each); then method conjugateGradient: 5 in 2 steps; method gradientDescent with step size " +
      "0.1: 117 in 117 steps.",
  );
  // A final loss is but how far a step went past the target: newton comes to 0, the others do not.
  assertEquals(
    await findingOf({ ...fields, stop: { ...stop, iterations: 100 } }),
    "Finding: method newton took the fewest examples to the target loss: 4 in 1 step (1 seed " +
      "each); then method conjugateGradient: 5 in 2 steps; 1 of 3 missed the target loss.",
  );
  // Where none reached it, by where they ended.
  assertStringIncludes(
    await findingOf({ ...fields, stop: { iterations: 1, targetLoss: 1e-99 } }),
    "method newton reached the lowest final training loss: ",
  );
});

Deno.test("a finding on one function, with and without noise, compares all of them", async () => {
  const finding = await findingOf({
    problem: { name: "booth" },
    matrix: { "problem.noise": [0, 5] },
  });
  assertStringIncludes(finding, "Finding: after 20 examples each, noise 0 reached the lowest");
});

Deno.test("a finding speaks of twenty functions, and counts the others", async () => {
  const kappas = Array.from({ length: 23 }, (_, i) => i + 1);
  const finding = await findingOf({
    problem: { name: "ravine" },
    matrix: { "problem.kappa": kappas },
  });
  assertEquals(finding.match(/On kappa/g)?.length, 20);
  assertStringIncludes(finding, "So are 3 more.");
});

Deno.test("a file may zip problems without naming one, and needs no dataset then", () => {
  const text = JSON.stringify({
    title: "F",
    question: "Which?",
    zip: { problem: [{ name: "booth" }, { name: "matyas" }], method: METHODS },
    stop: { iterations: 2 },
  });
  assertEquals(loadExperiment(text, { source: "f.jsonc" }).runs.length, 2);
});
