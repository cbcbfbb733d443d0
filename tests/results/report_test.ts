import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { qualityFiles } from "../../src/results/files.ts";
import { FILE_CANVAS, isPart, report } from "../../src/results/report.ts";
import {
  but,
  curve,
  derivative,
  doneOf,
  experimentOf,
  gradientCheck,
  gradientCheckKind,
  lineSlice,
  sliceKind,
  trainKind,
} from "../_done.ts";
import { CHECK, SLICE, TOY } from "../_files.ts";

const slices = experimentOf(sliceKind, { ...SLICE, seeds: [1, 2] });
const checks = experimentOf(gradientCheckKind, CHECK);
const runs = experimentOf(trainKind, {
  ...TOY,
  matrix: { batchSize: [1, 2] },
  best: { of: "batchSize", seeds: [5] },
});
const slice = lineSlice([3, 1, 2]);
const curves = (count: number) =>
  [[1, 1], [2, 1], [1, 5]].slice(0, count).map(([batchSize, seed], i) =>
    curve([9, batchSize], { run: i + 1, seed, values: { batchSize } })
  );

Deno.test("isPart() is true as long as a run is missing, be it one of the best, or interrupted", () => {
  const ofSlices = [0, 1, 2].map((count) => isPart(slices, Array(count).fill(slice)));
  assertEquals(ofSlices, [true, true, false]);
  assertEquals([2, 3].map((count) => isPart(runs, curves(count))), [true, false]);
  const [first, second, third] = curves(3);
  assertEquals(isPart(runs, [first, second, but(third, { status: "interrupted" })]), true);
});

Deno.test("report() says how many runs of all are complete, with those of the best", () => {
  assertMatch(
    report(slices, [slice], FILE_CANVAS),
    /^Cut\nHow does it look\?\n\nINTERRUPTED: 1 of 2 runs are complete\.\n/,
  );
  const part = report(runs, curves(2), FILE_CANVAS);
  assertStringIncludes(part, "INTERRUPTED: 2 of 3 runs are complete.\n");
  assertEquals(report(slices, [slice, slice], FILE_CANVAS).includes("INTERRUPTED"), false);
});

Deno.test("report() tells the best apart from the sweep", () => {
  const text = report(runs, curves(3), FILE_CANVAS);
  assertStringIncludes(text, "\nThe best batch size of each, on other seeds:\n");
});

Deno.test("report() ends with the finding of its kind, in lines that fit", () => {
  const check = gradientCheck([derivative(1e-5, 0, 0)], null);
  assertMatch(report(checks, [check], FILE_CANVAS), /\nFinding: the gradient cannot be judged: /);
  assertMatch(report(slices, [slice, slice], FILE_CANVAS), /\nFinding: the loss is lowest at a = /);
  const [, finding = ""] = report(slices, [slice, slice], { width: 40, color: false })
    .split("\nFinding");
  assertEquals(finding.split("\n").every((line) => line.length <= 40), true);
});

Deno.test("qualityFiles() of each kind has its tables and a chart", async () => {
  const files = [
    qualityFiles(runs, await doneOf(runs)),
    qualityFiles(slices, await doneOf(slices)),
    qualityFiles(checks, await doneOf(checks)),
  ];
  assertEquals(files.map((one) => Object.keys(one)), [
    ["curves.csv", "runs.csv", "chart.txt"],
    ["slice.csv", "runs.csv", "chart.txt"],
    ["gradient_check.csv", "runs.csv", "chart.txt"],
  ]);
});

Deno.test("failure() of training is the message of a run that ended in an error", () => {
  const [fine] = curves(1);
  const endings = [{}, { status: "error", stopReason: "no way" }, { status: "diverged" }] as const;
  const failures = endings.map((ending) => trainKind.failure(but(fine, ending)));
  assertEquals(failures, [null, "no way", null]);
  assertEquals(sliceKind.failure(slice), null);
});

Deno.test("failure() of a gradient check is its finding when that is something wrong", () => {
  const judgement = { h: 1e-5, largest: 0.5, judged: 1 };
  const judged = (verdict: "right" | "wrong") =>
    gradientCheck([derivative(1e-5, 0, 0.5)], { ...judgement, verdict });
  assertEquals(gradientCheckKind.failure(judged("right")), null);
  assertEquals(
    gradientCheckKind.failure(judged("wrong")),
    "the gradient is wrong: at h = 1e-5 the largest relative error of 1 derivative (of 6) " +
      "is 0.50, above 1e-2.",
  );
});
