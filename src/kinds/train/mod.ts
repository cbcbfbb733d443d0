import { checkBatchSize } from "../../datasets/batches.ts";
import { type Registry, registry } from "../../registry.ts";
import type { Draw, Kind } from "../kind.ts";
import { trainFinding } from "./finding.ts";
import { line } from "./line.ts";
import { sensitivity } from "./sensitivity.ts";
import { usualChart } from "./_usual.ts";
import { stages } from "./_outcomes.ts";
import { bestAgain } from "./best.ts";
import type { Curve } from "./curve.ts";
import { train } from "./run.ts";
import { type Trained, trainFields, type TrainRegistries, type TrainSpec } from "./spec.ts";
import { trainSummary } from "./summary.ts";
import { trainTables } from "./tables.ts";

/** To add a chart: a file as `line.ts`, and its name here. */
export const trainFigures: Registry<void, Draw<Trained>> = registry("chart", [line, sensitivity]);

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
    check: ({ batchSize }, examples) => checkBatchSize(batchSize, examples),
    run: (plan, context) => train(plan, context, registries),
    again: bestAgain,
    usual: usualChart,
    drawn: (done, best) => stages(done, best)[0],
    summary: trainSummary,
    finding: trainFinding,
    isInterrupted: ({ status }) => status === "interrupted",
    failure: ({ result: { status, stopReason } }) => status === "error" ? stopReason : null,
  };
}
