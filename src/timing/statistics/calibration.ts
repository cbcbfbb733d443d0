/**
 * How small a slowdown can be found on a machine.
 *
 * @module
 */
import { median } from "simple-statistics";
import { type Rng } from "../../types.ts";
import { stream } from "../../exact/rng.ts";
import { pairs } from "./pairs.ts";
import { ratioOfMedians, shareAtMost } from "./bootstrap.ts";
import { checkComparable } from "../samples/settings.ts";
import { thresholdOf } from "./thresholds.ts";
import type { Measurement, Sample } from "../samples/measurement.ts";
import { type ComparisonOptions, CONFIDENCE } from "./compare.ts";

/** How small a slowdown of one bench can be found. */
export interface BenchCalibration {
  readonly bench: string;
  /** The smallest of `CHANGES` that is found nearly always; null if none is. */
  readonly smallestChange: number | null;
  /** Half of the processes took at most this share more or less than the median. */
  readonly noise: number;
  /** Processes a side. */
  readonly samples: number;
}

/** How it is found out. */
export interface CalibrationOptions extends ComparisonOptions {
  /**
   * Processes a side when a bench is measured again; 0 if it never is. As many as before unless
   * told.
   */
  readonly again?: number;
  /** Comparisons that are simulated for each bench. */
  readonly simulations?: number;
  /** Of the simulations. */
  readonly seed?: number;
}

/** The slowdowns that are tried. */
export const CHANGES: readonly number[] = [
  0.01,
  0.02,
  0.03,
  0.05,
  0.075,
  0.1,
  0.15,
  0.2,
  0.3,
  0.5,
  1,
];

/** A slowdown that is found in this share of simulations can be relied on to be found. */
const NEARLY_ALWAYS = 0.9;

/**
 * For each bench, the smallest slowdown that would be called regressed in at least nine of ten
 * comparisons.
 *
 * From the code measured against itself. Comparisons are simulated with times drawn, with
 * replacement, from those that were observed; head's are made slower. As in a real comparison, a
 * bench whose ratio is beyond the threshold is measured again, and the fresh samples decide
 * (`withRemeasured`), as the only one that is. With few processes observed, rare events are not
 * among them, so it is a little better than the truth.
 *
 * @returns In the order of measurement; without benches that cannot be compared
 * @throws {InputError} When the settings differ and it is not forced, or an option is out of range
 */
export function smallestChange(
  base: Measurement,
  head: Measurement,
  options: CalibrationOptions = {},
): BenchCalibration[] {
  checkComparable(base, head, { force: options.isForced ?? false });
  const { by = "nanoseconds", confidence = CONFIDENCE, seed = 1, simulations = 200 } = options;
  const comparable = pairs(base, head).filter(({ reason }) => reason === null);
  const threshold = thresholdOf(options.thresholds ?? [], options.threshold);
  return comparable.map(({ bench, base, head }, index) => {
    const samples = Math.min(base.length, head.length);
    const again = options.again ?? samples;
    const deviations = [base, head].flatMap((side) => deviationsOf(side, by));
    const found = simulate({
      deviations,
      samples,
      again,
      simulations,
      threshold: threshold(bench),
      tail: (1 - confidence) / (again > 0 ? 1 : comparable.length) / 2,
    }, stream(seed, "resamples", index));
    return { bench, smallestChange: found, noise: median(deviations.map(Math.abs)), samples };
  });
}

/**
 * Shares by which times differ from their median, which lies nearer to them than the true one: by
 * √((n − 1) ∕ n).
 */
function deviationsOf(side: readonly Sample[], by: "nanoseconds" | "ceilingRatio"): number[] {
  const times = side.map((sample) => sample[by]);
  const middle = median(times);
  const stretch = Math.sqrt(times.length / (times.length - 1));
  return times.map((time) => Math.max((time / middle - 1) * stretch, -0.9));
}

interface Trial {
  readonly deviations: readonly number[];
  readonly samples: number;
  readonly again: number;
  readonly simulations: number;
  readonly threshold: number;
  /** What the interval leaves out at either end. */
  readonly tail: number;
}

function simulate(trial: Trial, rng: Rng): number | null {
  const changes = CHANGES.filter((change) => change > trial.threshold);
  // What finds a slowdown finds every larger one as well, so the first of each simulation is
  // enough.
  const firsts = new Array(changes.length + 1).fill(0);
  for (let i = 0; i < trial.simulations; i++) firsts[firstFound(changes, trial, rng)]++;
  let found = 0;
  for (const [i, change] of changes.entries()) {
    found += firsts[i];
    if (found >= NEARLY_ALWAYS * trial.simulations) return change;
  }
  return null;
}

function firstFound(
  changes: readonly number[],
  { deviations, samples, again, threshold, tail }: Trial,
  rng: Rng,
): number {
  const draw = (count: number) =>
    Array.from({ length: count }, () => 1 + deviations[rng.below(deviations.length)]);
  const first = [draw(samples), draw(samples)] as const;
  const second = again > 0 ? [draw(again), draw(again)] as const : first;
  const ratio = Math.min(ratioOfMedians(...first), ratioOfMedians(...second));
  const isFound = (change: number) =>
    ratio * (1 + change) > 1 + threshold && shareAtMost(...second, 1 / (1 + change)) <= tail;
  let [low, high] = [0, changes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isFound(changes[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
