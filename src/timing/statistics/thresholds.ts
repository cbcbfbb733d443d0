import { fits } from "../samples/globs.ts";

/** Up to which share changes do not matter, by patterns of benches; the last that fits counts. */
export type Thresholds = Readonly<Record<string, number>>;

export const THRESHOLD = 0.05;

export function thresholdOf(bench: string, thresholds: Thresholds): number {
  return Object.entries(thresholds).findLast(([glob]) => fits(bench, [glob]))?.[1] ?? THRESHOLD;
}
