/** What larger batches buy: steps to a target loss by batch size, each with its best step size. */
import { median, short } from "../../numbers.ts";
import { groupBy, sweptNumber } from "../_groups.ts";
import { independentPaths } from "./_independent.ts";
import { endOf, fieldWords, hasTarget, outcomesOf } from "./_outcomes.ts";
import type { Trained } from "./spec.ts";

/** What is chosen anew for each batch size. */
const TUNED = "method.stepSize";
/** Batch sizes from which on two unknowns can be fitted, and seen not to fit. */
const FEWEST = 3;

/** The runs of one batch size that reached the target, with the step size that took the fewest examples. */
export interface BatchPoint {
  readonly batchSize: number;
  /** Steps to the target, the median over seeds. */
  readonly steps: number;
  /** Examples to the target, likewise: the last batch of a pass may be smaller. */
  readonly examples: number;
  /** Null where it is not swept. */
  readonly stepSize: number | null;
  readonly runs: readonly Trained[];
}

/** S_min ∕ S + E_min ∕ E = 1, McCandlish, Kaplan, Amodei and the OpenAI Dota Team, 2018. */
export interface Law {
  /** S_min: steps of a batch of any size take so many at least. */
  readonly steps: number;
  /** E_min: so many examples at least. */
  readonly examples: number;
  /** B_c = E_min ∕ S_min, where twice S_min and twice E_min are taken. */
  readonly batchSize: number;
  /** The largest deviation of a point: how far the sum is from 1. */
  readonly error: number;
}

/** The points and the law of runs that share all other swept values. */
export interface Scaling {
  /** Those values, such as `linear`. */
  readonly label: string;
  /** The same in a sentence: `with scores linear, `; empty where there are none. */
  readonly before: string;
  /** By rising batch size. */
  readonly points: readonly BatchPoint[];
  /** Null where steps or examples have no least number that the points show. */
  readonly law: Law | null;
}

/** How steps depend on the batch size, of runs with a target and three batch sizes or more. */
export function scalingsOf(done: readonly Trained[]): Scaling[] {
  const aimed = done.filter(hasTarget);
  const others = independentPaths("batchSize", aimed).filter((path) => path !== TUNED);
  return groupBy(aimed, others).flatMap(({ label, results }) => {
    const points = [...Map.groupBy(results, ({ result: { batchSize } }) => batchSize).values()]
      .flatMap(pointsOf).sort((one, other) => one.batchSize - other.batchSize);
    const words = fieldWords(results[0], others).join(" and ");
    const before = words === "" ? "" : `with ${words}, `;
    return points.length < FEWEST ? [] : [{ label, before, points, law: lawOf(points) }];
  });
}

function pointsOf(runs: readonly Trained[]): BatchPoint[] {
  const [best] = outcomesOf(runs, "examples").sort((one, other) => one.badness - other.badness);
  if (!Number.isFinite(best.badness)) return [];
  const [first] = best.runs;
  return [{
    batchSize: first.result.batchSize,
    steps: median(best.runs.map((run) => endOf(run, "iteration"))),
    examples: best.final,
    stepSize: sweptNumber(first, TUNED),
    runs: best.runs,
  }];
}

/** The law with the least squares of deviations: Σ (S_min ∕ S + E_min ∕ E − 1)². */
export function lawOf(points: readonly Pick<BatchPoint, "steps" | "examples">[]): Law | null {
  let [u, v, uu, uv, vv] = [0, 0, 0, 0, 0];
  for (const { steps, examples } of points) {
    u += 1 / steps;
    v += 1 / examples;
    uu += 1 / (steps * steps);
    uv += 1 / (steps * examples);
    vv += 1 / (examples * examples);
  }
  const determinant = uu * vv - uv * uv;
  const [steps, examples] = [(u * vv - v * uv) / determinant, (v * uu - u * uv) / determinant];
  if (!(steps > 0 && examples > 0)) return null;
  const misses = points.map((one) => Math.abs(steps / one.steps + examples / one.examples - 1));
  return { steps, examples, batchSize: examples / steps, error: Math.max(...misses) };
}

/** `critical batch size 58 (51 to 66 over seeds): …` */
export function lawWords({ before, points, law }: Scaling): string {
  const [smallest, largest] = [points[0], points[points.length - 1]];
  if (law === null) {
    return `${before}no critical batch size shows from ${smallest.batchSize} to ${largest.batchSize}`;
  }
  const [size, steps, examples] = [law.batchSize, law.steps, law.examples]
    .map((value) => short(value, 2));
  const isInside = law.batchSize >= smallest.batchSize && law.batchSize <= largest.batchSize;
  const outside = isInside ? "" : ", which lies outside of those tried";
  return `${before}critical batch size ${size}${
    seedText(points)
  }${outside}: much smaller ones take ` +
    `${examples} examples, much larger ones ${steps} steps; the law misses none by more than ` +
    `${Math.round(100 * law.error)} %`;
}

/** ` (51 to 66 over seeds)`: the law of each seed that reached the target with each batch size. */
function seedText(points: readonly BatchPoint[]): string {
  const seeds = [...new Set(points.flatMap(({ runs }) => runs.map(({ plan }) => plan.seed)))];
  if (seeds.length === 1) return "";
  const found = seeds.flatMap((seed) => {
    const own = points.flatMap(({ runs }) => {
      const run = runs.find(({ plan }) => plan.seed === seed);
      if (run === undefined) return [];
      const [steps, examples] = [endOf(run, "iteration"), endOf(run, "examples")];
      return Number.isFinite(steps) ? [{ steps, examples }] : [];
    });
    return own.length < points.length ? [] : [lawOf(own)?.batchSize ?? Infinity];
  });
  if (found.length < 2) return "";
  const [least, most] = [Math.min(...found), Math.max(...found)];
  return ` (${short(least, 2)} to ${short(most, 2)} over seeds)`;
}

/**
 * By how much the best step size grows with the batch size, up to the size that is nearest to the
 * critical one, and beyond it; none where it was not swept.
 */
export function stepSizeWords({ before, points, law }: Scaling): string[] {
  const known = points.flatMap(({ batchSize, stepSize }) =>
    stepSize === null ? [] : [{ batchSize, stepSize }]
  );
  const distance = ({ batchSize }: { batchSize: number }, to: Law) =>
    Math.max(batchSize / to.batchSize, to.batchSize / batchSize);
  const [nearest] = law === null
    ? known.slice(-1)
    : known.toSorted((one, other) => distance(one, law) - distance(other, law));
  const turn = known.indexOf(nearest);
  const parts = [known.slice(0, turn + 1), known.slice(Math.max(0, turn))];
  const words = parts.filter(({ length }) => length > 1).map((part) => {
    const [from, to] = [part[0], part[part.length - 1]];
    return `×${short(to.stepSize / from.stepSize)} from batch size ${from.batchSize} to ` +
      `${to.batchSize} (linear scaling: ×${short(to.batchSize / from.batchSize)})`;
  });
  return words.length === 0 ? [] : [`${before}the best step size is ${words.join(", ")}`];
}
