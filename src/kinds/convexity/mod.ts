import { type Registry, registry } from "../../registry.ts";
import type { Draw, Kind } from "../kind.ts";
import type { TrainRegistries } from "../train/spec.ts";
import { checkCenter, withCenter } from "./_center.ts";
import type { Convexity } from "./convexity.ts";
import { lines } from "./lines.ts";
import { convexity } from "./run.ts";
import { convexityFields, type ConvexitySpec, type Counted } from "./spec.ts";
import { convexityFinding, convexitySummary } from "./summary.ts";
import { convexityTables } from "./tables.ts";

/** To add a chart: a file as `lines.ts`, and its name here. */
export const convexityFigures: Registry<void, Draw<Counted>> = registry("chart of convexity", [
  lines,
]);

export function makeConvexity(registries: TrainRegistries): Kind<ConvexitySpec, Convexity> {
  return {
    name: "convexity",
    about: "Counts convexity: how often the loss is above a chord, along random lines and around",
    fields: convexityFields,
    defaults: {},
    shown: ["center", "lines", "points", "chords", "reach"],
    tables: convexityTables,
    figures: convexityFigures,
    check: checkCenter,
    complete: withCenter,
    run: (plan, context) => convexity(plan, context, registries),
    usual: () => ({ name: "lines" }),
    drawn: (done) => done,
    summary: convexitySummary,
    finding: convexityFinding,
    isInterrupted: () => false,
    failure: () => null,
  };
}
