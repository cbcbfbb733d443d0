import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { loadExperiment } from "../../src/experiment/load.ts";
import type { ExperimentOf } from "../../src/kinds/plan.ts";
import type { Kind } from "../../src/kinds/specs.ts";
import { qualityFiles } from "../../src/results/files.ts";
import { tellingOf } from "../../src/kinds/mod.ts";
import { FILE_CANVAS, isPart, report } from "../../src/results/report.ts";
import { runExperiment } from "../../src/runs/experiment.ts";
import type { Curve } from "../../src/types.ts";
import { curve } from "../_curves.ts";
import { checkFile, sliceFile, toyFile } from "../_files.ts";
import { derivative, gradientCheck, lineSlice } from "../_slices.ts";

function loaded<K extends Kind>(text: string, kind: K): ExperimentOf<K> {
  return loadExperiment(text, { source: "mine.jsonc", kind });
}

const slices = loaded(sliceFile({ seeds: [1, 2] }), "slice");
const checks = loaded(checkFile(), "gradientCheck");
const runs = loaded(
  toyFile({
    matrix: { batchSize: [1, 2] },
    best: { of: "batchSize", seeds: [5] },
  }),
  "train",
);
const slice = lineSlice([3, 1, 2]);
const curves = (count: number): Curve[] =>
  [[1, 1], [2, 1], [1, 5]].slice(0, count).map(([batchSize, seed], i) =>
    curve([9, batchSize], { run: i + 1, seed, values: { batchSize } })
  );

Deno.test("isPart() is true of slices as long as one is missing", () => {
  assertEquals([0, 1, 2].map((count) => isPart(slices, new Array(count).fill(slice))), [
    true,
    true,
    false,
  ]);
});

Deno.test("isPart() is true of a sweep whose best did not run again", () => {
  assertEquals([2, 3].map((count) => isPart(runs, curves(count))), [true, false]);
});

Deno.test("isPart() is true of all runs when the last one was cut short", () => {
  const [first, second, third] = curves(3);
  assertEquals(isPart(runs, [first, second, { ...third, status: "interrupted" }]), true);
});

Deno.test("report() says how many slices of all there are", () => {
  assertMatch(
    report(slices, [slice], FILE_CANVAS),
    /^Cut\nHow does it look\?\n\nINTERRUPTED: 1 of 2 runs are complete\.\n/,
  );
});

Deno.test("report() of all slices is not interrupted", () => {
  assertEquals(report(slices, [slice, slice], FILE_CANVAS).includes("INTERRUPTED"), false);
});

Deno.test("report() counts runs with those of the best", () => {
  assertStringIncludes(
    report(runs, curves(2), FILE_CANVAS),
    "INTERRUPTED: 2 of 3 runs are complete.\n",
  );
});

Deno.test("report() tells the best apart from the sweep", () => {
  const text = report(runs, curves(3), FILE_CANVAS);
  assertStringIncludes(text, "\nThe best batch size of each, on other seeds:\n");
});

Deno.test("report() ends with the finding of its kind", () => {
  const check = gradientCheck([derivative(1e-5, 0, 0)], null);
  assertMatch(report(checks, [check], FILE_CANVAS), /\nFinding: the gradient cannot be judged: /);
  assertMatch(report(slices, [slice, slice], FILE_CANVAS), /\nFinding: the loss is lowest at a = /);
});

Deno.test("report() breaks the finding into lines that fit", () => {
  const [, finding = ""] = report(slices, [slice, slice], { width: 40, color: false })
    .split("\nFinding");
  assertEquals(finding.split("\n").every((line) => line.length <= 40), true);
});

/** The names of the files of an experiment that has run. */
async function filesOf(text: string, kind: Kind): Promise<string[]> {
  const experiment = loaded(text, kind);
  const results = [];
  for await (const event of runExperiment(experiment)) {
    if (event.kind === "result") results.push(event.result);
  }
  return Object.keys(qualityFiles(experiment, results));
}

Deno.test("qualityFiles() of each kind has its tables and a chart", async () => {
  const tables = [
    await filesOf(toyFile(), "train"),
    await filesOf(sliceFile(), "slice"),
    await filesOf(checkFile(), "gradientCheck"),
  ];
  assertEquals(tables, [
    ["curves.csv", "runs.csv", "chart.txt"],
    ["slice.csv", "runs.csv", "chart.txt"],
    ["gradient_check.csv", "runs.csv", "chart.txt"],
  ]);
});

Deno.test("tellingOf() fails a run that ended in an error, with its message", () => {
  const { failure } = tellingOf(runs);
  const [fine] = curves(1);
  assertEquals(failure(fine), null);
  assertEquals(failure({ ...fine, status: "error", stopReason: "no way" }), "no way");
  assertEquals(failure({ ...fine, status: "diverged" }), null);
});

Deno.test("tellingOf() fails no slice", () => {
  assertEquals(tellingOf(slices).failure(slice), null);
});

Deno.test("tellingOf() fails a check that found something wrong, with its finding", () => {
  const { failure } = tellingOf(checks);
  const derivatives = [derivative(1e-5, 0, 0.5)];
  const judgement = { h: 1e-5, largest: 0.5, judged: 1 };
  assertEquals(failure(gradientCheck(derivatives, { ...judgement, verdict: "right" })), null);
  assertEquals(
    failure(gradientCheck(derivatives, { ...judgement, verdict: "wrong" })),
    "the gradient is wrong: at h = 1e-5 the largest relative error of 1 derivative (of 6) " +
      "is 0.50, above 1e-2.",
  );
});
