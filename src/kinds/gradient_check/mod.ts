import { checkBatchSize } from "../../datasets/batches.ts";
import { type Registry, registry } from "../../registry.ts";
import type { Draw, Kind } from "../kind.ts";
import type { GradientCheck } from "./check.ts";
import { valley } from "./valley.ts";
import { gradientCheck } from "./run.ts";
import { type Checked, checkFields, type CheckSpec } from "./spec.ts";
import { checkFailure, checkFinding, checkSummary, isOpenCheck } from "./summary.ts";
import { checkTables } from "./tables.ts";

/** To add a chart: a file as `valley.ts`, and its name here. */
export const checkFigures: Registry<void, Draw<Checked>> = registry("chart of gradient checks", [
  valley,
]);

export function makeGradientCheck(): Kind<CheckSpec, GradientCheck> {
  return {
    name: "gradientCheck",
    about: "Checks gradients: the formula against differences, over a sweep of steps",
    fields: checkFields,
    defaults: {},
    shown: ["batchSize", "coordinates", "scheme"],
    tables: checkTables,
    figures: checkFigures,
    check: ({ batchSize }, examples) => checkBatchSize(batchSize, examples),
    batch: ({ batchSize }) => batchSize,
    run: gradientCheck,
    usual: () => ({ name: "valley" }),
    drawn: (done) => done,
    summary: checkSummary,
    finding: checkFinding,
    isInterrupted: () => false,
    failure: checkFailure,
    isOpen: isOpenCheck,
  };
}
