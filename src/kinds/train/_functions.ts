/** Sweeps over what is minimised, where that is a function: values of different ones have no order. */
import { isRecord } from "../../registry.ts";
import { sweptPaths } from "../_groups.ts";
import type { Plan } from "../plan.ts";
import { fieldWords } from "./_outcomes.ts";
import type { Trained } from "./spec.ts";

const isOfFunction = (path: string) => path === "problem" || path.startsWith("problem.");

/** Runs by the function that they minimise, in words; a single entry where all have the same. */
export function byFunction<One extends Trained>(
  done: readonly One[],
): ReadonlyMap<string, readonly One[]> {
  const keyOf = ({ plan: { spec: { problem } } }: Trained) => {
    const { noise: _, start, ...own } = problem as { noise?: unknown; start?: unknown };
    return JSON.stringify([own, isRecord(start) ? Object.keys(start) : null]);
  };
  const groups = [...Map.groupBy(done, keyOf).values()];
  if (groups.length < 2) return new Map([["", done]]);
  const paths = sweptPaths(done).filter(isOfFunction);
  return new Map(groups.map((group) => {
    const plans = withoutFunction(group.map(({ plan }) => plan));
    const runs = group.map((one, i) => ({ ...one, plan: plans[i] as Trained["plan"] }));
    return [fieldWords(group[0], paths).join(" with "), runs];
  }));
}

/** The same plans, of which only the other fields tell them apart. */
export function withoutFunction(plans: readonly Plan[]): Plan[] {
  return plans.map(({ values, ...plan }) => ({
    ...plan,
    values: Object.fromEntries(Object.entries(values).filter(([path]) => !isOfFunction(path))),
  }));
}
