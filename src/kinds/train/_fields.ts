import { type NumberText, readable } from "../../numbers.ts";

/** What a chart of curves can run along, as words for its axis. */
const X = {
  examples: "examples seen",
  epoch: "epochs",
  iteration: "iterations",
  lossEvaluations: "loss evaluations",
  gradientEvaluations: "gradient evaluations",
};
/** What it can show of how good the weights are. */
const MEASURES = {
  trainLoss: "training loss",
  trainAccuracy: "training accuracy",
  validationLoss: "validation loss",
  validationAccuracy: "validation accuracy",
  testLoss: "test loss",
  testAccuracy: "test accuracy",
};

/** What it can show. */
const Y = { ...MEASURES, usedStepSize: "step size used", clippedSteps: "clipped steps" };

/** A field of a record along which a chart is drawn. */
export type XField = keyof typeof X;
/** A field of a record that a chart shows. */
export type YField = keyof typeof Y;

/** What a run has spent when it ends. */
const COSTS = ["iteration", "examples", "gradientEvaluations"] as const;

/** A field of which a run has a last value that can be shown. */
export type EndField = keyof typeof MEASURES | typeof COSTS[number] | "clippedSteps";

export const X_FIELDS = Object.keys(X) as XField[];
export const Y_FIELDS = Object.keys(Y) as YField[];
export const END_FIELDS: readonly EndField[] = [
  ...Object.keys(MEASURES) as (keyof typeof MEASURES)[],
  ...COSTS,
  "clippedSteps",
];
export const FIELD_NAMES: Readonly<Record<XField | YField, string>> = { ...X, ...Y };

/** What the best values of a sweep can be chosen by: never by the test part, which judges them. */
export const CHOOSERS = ["trainLoss", "validationLoss", "validationAccuracy"] as const;
/** What runs are compared by: one of these, or what they took to the target loss. */
export type Judge = typeof CHOOSERS[number] | "examples";

/** `final training loss`, or what a run has spent */
export function endName(y: EndField): string {
  return y in MEASURES ? `final ${FIELD_NAMES[y]}` : FIELD_NAMES[y];
}

/** Whether more is better. */
export function isBetterHigh(y: YField | EndField): boolean {
  return y.endsWith("Accuracy");
}

/** What a run has spent: one that has a target and misses it has not spent what that takes. */
export function isCost(y: EndField): boolean {
  return COSTS.some((cost) => cost === y);
}

/** `validation accuracy` */
export function judgeName(y: Judge): string {
  return y === "examples" ? "examples to the target loss" : FIELD_NAMES[y];
}

/** `lowest final training loss` */
export function bestWords(y: YField | Judge): string {
  if (y === "examples") return `fewest ${judgeName(y)}`;
  return `${isBetterHigh(y) ? "highest" : "lowest"} final ${FIELD_NAMES[y]}`;
}

/** How numbers of a field are written: accuracies in percent. */
export function numberText(y: YField | Judge): NumberText {
  if (!isBetterHigh(y)) return readable;
  // 100 · 0.29 is 28.999999999999996.
  return (value, digits) => `${readable(Number((100 * value).toPrecision(12)), digits)} %`;
}
