import { type Registry, registry } from "../../registry.ts";
import type { Draw, Kind } from "../kind.ts";
import { makeTrain } from "../train/mod.ts";
import type { TrainRegistries } from "../train/spec.ts";
import type { Curvature } from "./curvature.ts";
import { gradientNoise } from "./gradient_noise.ts";
import { curvature } from "./run.ts";
import { sharpness } from "./sharpness.ts";
import { curvatureFields, type CurvatureSpec, type Curved } from "./spec.ts";
import { curvatureFinding, curvatureSummary } from "./summary.ts";
import { curvatureTables } from "./tables.ts";

/** To add a chart: a file as `sharpness.ts`, and its name here. */
export const curvatureFigures: Registry<void, Draw<Curved>> = registry("chart of curvature", [
  sharpness,
  gradientNoise,
]);

export function makeCurvature(registries: TrainRegistries): Kind<CurvatureSpec, Curvature> {
  const training = makeTrain(registries);
  return {
    name: "curvature",
    about: "Measures curvature along runs: eigenvalues of the Hessian, and the gradient's noise",
    fields: curvatureFields(registries),
    defaults: { ...training.defaults, record: [] }, // to measure at a point takes long
    shown: training.shown,
    tables: curvatureTables,
    figures: curvatureFigures,
    check: training.check,
    run: (plan, context) => curvature(plan, context, registries),
    usual: () => ({ name: "sharpness" }),
    drawn: (done) => done,
    summary: curvatureSummary,
    finding: curvatureFinding,
    isInterrupted: () => false,
    failure: ({ result: { status, stopReason } }) => status === "error" ? stopReason : null,
  };
}
