import { type Registry, registry } from "../../registry.ts";
import type { Draw, Kind } from "../kind.ts";
import type { TrainRegistries } from "../train/spec.ts";
import { checkSlice, completeSlice } from "./_check.ts";
import { heatmap } from "./heatmap.ts";
import { profile } from "./profile.ts";
import { slice } from "./run.ts";
import type { Slice } from "./slice.ts";
import { type Sliced, sliceFields, type SliceSpec } from "./spec.ts";
import { sliceFinding, sliceSummary } from "./summary.ts";
import { sliceTables } from "./tables.ts";

/** To add a chart: a file as `profile.ts`, and its name here. */
export const sliceFigures: Registry<void, Draw<Sliced>> = registry("chart of slices", [
  profile,
  heatmap,
]);

export function makeSlice(registries: TrainRegistries): Kind<SliceSpec, Slice> {
  return {
    name: "slice",
    about: "Takes slices: the loss along one or two directions through a point",
    fields: sliceFields,
    defaults: {},
    shown: ["center", "a.min", "a.max", "a.points", "b.min", "b.max", "b.points"],
    tables: sliceTables,
    figures: sliceFigures,
    check: checkSlice,
    complete: completeSlice,
    run: (plan, context) => slice(plan, context, registries),
    usual: (plans) => ({
      name: plans.some(({ spec: { b } }) => b !== undefined) ? "heatmap" : "profile",
    }),
    drawn: (done) => done,
    summary: sliceSummary,
    finding: sliceFinding,
    isInterrupted: () => false,
    failure: () => null,
  };
}
