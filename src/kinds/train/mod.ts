import { checkBatch } from "../_fields.ts";
import type { Kind } from "../kind.ts";
import { trainFinding } from "./finding.ts";
import { trainFigures } from "./figures.ts";
import { stages } from "./_outcomes.ts";
import { bestAgain } from "./best.ts";
import type { Curve } from "./curve.ts";
import { train } from "./run.ts";
import { trainFields, type TrainRegistries, type TrainSpec } from "./spec.ts";
import { trainSummary } from "./summary.ts";
import { trainTables } from "./tables.ts";

export function makeTrain(registries: TrainRegistries): Kind<TrainSpec, Curve> {
  const { gradients } = registries;
  return {
    name: "train",
    about: "Trains: loss and accuracy over steps, for each combination of the swept values",
    fields: trainFields(registries),
    defaults: { gradient: { name: gradients.leaves[0].name } },
    shown: ["method.name", "batchSize", "method.stepSize"],
    tables: trainTables,
    figures: trainFigures,
    check: ({ batchSize }, examples) => checkBatch(batchSize, examples),
    run: (plan, context) => train(plan, context, registries),
    again: bestAgain,
    usual: () => ({ name: "line" }),
    drawn: (done, best) => stages(done, best)[0],
    summary: trainSummary,
    finding: trainFinding,
    isInterrupted: ({ status }) => status === "interrupted",
    failure: ({ result: { status, stopReason } }) => status === "error" ? stopReason : null,
  };
}
