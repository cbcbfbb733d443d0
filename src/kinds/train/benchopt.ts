/**
 * `benchopt.csv`: curves over solver time, as benchopt stores its own.
 *
 * @module
 */
import type { ExperimentOf } from "../plan.ts";
import type { TrainSpec } from "../specs.ts";
import { shortestF32, valueText } from "../../numbers.ts";
import { isRecord } from "../../registry.ts";
import type { Choice, Curve, CurveRecord, SweptValue } from "../../types.ts";
import { plansOf } from "../../runs/_plans.ts";
import { type Column, snakeCase, table } from "../_csv.ts";

/** What benchopt calls a component: a name and its parameters. */
interface Component {
  readonly name: string;
  readonly parameters: Readonly<Record<string, SweptValue>>;
}

/** The three components that make a run of benchopt. */
interface Components {
  readonly dataset: Component;
  readonly objective: Component;
  readonly solver: Component;
}

/** A record of a run, with the question that it answers. */
interface Row extends Omit<Curve, "values">, Components {
  readonly values: Readonly<Record<string, never>>;
  readonly question: string;
  /** Number of the run among those that differ in their seed only, from 0. */
  readonly repetition: number;
  readonly record: CurveRecord;
  /** Solver seconds up to the record. */
  readonly seconds: number;
}

/** The columns that every table has, in order; those of parameters follow. */
export const benchoptColumns: readonly Column<Row>[] = [
  {
    name: "objective_name",
    meaning: "The loss with its options",
    cell: ({ objective }) => nameOf(objective),
  },
  {
    name: "obj_description",
    meaning: "The question of the experiment",
    cell: ({ question }) => question,
  },
  {
    name: "solver_name",
    meaning: "The method with its options, batch size and what else is swept",
    cell: ({ solver }) => nameOf(solver),
  },
  {
    // Older versions of benchopt know no other name; newer ones rename it to dataset_name.
    name: "data_name",
    meaning: "The dataset with its options",
    cell: ({ dataset }) => nameOf(dataset),
  },
  {
    name: "idx_rep",
    meaning: "Number of the run among those that differ in their seed only, from 0",
    cell: ({ repetition }) => repetition,
  },
  {
    name: "sampling_strategy",
    meaning: "Iteration: stop_val counts them",
    cell: () => "Iteration",
  },
  { name: "stop_val", meaning: "Steps taken", cell: ({ record }) => record.iteration },
  {
    name: "time",
    meaning: "Seconds spent drawing batches and stepping up to this record",
    cell: ({ seconds }) => seconds,
  },
  {
    name: "objective_value",
    meaning: "train_loss of curves.csv",
    cell: ({ record }) => shortestF32(record.trainLoss),
  },
  {
    name: "objective_train_accuracy",
    meaning: "train_accuracy of curves.csv",
    cell: ({ record }) => record.trainAccuracy,
  },
  {
    name: "objective_test_loss",
    meaning: "test_loss of curves.csv; not there when the test part has no examples",
    cell: ({ record }) => record.testLoss === null ? null : shortestF32(record.testLoss),
  },
  {
    name: "objective_test_accuracy",
    meaning: "test_accuracy of curves.csv; not there when the test part has no examples",
    cell: ({ record }) => record.testAccuracy,
  },
  { name: "run", meaning: "Number of the run in its experiment, from 1", cell: ({ run }) => run },
  { name: "seed", meaning: "Seed of the run", cell: ({ seed }) => seed },
];

