import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/csv";
import { columns, curvesTable, runsTable, timingsTable } from "../../../src/kinds/train/tables.ts";
import { curve, record } from "../../_curves.ts";

const rowsOf = (text: string): Record<string, string>[] => parse(text, { skipFirstRow: true });
const headerOf = (text: string) => text.split("\n")[0].split(",");

Deno.test("curvesTable() has a row for each record, in order", () => {
  const rows = rowsOf(curvesTable([curve([9, 8]), curve([9, 7, 6], { run: 2 })]));
  assertEquals(rows.map(({ run, iteration }) => `${run}:${iteration}`), [
    "1:0",
    "1:1",
    "2:0",
    "2:1",
    "2:2",
  ]);
});

Deno.test("curvesTable() writes losses as the shortest f32", () => {
  const [row] = rowsOf(curvesTable([curve([0.1])]));
  assertEquals(row.train_loss, "0.1");
});

Deno.test("curvesTable() leaves the cells of an empty test part empty", () => {
  const one = curve([1], { records: [record(0, 1, { testLoss: null, testAccuracy: null })] });
  const [row] = rowsOf(curvesTable([one]));
  assertEquals([row.test_loss, row.test_accuracy], ["", ""]);
});

Deno.test("curvesTable() keeps losses that are no numbers as data", () => {
  const rows = rowsOf(curvesTable([curve([9, Infinity, NaN], { status: "diverged" })]));
  assertEquals(rows.map(({ train_loss }) => train_loss), ["9", "Infinity", "NaN"]);
});

Deno.test("curvesTable() gives a swept field a column of its own, unless it has one", () => {
  const values = { batchSize: 1, "method.stepSize": 0.1, "loss.l2": 0.5 };
  const header = headerOf(curvesTable([curve([9], { values })]));
  assertEquals(header.slice(0, 7), [
    "run",
    "method",
    "batch_size",
    "step_size",
    "seed",
    "loss_l2",
    "iteration",
  ]);
  assertEquals(new Set(header).size, header.length);
});

Deno.test("runsTable() has last and best values, status and hashes", () => {
  const records = [
    record(0, 9, { testAccuracy: 0.1 }),
    record(1, 2, { testAccuracy: 0.4 }),
    record(2, 3, { testAccuracy: 0.3 }),
  ];
  const [row] = rowsOf(runsTable([curve([], { records })]));
  assertEquals(
    [row.last_train_loss, row.best_train_loss, row.last_test_accuracy, row.best_test_accuracy],
    ["3", "2", "0.3", "0.4"],
  );
  assertEquals([row.status, row.stop_reason, row.iterations], ["done", "epochs", "2"]);
  assertEquals(row.weights_sha256, "0".repeat(64));
  assertEquals(row.dataset_sha256, "1".repeat(64));
});

Deno.test("runsTable() takes the best of the losses that are numbers", () => {
  const [row] = rowsOf(runsTable([curve([9, 5, NaN], { status: "diverged" })]));
  assertEquals([row.best_train_loss, row.last_train_loss], ["5", "NaN"]);
});

Deno.test("runsTable() keeps an error message with commas and quotes in one cell", () => {
  const stopReason = 'no "memory", stopped';
  const [row] = rowsOf(runsTable([curve([9], { status: "error", stopReason })]));
  assertEquals(row.stop_reason, stopReason);
});

Deno.test("timingsTable() divides counts by solver seconds only", () => {
  const [row] = rowsOf(timingsTable([curve([9, 8, 7])]));
  assertEquals([row.steps_per_second, row.examples_per_second], ["1", "10"]);
});

Deno.test("tables have plain line ends and a final one", () => {
  for (const table of [curvesTable, runsTable, timingsTable]) {
    const text = table([curve([9, 8])]);
    assert(!text.includes("\r") && text.endsWith("\n"));
  }
});

Deno.test("columns have snake_case names and a meaning", () => {
  for (const { name, meaning } of Object.values(columns).flat()) {
    assert(/^[a-z0-9]+(_[a-z0-9]+)*$/.test(name), name);
    assert(meaning.length > 5, `${name} has no meaning`);
  }
});

Deno.test("columns of the quality plane say nothing of seconds", () => {
  for (const { name } of [...columns["curves.csv"], ...columns["runs.csv"]]) {
    assert(!name.includes("second"), name);
  }
});

Deno.test("runsTable() writes a whole swept field as its name with the options", () => {
  const curves = [{ name: "gradientDescent", stepSize: 1e-4 }, { name: "randomSearch" }]
    .map((method, i) => curve([9], { run: i + 1, method: method.name, values: { loss: method } }));
  assertEquals(
    rowsOf(runsTable(curves)).map(({ loss }) => loss),
    ["gradientDescent(stepSize=1e-4)", "randomSearch"],
  );
});

Deno.test("tables have a column for the options of methods that are swept as a whole", () => {
  const methods = [
    { name: "gradientDescent", stepSize: 1e-4 },
    { name: "randomSearch", scale: 0.5, tries: 3 },
    { name: "localSearch" },
  ];
  const curves = methods.map((method, i) =>
    curve([9], { run: i + 1, method: method.name, values: { method } })
  );
  for (const table of [curvesTable, runsTable, timingsTable]) {
    assertEquals(
      rowsOf(table(curves)).map(({ method, method_options }) => [method, method_options]),
      [["gradientDescent", "stepSize=1e-4"], ["randomSearch", "scale=0.5 tries=3"], [
        "localSearch",
        "",
      ]],
    );
  }
});

Deno.test("tables have no column of options for methods that are swept by name", () => {
  const curves = ["gradientDescent", "randomSearch"].map((method, i) =>
    curve([9], { run: i + 1, method, values: { "method.name": method } })
  );
  assertEquals(headerOf(runsTable(curves)).includes("method_options"), false);
});

Deno.test("runsTable() leaves the cell of a field that a run was not given empty", () => {
  const curves = [curve([9], { values: { "loss.l2": 0 } }), curve([9], { run: 2 })];
  assertEquals(rowsOf(runsTable(curves)).map((row) => row.loss_l2), ["0", ""]);
});
