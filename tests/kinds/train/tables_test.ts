import { assert, assertEquals } from "@std/assert";
import type { Trained } from "../../../src/kinds/train/spec.ts";
import { trainTables } from "../../../src/kinds/train/tables.ts";
import type { Choice } from "../../../src/types.ts";
import { but, curve, record, rowsOf, tableOf } from "../../_done.ts";

const FILES = ["curves.csv", "runs.csv", "timings.csv"];
const table = (file: string, ...done: Trained[]) => tableOf(trainTables, file, done);
const rows = (file: string, ...done: Trained[]) => rowsOf(table(file, ...done));
const headerOf = (text: string) => text.split("\n")[0].split(",");

Deno.test("curves.csv has a row for each record, in order", () => {
  const found = rows("curves.csv", curve([9, 8]), curve([9, 7, 6], { run: 2 }));
  assertEquals(
    found.map(({ run, iteration }) => `${run}:${iteration}`).join(),
    "1:0,1:1,2:0,2:1,2:2",
  );
});

Deno.test("curves.csv has losses as the shortest f32, and those that are no numbers as data", () => {
  const found = rows("curves.csv", curve([0.1, 9, Infinity, NaN], { status: "diverged" }));
  assertEquals(found.map(({ train_loss }) => train_loss), ["0.1", "9", "Infinity", "NaN"]);
});

Deno.test("curves.csv leaves the cells of an empty test part empty", () => {
  const records = [record(0, 1, { testLoss: null, testAccuracy: null })];
  const [row] = rows("curves.csv", curve([], { records }));
  assertEquals([row.test_loss, row.test_accuracy], ["", ""]);
});

/** A run with a validation part, which is best before its end. */
const validated = curve([], {
  records: [[0, 0.1], [1, 0.5], [2, 0.25]].map(([iteration, validationAccuracy]) =>
    record(iteration, 3 - iteration, { validationLoss: Math.fround(0.1), validationAccuracy })
  ),
});

Deno.test("curves.csv and benchopt.csv have columns of the validation part where a run has one", () => {
  const [row, of] = [rows("curves.csv", validated)[1], rows("benchopt.csv", validated)[1]];
  assertEquals([row.validation_loss, row.validation_accuracy], ["0.1", "0.5"]);
  assertEquals(
    [of.objective_validation_loss, of.objective_validation_accuracy],
    ["0.1", "0.5"],
  );
  const [none] = rows("curves.csv", curve([9]), but(validated, { run: 2 }));
  assertEquals([none.validation_loss, none.validation_accuracy], ["", ""]);
});

Deno.test("runs.csv has last and best of the validation part", () => {
  const [row] = rows("runs.csv", validated);
  assertEquals(
    [row.last_validation_loss, row.last_validation_accuracy, row.best_validation_accuracy],
    ["0.1", "0.25", "0.5"],
  );
});

Deno.test("tables of training have no column of a validation part that no run has", () => {
  for (const file of [...FILES, "benchopt.csv"]) {
    assertEquals(table(file, curve([9, 8])).includes("validation"), false, file);
  }
});

Deno.test("curves.csv gives a swept field a column of its own, unless it has one", () => {
  const values = { batchSize: 1, "method.stepSize": 0.1, "loss.l2": 0.5 };
  const header = headerOf(table("curves.csv", curve([9], { values })));
  assertEquals(
    header.slice(0, 7).join(),
    "run,method,batch_size,step_size,seed,loss_l2,iteration",
  );
  assertEquals(new Set(header).size, header.length);
});

Deno.test("runs.csv has last and best values, status and hashes", () => {
  const records = [
    record(0, 9, { testAccuracy: 0.1 }),
    record(1, 2, { testAccuracy: 0.4 }),
    record(2, 3, { testAccuracy: 0.3 }),
  ];
  const [row] = rows("runs.csv", curve([], { records }));
  assertEquals(
    [row.last_train_loss, row.best_train_loss, row.last_test_accuracy, row.best_test_accuracy],
    ["3", "2", "0.3", "0.4"],
  );
  assertEquals([row.status, row.stop_reason, row.iterations], ["done", "epochs", "2"]);
  assertEquals([row.weights_sha256, row.dataset_sha256], ["0".repeat(64), "1".repeat(64)]);
});

Deno.test("runs.csv takes the best of the losses that are numbers", () => {
  const [row] = rows("runs.csv", curve([9, 5, NaN], { status: "diverged" }));
  assertEquals([row.best_train_loss, row.last_train_loss], ["5", "NaN"]);
});

Deno.test("runs.csv keeps an error message with commas and quotes in one cell", () => {
  const stopReason = 'no "memory", stopped';
  const [row] = rows("runs.csv", curve([9], { status: "error", stopReason }));
  assertEquals(row.stop_reason, stopReason);
});

Deno.test("timings.csv divides counts by solver seconds only", () => {
  const [row] = rows("timings.csv", curve([9, 8, 7]));
  assertEquals([row.steps_per_second, row.examples_per_second], ["1", "10"]);
});

Deno.test("tables of training have plain line ends and a final one", () => {
  for (const file of FILES) {
    const text = table(file, curve([9, 8]));
    assert(!text.includes("\r") && text.endsWith("\n"));
  }
});

Deno.test("tables of the quality plane say nothing of seconds", () => {
  for (const { plane, columns } of trainTables) {
    if (plane === "quality") assert(Object.keys(columns).every((name) => !name.includes("second")));
  }
});

const swept = (...values: Readonly<Record<string, Choice>>[]) =>
  values.map((values, i) => {
    const [method] = Object.values(values);
    return curve([9], { run: i + 1, spec: { method }, values });
  });

Deno.test("runs.csv has a whole swept field as its name with the options", () => {
  const losses = [{ name: "gradientDescent", stepSize: 1e-4 }, { name: "randomSearch" }];
  assertEquals(
    rows("runs.csv", ...swept(...losses.map((loss) => ({ loss })))).map(({ loss }) => loss),
    ["gradientDescent(stepSize=1e-4)", "randomSearch"],
  );
});

Deno.test("tables of training have a column for the options of methods that are swept as a whole", () => {
  const methods = [
    { name: "gradientDescent", stepSize: 1e-4 },
    { name: "randomSearch", scale: 0.5, tries: 3 },
    { name: "localSearch" },
  ];
  for (const file of FILES) {
    assertEquals(
      rows(file, ...swept(...methods.map((method) => ({ method }))))
        .map(({ method, step_size, method_options }) => [method, step_size, method_options]),
      [
        ["gradientDescent", "0.0001", "stepSize=1e-4"],
        ["randomSearch", "", "scale=0.5 tries=3"],
        ["localSearch", "", ""],
      ],
    );
  }
});

Deno.test("tables of training have no column of options for methods that are swept by name", () => {
  const runs = ["gradientDescent", "randomSearch"].map((name, i) =>
    curve([9], { run: i + 1, spec: { method: { name } }, values: { "method.name": name } })
  );
  assertEquals(headerOf(table("runs.csv", ...runs)).includes("method_options"), false);
});

Deno.test("runs.csv leaves the cell of a field that a run was not given empty", () => {
  const runs = [curve([9], { values: { "loss.l2": 0 } }), curve([9], { run: 2 })];
  assertEquals(rows("runs.csv", ...runs).map((row) => row.loss_l2), ["0", ""]);
});