/**
 * A row for each record, with the columns of benchopt's results: `benchopt plot` and
 * `pandas.read_csv` open it as it is. Runs that differ in their seed only are repetitions.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { benchoptTable, type Curve, loadExperiment, runExperiment } from "@descent-bench/descent-bench";
 *
 * const experiment = loadExperiment(
 *   `{
 *     "title": "Toy",
 *     "question": "How fast does it go down?",
 *     "dataset": { "name": "toy" },
 *     "method": { "name": "gradientDescent", "stepSize": 0.1 },
 *     "stop": { "iterations": 10 },
 *   }`,
 *   { source: "toy.jsonc", kind: "train" },
 * );
 * const curves: Curve[] = [];
 * for await (const event of runExperiment(experiment)) {
 *   if (event.kind === "result") curves.push(event.result);
 * }
 * assert(benchoptTable(experiment, curves).startsWith("objective_name,obj_description,solver_name"));
 * ```
 */
export function benchoptTable(
  experiment: ExperimentOf<"train">,
  curves: readonly Curve[],
): string {
  const plans = plansOf(experiment, curves);
  const repetitions = new Map<string, number>();
  const rows = curves.flatMap((curve): Row[] => {
    const plan = plans.find(({ run }) => run === curve.run);
    if (plan === undefined) throw new Error(`Run ${curve.run} is none of this experiment's`);
    const components = componentsOf(curve, plan.spec);
    const key = JSON.stringify(Object.values(components).map(nameOf));
    const repetition = repetitions.get(key) ?? 0;
    repetitions.set(key, repetition + 1);
    return curve.records.map((record, i) => ({
      ...curve,
      ...components,
      values: {}, // all of them are parameters
      question: experiment.question,
      repetition,
      record,
      seconds: curve.timing.atRecords[i],
    }));
  });
  const hasTest = rows.some(({ record }) => record.testLoss !== null);
  // benchopt draws every column that begins with objective_, and fails at empty ones.
  const columns = benchoptColumns.filter(({ name }) =>
    hasTest || !name.startsWith("objective_test_")
  );
  return table([...columns, ...parameterColumns(rows)], rows, []);
}

/** What benchopt would have been given for a run. */
function componentsOf(
  { batchSize, values }: Curve,
  { dataset, loss, method }: TrainSpec,
): Components {
  const isElsewhere = (path: string) => /^(dataset|loss|method|batchSize)\b/.test(path);
  const others = Object.entries(values).filter(([path]) => !isElsewhere(path));
  const { name, parameters } = component(method);
  return {
    dataset: component(dataset),
    objective: component(loss),
    solver: { name, parameters: { batchSize, ...parameters, ...Object.fromEntries(others) } },
  };
}

function component({ name, ...options }: Choice): Component {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { name, parameters: Object.fromEntries(given) as Component["parameters"] };
}

/** `gradientDescent[batch_size=256,step_size=1e-7]`: benchopt reads values as Python would. */
function nameOf({ name, parameters }: Component): string {
  const texts = Object.entries(parameters).map(([path, value]) =>
    `${snakeCase(path)}=${pythonText(value)}`
  );
  return texts.length === 0 ? name : `${name}[${texts.sort().join(",")}]`;
}

function pythonText(value: SweptValue): string {
  const text = valueText(value);
  const isPlain = typeof value === "number" || /^[a-z][a-z0-9_]*$/i.test(text);
  return isPlain ? text : `'${text.replaceAll(/["']/g, "")}'`;
}

/** A column for each parameter of each component. */
function parameterColumns(rows: readonly Row[]): Column<Row>[] {
  const kinds = [["dataset", "p_dataset_"], ["objective", "p_obj_"], ["solver", "p_solver_"]];
  return (kinds as [keyof Components, string][]).flatMap(([kind, prefix]) => {
    const paths = new Set(rows.flatMap((row) => Object.keys(row[kind].parameters)));
    return [...paths].map((path) => ({
      name: prefix + snakeCase(path),
      meaning: `The option ${path} of the ${kind}`,
      cell: ({ [kind]: { parameters: { [path]: value = null } } }) =>
        isRecord(value) || Array.isArray(value)
          ? valueText(value)
          : typeof value === "boolean"
          ? String(value)
          : value as string | number | null,
    }));
  });
}
