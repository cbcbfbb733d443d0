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

/** Whether more is better. */
export function isBetterHigh(y: YField): boolean {
  return y === "trainAccuracy" || y === "testAccuracy";
}
