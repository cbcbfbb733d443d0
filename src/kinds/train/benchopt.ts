/**
 * `benchopt.csv`: curves over solver time, as benchopt stores its own.
 *
 * @module
 */
import { shortestF32, valueText } from "../../numbers.ts";
import { isRecord } from "../../registry.ts";
import type { Choice, RunLabel, SweptValue } from "../../types.ts";
import { type Column, defineTable, snakeCase, type Table } from "../table.ts";
import type { Curve, CurveRecord } from "./curve.ts";
import type { Trained, TrainSpec } from "./spec.ts";

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
interface Row extends RunLabel, Components {
  readonly question: string;
  /** Number of the run among those that differ in their seed only, from 0. */
  readonly repetition: number;
  readonly record: CurveRecord;
  /** Solver seconds up to the record. */
  readonly seconds: number;
}

/** The columns that every table has, in order; those of parameters follow. */
const columns: readonly Column<Row>[] = [
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
 */
export const benchopt: Table<TrainSpec, Curve> = defineTable({
  file: "benchopt.csv",
  plane: "timing",
  columns,
  rows: rowsOf,
  columnsFor(rows) {
    const hasTest = rows.some(({ record }) => record.testLoss !== null);
    // benchopt draws every column that begins with objective_, and fails at empty ones.
    const kept = columns.filter(({ name }) => hasTest || !name.startsWith("objective_test_"));
    return [...kept, ...parameterColumns(rows)];
  },
});

function rowsOf(done: readonly Trained[], question: string): Row[] {
  const repetitions = new Map<string, number>();
  return done.flatMap(({ plan, result }): Row[] => {
    const components = componentsOf({ plan, result });
    const key = JSON.stringify(Object.values(components).map(nameOf));
    const repetition = repetitions.get(key) ?? 0;
    repetitions.set(key, repetition + 1);
    return result.records.map((record, i) => ({
      ...plan,
      ...components,
      question,
      repetition,
      record,
      seconds: result.timing.atRecords[i],
    }));
  });
}

/** What benchopt would have been given for a run. */
function componentsOf(
  { plan: { values, spec }, result: { batchSize } }: Trained,
): Components {
  // A problem without examples or a loss is the objective itself.
  const { dataset = spec.problem, loss = spec.problem, method } = spec as typeof spec & {
    readonly dataset?: Choice;
    readonly loss?: Choice;
  };
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
