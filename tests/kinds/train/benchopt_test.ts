import { assert, assertEquals } from "@std/assert";
import { benchopt } from "../../../src/kinds/train/benchopt.ts";
import type { Curve } from "../../../src/kinds/train/curve.ts";
import { qualityFiles } from "../../../src/results/files.ts";
import { but, doneOf, experimentOf, type Fields, rowsOf, tableOf, trainKind } from "../../_done.ts";
import { TOY } from "../../_files.ts";

const TEST_PART = { name: "toy", testPoints: [[3], [-2]], testLabels: [1, 2] };

/** An experiment that has run, and the rows of the table. */
async function made(fields: Fields, clock = () => 0) {
  const experiment = experimentOf(trainKind, { ...TOY, ...fields });
  const done = await doneOf(experiment, { clock });
  const text = tableOf([benchopt], "benchopt.csv", done, experiment.question);
  return { experiment, done, text, rows: rowsOf(text) };
}

/**
 * What benchopt makes of a file with one dataset and one objective: the points of its objective
 * curve by solver. After `ObjectiveCurvePlot.plot` in benchopt/plotting/default_plots.py: repetitions
 * that have ended keep their last value, then the median of values and of times at each stop_val.
 */
function drawn(rows: readonly Record<string, string>[]): Record<string, [number, number][]> {
  const middle = (all: readonly number[]) => {
    const sorted = all.toSorted((a, b) => a - b);
    return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  };
  const solvers = Map.groupBy(rows, (row) => row.solver_name);
  return Object.fromEntries(
    [...solvers].map(([solver, own]) => {
      const stops = [...new Set(own.map((row) => Number(row.stop_val)))].sort((a, b) => a - b);
      const repetitions = [...Map.groupBy(own, (row) => row.idx_rep).values()];
      const points = stops.map((stop): [number, number] => {
        const values = repetitions.map((rep) => rep.findLast((row) => Number(row.stop_val) <= stop))
          .map((row) => Number(row?.objective_value));
        const times = own.filter((row) => Number(row.stop_val) === stop);
        return [middle(times.map((row) => Number(row.time))), middle(values)];
      });
      return [solver, points];
    }),
  );
}

/**
 * What benchopt reads from a name, after `_extract_options` in
 * benchopt/utils/parametrized_name_mixin.py: values are words, numbers or quoted texts.
 */
function parametersOf(name: string): Record<string, string> {
  const [, inside = ""] = /^[\w-]+(?:\[(.*)\])?$/.exec(name) ?? ["", null];
  assert(inside !== null, name);
  const value = String.raw`[a-zA-Z][\w.-]*|[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|'[^'"]*'`;
  const pair = new RegExp(`(?:^|,)([a-z]\\w*)=(${value})(?=,|$)`, "g");
  const found = [...(inside as string).matchAll(pair)];
  assertEquals(found.map(([text]) => text).join(""), inside, `Cannot be read: ${name}`);
  return Object.fromEntries(found.map(([, key, text]) => [key, text]));
}

Deno.test("benchopt.csv has every column that benchopt looks for", async () => {
  // From doc/benchmark_workflow/manage_benchmark_results.rst of benchopt.
  const documented = [
    "objective_name",
    "solver_name",
    "data_name",
    "obj_description",
    "time",
    "stop_val",
    "idx_rep",
    "sampling_strategy",
    "objective_value",
  ];
  const { rows: [row] } = await made({});
  assertEquals(documented.filter((name) => !(name in row)), []);
  // Both names of the dataset at once would become two columns of one name.
  assertEquals("dataset_name" in row, false);
  assertEquals(row.sampling_strategy, "Iteration");
});

Deno.test("benchopt.csv has a row for each record, with counts and values of curves.csv", async () => {
  const { experiment, done, rows } = await made({ dataset: TEST_PART, seeds: [1, 2] });
  const expected = rowsOf(qualityFiles(experiment, done)["curves.csv"]);
  const shared = [
    ["run", "run"],
    ["seed", "seed"],
    ["stop_val", "iteration"],
    ["objective_value", "train_loss"],
    ["objective_train_accuracy", "train_accuracy"],
    ["objective_test_loss", "test_loss"],
    ["objective_test_accuracy", "test_accuracy"],
  ];
  const cells = (rows: Record<string, string>[], at: number) =>
    rows.map((row) => shared.map((names) => row[names[at]]));
  assertEquals(cells(rows, 0), cells(expected, 1));
});

Deno.test("benchopt.csv has the solver's seconds so far, without those of evaluations", async () => {
  let now = 0;
  const { rows } = await made({ record: { every: 2 } }, () => now++);
  // A tick for each record, and one for each time that the steps go on.
  assertEquals(rows.map(({ stop_val, time }) => [stop_val, time]), [
    ["0", "0"],
    ["2", "1"],
    ["4", "2"],
    ["5", "3"],
  ]);
});

Deno.test("benchopt.csv takes runs that differ in their seed only for repetitions", async () => {
  const { rows } = await made({ matrix: { batchSize: [1, 3] }, seeds: [7, 8, 9] });
  const starts = rows.filter(({ stop_val }) => stop_val === "0");
  assertEquals(
    starts.map(({ p_solver_batch_size, seed, idx_rep }) => [p_solver_batch_size, seed, idx_rep]),
    [["1", "7", "0"], ["1", "8", "1"], ["1", "9", "2"], ["3", "7", "0"], ["3", "8", "1"], [
      "3",
      "9",
      "2",
    ]],
  );
  assertEquals(new Set(starts.map(({ solver_name }) => solver_name)).size, 2);
});

