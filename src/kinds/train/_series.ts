import { median } from "../../numbers.ts";
import type { Done } from "../plan.ts";
import type { Curve } from "./curve.ts";
import type { TrainSpec } from "./spec.ts";

/** A run that trained, with its plan. */
export type Trained = Done<TrainSpec, Curve>;

/** Records by which a chart can be drawn along. */
export const X_FIELDS = [
  "examples",
  "epoch",
  "iteration",
  "lossEvaluations",
  "gradientEvaluations",
] as const;

/** Records that a chart can show. */
export const Y_FIELDS = ["trainLoss", "trainAccuracy", "testLoss", "testAccuracy"] as const;

/** What the fields are called on an axis. */
export const FIELD_NAMES: Readonly<Record<XField | YField, string>> = {
  examples: "examples seen",
  epoch: "epochs",
  iteration: "iterations",
  lossEvaluations: "loss evaluations",
  gradientEvaluations: "gradient evaluations",
  trainLoss: "training loss",
  trainAccuracy: "training accuracy",
  testLoss: "test loss",
  testAccuracy: "test accuracy",
};

/** A field along which a chart is drawn. */
export type XField = typeof X_FIELDS[number];
/** A field that a chart shows. */
export type YField = typeof Y_FIELDS[number];

/** Whether half of the runs diverged, or more: then their median did. */
export function haveDiverged(runs: readonly Trained[]): boolean {
  return runs.filter(({ result }) => result.status === "diverged").length * 2 >= runs.length;
}

/** Whether more is better. */
export function isBetterHigh(y: YField): boolean {
  return y === "trainAccuracy" || y === "testAccuracy";
}

/** The median of the last values; a run that diverged is worse than any that did not. */
export function medianEnd(runs: readonly Trained[], y: YField): number {
  const sign = isBetterHigh(y) ? -1 : 1;
  const badness = runs.map(({ result: { records, status } }) => {
    const value = records[records.length - 1][y];
    return status === "diverged" || value === null ? Infinity : sign * value;
  });
  return sign * median(badness);
}
