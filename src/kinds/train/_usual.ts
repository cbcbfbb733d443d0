import type { Choice } from "../../types.ts";
import { sweptPaths } from "../_groups.ts";
import type { Plan } from "../plan.ts";
import type { TrainSpec } from "./spec.ts";

/** Numbers of a sweep from which on their ends say more than their curves. */
const MANY = 3;
/** What most depends on, and is looked at first. */
const FIRST = "method.stepSize";

/**
 * The chart of a file that names none: what batches buy where several sizes have a target, sensitivity
 * to another swept number, otherwise curves.
 */
export function usualChart(plans: readonly Plan<TrainSpec>[]): Choice {
  const fields = sweptPaths(plans.map((plan) => ({ plan }))).map((x) => ({
    x,
    values: [...new Set(plans.map(({ values }) => values[x]))],
  })).filter(({ x, values }) =>
    values.length >= MANY && values.every((value) => typeof value === "number") &&
    !x.endsWith("seed")
  );
  const haveTargets = plans.every(({ spec: { stop } }) => stop.targetLoss !== undefined);
  if (haveTargets && fields.some(({ x }) => x === "batchSize")) return { name: "criticalBatch" };
  const found = fields.find(({ x }) => x === FIRST) ??
    fields.toSorted((one, other) => other.values.length - one.values.length).at(0);
  if (found === undefined) return { name: "line" };
  const isPositive = found.values.every((value) => Number(value) > 0);
  return { name: "sensitivity", x: found.x, ...!isPositive && { logX: false } };
}