Deno.test("benchopt.csv takes the best on other seeds for repetitions of the swept run", async () => {
  const { rows } = await made({
    matrix: { "method.stepSize": [0.25, 1e-9] },
    best: { of: "method.stepSize", seeds: [5] },
  });
  const starts = rows.filter(({ stop_val }) => stop_val === "0");
  assertEquals(starts.map(({ run, seed, idx_rep }) => [run, seed, idx_rep]), [
    ["1", "1", "0"],
    ["2", "1", "0"],
    ["3", "5", "1"],
  ]);
  assertEquals(starts[2].solver_name, starts[0].solver_name);
});

Deno.test("benchopt.csv gives each swept field to the component that it belongs to", async () => {
  const { rows } = await made({
    matrix: { "loss.l2": [0, 0.5], "init.scale": [0, 2], "method.stepSize": [0.25, 1e-9] },
  });
  const starts = rows.filter(({ stop_val }) => stop_val === "0");
  assertEquals(starts.length, 8);
  assertEquals([...new Set(starts.map(({ objective_name }) => objective_name))], [
    "svm[delta=1,l1=0,l2=0,penalize_bias=true]",
    "svm[delta=1,l1=0,l2=0.5,penalize_bias=true]",
  ]);
  assertEquals([...new Set(starts.map(({ solver_name }) => solver_name))].sort(), [
    "gradientDescent[batch_size=3,init_scale=0,step_size=0.25]",
    "gradientDescent[batch_size=3,init_scale=0,step_size=1e-9]",
    "gradientDescent[batch_size=3,init_scale=2,step_size=0.25]",
    "gradientDescent[batch_size=3,init_scale=2,step_size=1e-9]",
  ]);
  assertEquals(new Set(starts.map(({ data_name }) => data_name)).size, 1);
  assertEquals(
    starts.map((row) => [row.p_obj_l2, row.p_solver_init_scale, row.p_solver_step_size]).at(-1),
    ["0.5", "2", "1e-9"],
  );
});

Deno.test("benchopt.csv has names that benchopt can take apart, whatever is swept", async () => {
  const { rows } = await made({
    dataset: TEST_PART,
    matrix: {
      method: [{ name: "gradientDescent", stepSize: 1e-4 }, { name: "randomSearch", scale: 0.5 }],
      gradient: [{ name: "analytic" }, { name: "numerical", h: 1e-4, scheme: "central" }],
      stop: [{ iterations: 2 }, { iterations: 3, targetLoss: -1 }],
    },
  });
  const names = [...new Set(rows.map(({ solver_name }) => solver_name))];
  assertEquals(names.length, 8);
  for (const name of names) assertEquals("stop" in parametersOf(name), true);
  assertEquals(parametersOf(names[2]).gradient, "'numerical(h=1e-4 scheme=central)'");
  const [{ data_name, objective_name }] = rows;
  assertEquals(parametersOf(data_name).test_points, "'[[3],[-2]]'");
  assertEquals(parametersOf(objective_name), {
    delta: "1",
    l1: "0",
    l2: "0",
    penalize_bias: "true",
  });
});

Deno.test("benchopt.csv gives benchopt the curves that the runs had", async () => {
  let now = 0;
  const { done, rows } = await made(
    { matrix: { batchSize: [1, 3] }, seeds: [1, 2], record: { every: 1 } },
    () => now += 0.5,
  );
  const [small, full] = Object.values(drawn(rows));
  const mean = (i: number, of: (curve: Curve) => readonly number[]) =>
    done.slice(i, i + 2).map(({ result }) => of(result)).reduce((a, b) =>
      a.map((value, at) => (value + b[at]) / 2)
    );
  const losses = (curve: Curve) => curve.records.map(({ trainLoss }) => trainLoss);
  for (const [points, first] of [[small, 0], [full, 2]] as const) {
    const near = points.map(([, loss], i) => Math.abs(loss - mean(first, losses)[i]));
    assert(Math.max(...near) < 1e-6); // the table has the shortest decimals of f32
    assertEquals(points.map(([time]) => time), mean(first, ({ timing }) => timing.atRecords));
  }
});

Deno.test("benchopt.csv leaves out the columns of a test part without examples", async () => {
  const { text } = await made({});
  assertEquals(text.includes("objective_test_"), false);
});

Deno.test("benchopt.csv of nothing is a header", () => {
  const [header, ...rest] = tableOf([benchopt], "benchopt.csv", []).split("\n");
  const usual = Object.values(benchopt.columns).filter(({ isOptional }) => !isOptional);
  assertEquals([header.split(",").length, rest], [usual.length, [""]]);
});

Deno.test("seconds of a curve do not enter the quality plane", async () => {
  const { experiment, done } = await made({}, () => 123456.75);
  const later = done.map((one) => {
    const atRecords = one.result.records.map(() => 9);
    return but(one, {
      timing: { solverSeconds: 77.25, evaluationSeconds: 88.5, atRecords, jobs: 1 },
    });
  });
  assertEquals(qualityFiles(experiment, later), qualityFiles(experiment, done));
});
