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
  assertMatch(
    report(slices, [slice, slice], FILE_CANVAS),
    /\nFinding: the lowest loss on the whole line is /,
  );
  const [, finding = ""] = report(slices, [slice, slice], { width: 40, color: false })
    .split("\nFinding");
  assertEquals(finding.split("\n").every((line) => line.length <= 40), true);
});

/** A sweep of a field whose first value is the best, with what one can type beyond it. */
const BEYOND: readonly (readonly [path: string, values: number[], typed: string | null])[] = [
  ["method.stepSize", [0.1, 0.2], "method.stepSize=0.1,0.05,0.03"],
  ["method.stepSize", [0.2, 0.1], "method.stepSize=0.2,0.4,0.8"],
  ["loss.l2", [0, 1], null],
  ["batchSize", [1, 2], null],
  ["batchSize", [100, 50], null], // as many as there are
  ["batchSize", [2, 3], "batchSize=2,1"],
];
for (const [path, values, typed] of BEYOND) {
  Deno.test(`report() of ${path} with ${values[0]} as the best advises ${typed ?? "nothing"}`, () => {
    const experiment = experimentOf(trainKind, {
      ...TOY,
      matrix: { [path]: values },
      best: { of: path, seeds: [5] },
    });
    const all = [...values, values[0]].map((value, i) =>
      curve([9, i + 1], { run: i + 1, seed: i < 2 ? 1 : 5, values: { [path]: value } })
    );
    const text = report(experiment, all, FILE_CANVAS).replace(/\s+/g, " ");
    assertEquals(/with (\S+) on the command line/.exec(text)?.[1] ?? null, typed);
    assertEquals(/at the (edge|smallest|largest)/.test(text), typed !== null);
  });
}

Deno.test("report() of a sweep that is not complete gives no advice, and counts its seeds", () => {
  const experiment = experimentOf(trainKind, {
    ...TOY,
    matrix: { "method.stepSize": [1, 2, 4] },
    seeds: [1, 2, 3],
  });
  const some = [1, 2].map((stepSize) =>
    curve([9, stepSize], { values: { "method.stepSize": stepSize } })
  );
  assertEquals(
    report(experiment, some, { width: 1000, color: false }).split("\nFinding: ")[1],
    "after 10 examples each, step size 1 reached the lowest final training loss: 1 in 1 step " +
      "(1 of 3 seeds); then step size 2: 2 in 1 step (1 of 3 seeds).\n",
  );
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
