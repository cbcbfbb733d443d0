import { z } from "zod";
import type { FieldSchemas } from "../../schemas.ts";
import type { Done } from "../plan.ts";
import { trainFields, type TrainRegistries, type TrainSpec } from "../train/spec.ts";
import type { Curvature } from "./curvature.ts";

/** A run along which curvature is measured: no sweeps, all defaults filled in. */
export interface CurvatureSpec extends Omit<TrainSpec, "keep"> {
  /** How many of the largest eigenvalues are wanted. */
  readonly eigenvalues: number;
}

/** A run along which curvature was measured, with its plan. */
export type Curved = Done<CurvatureSpec, Curvature>;

/** The fields of a run along which curvature is measured. */
export function curvatureFields(registries: TrainRegistries): FieldSchemas {
  const { keep: _, ...fields } = trainFields(registries);
  return {
    ...fields,
    eigenvalues: z.int().min(1).max(20).default(3)
      .describe("How many of the largest eigenvalues of the Hessian are looked for"),
  };
}
