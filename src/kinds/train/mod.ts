import { z } from "zod";
import { checkBatchSize } from "../../datasets/batches.ts";
import { checkMethod } from "./_stepper.ts";
import { ensure } from "../../errors.ts";
import { type Registry, registry } from "../../registry.ts";
import type { Draw, Kind } from "../kind.ts";
import type { Best } from "../plan.ts";
import { trainFinding } from "./finding.ts";
import { contour } from "./contour.ts";
import { criticalBatch } from "./critical_batch.ts";
import { line } from "./line.ts";
import { sensitivity } from "./sensitivity.ts";
import { CHOOSERS } from "./_fields.ts";
import { usualChart } from "./_usual.ts";
import { stages } from "./_outcomes.ts";
import { bestAgain } from "./best.ts";
import type { Curve } from "./curve.ts";
import { train } from "./run.ts";
import { type Trained, trainFields, type TrainRegistries, type TrainSpec } from "./spec.ts";
import { trainSummary } from "./summary.ts";
import { bestTemplates, keptWeights } from "./weights.ts";
import { trainTables } from "./tables.ts";

/** To add a chart: a file as `line.ts`, and its name here. */
export const trainFigures: Registry<void, Draw<Trained>> = registry("chart", [
  line,
  sensitivity,
  contour,
  criticalBatch,
]);

export function makeTrain(registries: TrainRegistries): Kind<TrainSpec, Curve> {
  const { gradients, methods } = registries;
  return {
    name: "train",
    about: "Trains: loss and accuracy over steps, for each combination of the swept values",
    fields: trainFields(registries),
    defaults: { gradient: { name: gradients.leaves[0].name } },
    shown: ["method.name", "batchSize", "method.stepSize"],
    tables: trainTables,
    figures: trainFigures,
    check(spec, examples, hasHessian) {
      checkBatchSize(spec.batchSize, examples);
      // Of a full batch it does not matter how many.
      if (examples === null && spec.batchSize !== "full") return;
      checkMethod(spec, { examples: examples ?? 1, hasHessian }, methods);
    },
    batch: ({ batchSize }) => batchSize,
    run: (plan, context) => train(plan, context, registries),
    bestFields: {
      by: z.enum(CHOOSERS, { error: ({ input }) => byRule(input) }).optional().describe(
        "What is best by its last value; left out, the examples that the target took where every run " +
          "has a targetLoss, validationAccuracy where every run has a validation part, else trainLoss",
      ),
    },
    checkBest: checkValidation,
    again: bestAgain,
    usual: usualChart,
    drawn: (done, best) => stages(done, best)[0],
    kept: keptWeights,
    keptFigures: bestTemplates,
    summary: trainSummary,
    finding: trainFinding,
    isInterrupted: ({ status }) => status === "interrupted",
    failure: ({ result: { status, stopReason } }) => status === "error" ? stopReason : null,
  };
}

/** The test part judges what was chosen: choosing by it would be judging by what is known. */
function byRule(given: unknown): string {
  const isTest = typeof given === "string" && given.startsWith("test");
  return `must be one of ${CHOOSERS.join(", ")}` +
    (isTest ? ", as the test part judges what was chosen" : "");
}

/** @throws {InputError} When `best` chooses by a part that a run does not have */
function checkValidation({ by = "trainLoss" }: Best, hasValidation: boolean): void {
  ensure(
    hasValidation || !by.startsWith("validation"),
    "best.by: must have a validation part in every run, such as dataset.validation=0.2: " +
      `current value is ${JSON.stringify(by)}`,
  );
}
