import { checkBatch } from "../_fields.ts";
import type { Kind } from "../kind.ts";
import type { GradientCheck } from "./check.ts";
import { checkFigures } from "./figures.ts";
import { gradientCheck } from "./run.ts";
import { checkFields, type CheckSpec } from "./spec.ts";
import { checkFailure, checkFinding, checkSummary } from "./summary.ts";
import { checkTables } from "./tables.ts";

export function makeGradientCheck(): Kind<CheckSpec, GradientCheck> {
  return {
    name: "gradientCheck",
    about: "Checks gradients: the formula against differences, over a sweep of steps",
    fields: checkFields,
    defaults: {},
    shown: ["batchSize", "coordinates", "scheme"],
    tables: checkTables,
    figures: checkFigures,
    check: ({ batchSize }, examples) => checkBatch(batchSize, examples),
    run: gradientCheck,
    usual: () => ({ name: "valley" }),
    drawn: (done) => done,
    summary: checkSummary,
    finding: checkFinding,
    isInterrupted: () => false,
    failure: checkFailure,
  };
}
