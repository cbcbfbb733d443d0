import { valueText } from "../../numbers.ts";
import type { Choice, SweptValue } from "../../types.ts";
import {
  type Cell,
  type Column,
  defineTable,
  f32,
  label,
  snakeCase,
  type Table,
  value,
} from "../table.ts";
import type { Curve } from "./curve.ts";
import type { Trained, TrainSpec } from "./spec.ts";

/** A column of a part that may have no examples; benchopt fails at empty ones. */
const ofPart = (name: string, column: Column): Column => (
  {
    ...column,
    meaning: `${column.meaning}; not there when the ${name} part has no examples`,
    isOptional: true,
  }
);

/**
 * Curves over solver time: a row for each record, with the columns of benchopt's results: `benchopt plot` and
 * `pandas.read_csv` open it as it is. Runs that differ in their seed only are repetitions. A column
 * for each parameter of each component follows.
 */
export const benchopt: Table<TrainSpec, Curve> = defineTable({
  file: "benchopt.csv",
  plane: "timing",
  isBare: true, // all swept fields are parameters
  columns: {
    objectiveName: label("The loss with its options"),
    objDescription: label("The question of the experiment"),
    solverName: label("The method with its options, batch size and what else is swept"),
    // Older versions of benchopt know no other name; newer ones rename it to dataset_name.
    dataName: label("The dataset with its options"),
    idxRep: label("Number of the run among those that differ in their seed only, from 0"),
    samplingStrategy: label("Iteration: stop_val counts them"),
    stopVal: value("Steps taken"),
    time: value("Seconds spent drawing batches and stepping up to this record"),
    objectiveValue: f32("train_loss of curves.csv"),
    objectiveTrainAccuracy: value("train_accuracy of curves.csv"),
    // benchopt draws every column that begins with objective_.
    objectiveValidationLoss: ofPart("validation", f32("validation_loss of curves.csv")),
    objectiveValidationAccuracy: ofPart("validation", value("validation_accuracy of curves.csv")),
    objectiveTestLoss: ofPart("test", f32("test_loss of curves.csv")),
    objectiveTestAccuracy: ofPart("test", value("test_accuracy of curves.csv")),
  },
  rows(done: readonly Trained[], question) {
    const repetitions = new Map<string, number>();
    return done.flatMap((one) => {
      const { plan, result: { records, timing } } = one;
      const { dataset, loss, solver } = componentsOf(one);
      const [objectiveName, solverName, dataName] = [loss, solver, dataset].map(nameOf);
      const names = [objectiveName, solverName, dataName].join();
      const idxRep = repetitions.get(names) ?? 0;
      repetitions.set(names, idxRep + 1);
      const more = {
        ...cellsOf(dataset, "p_dataset_"),
        ...cellsOf(loss, "p_obj_"),
        ...cellsOf(solver, "p_solver_"),
      };
      return records.map((record, i) => ({
        plan,
        more,
        cells: {
          objectiveName,
          objDescription: question,
          solverName,
          dataName,
          idxRep,
          samplingStrategy: "Iteration",
          stopVal: record.iteration,
          time: timing.atRecords[i],
          objectiveValue: record.trainLoss,
          objectiveTrainAccuracy: record.trainAccuracy,
          objectiveValidationLoss: record.validationLoss,
          objectiveValidationAccuracy: record.validationAccuracy,
          objectiveTestLoss: record.testLoss,
          objectiveTestAccuracy: record.testAccuracy,
        },
      }));
    });
  },
});

/** What benchopt would have been given for a run: components, each a name and its parameters. */
function componentsOf({ plan: { values, spec }, result: { batchSize } }: Trained) {
  // A problem without examples or a loss is the objective itself.
  const { dataset = spec.problem, loss = spec.problem, method } = spec as typeof spec & {
    readonly dataset?: Choice;
    readonly loss?: Choice;
  };
  const isElsewhere = (path: string) => /^(dataset|loss|method|batchSize)\b/.test(path);
  const others = Object.entries(values).filter(([path]) => !isElsewhere(path));
  return { dataset, loss, solver: { batchSize, ...method, ...Object.fromEntries(others) } };
}

function parametersOf({ name: _, ...options }: Choice): [name: string, value: SweptValue][] {
  return Object.entries(options as Record<string, SweptValue | undefined>)
    .flatMap(([path, value]) => value === undefined ? [] : [[snakeCase(path), value]]);
}

/** `gradientDescent[batch_size=256,step_size=1e-7]`: benchopt reads values as Python would. */
function nameOf(component: Choice): string {
  const texts = parametersOf(component).map(([name, value]) => `${name}=${pythonText(value)}`);
  return component.name + (texts.length === 0 ? "" : `[${texts.sort().join(",")}]`);
}

function pythonText(value: SweptValue): string {
  const text = valueText(value);
  const isPlain = typeof value === "number" || /^[a-z][a-z0-9_]*$/i.test(text);
  return isPlain ? text : `'${text.replaceAll(/["']/g, "")}'`;
}

/** The parameters of a component, as cells. */
function cellsOf(component: Choice, prefix: string): Record<string, Cell> {
  const cells = parametersOf(component).map(([name, value]): [string, Cell] => [
    prefix + name,
    typeof value === "number" || value === null ? value : valueText(value),
  ]);
  return Object.fromEntries(cells);
}
