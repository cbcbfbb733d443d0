/** What larger batches buy: steps to a target loss by batch size, each with its best step size. */
import { median, short } from "../../numbers.ts";
import { groupBy, sweptNumber } from "../_groups.ts";
import { independentPaths } from "./_independent.ts";
import { endOf, fieldWords, hasTarget, medianEnd, outcomesOf } from "./_outcomes.ts";
import { trainingExamples } from "./_outcomes.ts";
import type { Trained } from "./spec.ts";

/** What is chosen anew for each batch size. */
export const TUNED = "method.stepSize";
/** Batch sizes from which on two unknowns can be fitted, and seen not to fit. */
const FEWEST = 3;
/** A smaller part of a determinant is rounding: steps fall in proportion to the batch size. */
const ROUNDING = 1e-9;

/** The runs of one batch size that reached the target, with the step size that took the fewest examples. */
export interface BatchPoint {
  readonly batchSize: number;
  /** Steps to the target, the median over seeds. */
  readonly steps: number;
  /** Examples to the target, likewise: the last batch of a pass may be smaller. */
  readonly examples: number;
  /** Null where no other was tried. */
  readonly stepSize: number | null;
  /**
   * From the smallest to the largest that may be the best, where several are alike: down to 0 or up to
   * Infinity where none beyond was tried.
   */
  readonly range: readonly [least: number, most: number];
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

/**
 * How steps depend on the batch size, of runs with a target and three batch sizes or more; `swept` are
 * the runs that their step sizes were chosen from.
 */
export function scalingsOf(done: readonly Trained[], swept: readonly Trained[]): Scaling[] {
  const aimed = done.filter(hasTarget);
  const others = independentPaths("batchSize", aimed).filter((path) => path !== TUNED);
  const tried = new Map(groupBy(swept, others).map((one) => [one.label, bySize(one.results)]));
  return groupBy(aimed, others).flatMap(({ label, results }) => {
    const points = [...bySize(results)]
      .flatMap(([size, runs]) => pointsOf(runs, tried.get(label)?.get(size) ?? []))
      .sort((one, other) => one.batchSize - other.batchSize);
    const words = fieldWords(results[0], others).join(" and ");
    const before = words === "" ? "" : `with ${words}, `;
    return points.length < FEWEST ? [] : [{ label, before, points, law: lawOfRuns(points) }];
  });
}

function bySize(runs: readonly Trained[]): Map<number, Trained[]> {
  return Map.groupBy(runs, ({ result: { batchSize } }) => batchSize);
}

/** None where the target was missed, or reached at the start. */
function pointsOf(runs: readonly Trained[], tried: readonly Trained[]): BatchPoint[] {
  const [best] = outcomesOf(runs, "examples").sort((one, other) => one.badness - other.badness);
  if (!Number.isFinite(best.badness) || best.badness === 0) return [];
  const [first] = best.runs;
  const range = rangeOf(sweptNumber(first, TUNED), tried);
  return [{
    batchSize: first.result.batchSize,
    steps: median(best.runs.map((run) => endOf(run, "iteration"))),
    examples: best.final,
    stepSize: range && sweptNumber(first, TUNED),
    range: range ?? [0, Infinity],
    runs: best.runs,
  }];
}

/** Those that took as few examples as `stepSize` did; null where no other was tried. */
function rangeOf(stepSize: number | null, tried: readonly Trained[]): BatchPoint["range"] | null {
  const all = groupBy(tried, [TUNED]).map(({ results }) => ({
    value: sweptNumber(results[0], TUNED) ?? NaN,
    examples: medianEnd(results, "examples"),
  })).sort((one, other) => one.value - other.value);
  const chosen = all.find(({ value }) => value === stepSize);
  if (chosen === undefined || all.length < 2) return null;
  const alike = all.filter(({ examples }) => examples === chosen.examples);
  const [least, most] = [alike[0], alike[alike.length - 1]];
  return [
    least === all[0] ? 0 : least.value,
    most === all[all.length - 1] ? Infinity : most.value,
  ];
}

/** The law of the medians over seeds. */
function lawOfRuns(points: readonly BatchPoint[]): Law | null {
  return lawOf(points, Math.max(...points.flatMap(({ runs }) => runs.map(trainingExamples))));
}

/**
 * The law with the least squares of deviations, Σ (S_min ∕ S + E_min ∕ E − 1)²; null where it asks for
 * less than a step, or for batches of less than one example or of more than there are, `most`.
 */
export function lawOf(
  points: readonly Pick<BatchPoint, "steps" | "examples">[],
  most = Infinity,
): Law | null {
  let [u, v, uu, uv, vv] = [0, 0, 0, 0, 0];
  for (const { steps, examples } of points) {
    u += 1 / steps;
    v += 1 / examples;
    uu += 1 / (steps * steps);
    uv += 1 / (steps * examples);
    vv += 1 / (examples * examples);
  }
  const determinant = uu * vv - uv * uv;
  if (!(determinant > ROUNDING * uu * vv)) return null;
  const [steps, examples] = [(u * vv - v * uv) / determinant, (v * uu - u * uv) / determinant];
  const batchSize = examples / steps;
  if (!(steps >= 1 && batchSize >= 1 && batchSize <= most)) return null;
  const misses = points.map((one) => Math.abs(steps / one.steps + examples / one.examples - 1));
  return { steps, examples, batchSize, error: Math.max(...misses) };
}

/** `critical batch size 58 (51 to 66 over seeds): …` */
export function lawWords({ before, points, law }: Scaling): string {
  const [smallest, largest] = [points[0], points[points.length - 1]];
  const open = points.filter(({ stepSize, range: [least, most] }) =>
    stepSize !== null && (least === 0 || most === Infinity)
  );
  const start = before +
    (open.length === 0 ? "" : "as far as the step sizes that were tried reach " +
      `(an end of them is best with batch size ${
        listed(open.map(({ batchSize }) => batchSize))
      }), `);
  if (law === null) {
    return `${start}no critical batch size shows from ${smallest.batchSize} to ${largest.batchSize}`;
  }
  const [size, steps, examples] = [law.batchSize, law.steps, law.examples]
    .map((value) => short(value, 2));
  const isInside = law.batchSize >= smallest.batchSize && law.batchSize <= largest.batchSize;
  const outside = isInside ? "" : ", which lies outside of those tried";
  return `${start}critical batch size ${size}${
    seedText(points)
  }${outside}: much smaller ones take ` +
    `${examples} examples, much larger ones ${steps} steps; the law misses none by more than ` +
    `${Math.round(100 * law.error)} %`;
}

/** `1, 4 and 16` */
function listed(numbers: readonly number[]): string {
  return numbers.join(", ").replace(/, (?=\d+$)/, " and ");
}

/** ` (51 to 66 over seeds)`: the law of each seed that reached the target with each batch size. */
function seedText(points: readonly BatchPoint[]): string {
  const seeds = new Set(points.flatMap(({ runs }) => runs.map(({ plan }) => plan.seed)));
  const whole = [...seeds].flatMap((seed) => {
    const own = points.flatMap((point) => {
      const runs = point.runs.filter(({ plan }) => plan.seed === seed);
      const [steps, examples] = [medianEnd(runs, "iteration"), medianEnd(runs, "examples")];
      return runs.length > 0 && Number.isFinite(steps) ? [{ ...point, runs, steps, examples }] : [];
    });
    return own.length < points.length ? [] : [lawOfRuns(own)];
  });
  if (whole.length < 2) return "";
  const found = whole.flatMap((law) => law === null ? [] : [law.batchSize]);
  const missing = whole.length - found.length;
  return ` (${
    [
      ...found.length > 0
        ? [`${fromTo(Math.min(...found), Math.max(...found), 2)} over seeds`]
        : [],
      ...missing > 0 ? [`with ${missing} of ${whole.length} seeds none shows`] : [],
    ].join("; ")
  })`;
}

/** `51 to 66`, or a single number where both are alike */
function fromTo(least: number, most: number, digits?: number): string {
  const [from, to] = [least, most].map((value) => short(value, digits));
  return from === to ? from : `${from} to ${to}`;
}

/**
 * By how much the best step size grows with the batch size, up to the size that is nearest to the
 * critical one, and beyond it; none where it was not swept, or does not show it.
 */
export function stepSizeWords({ before, points, law }: Scaling): string[] {
  const known = points.filter(({ stepSize }) => stepSize !== null);
  const distance = ({ batchSize }: BatchPoint, to: Law) =>
    Math.max(batchSize / to.batchSize, to.batchSize / batchSize);
  const [nearest] = law === null
    ? known.slice(-1)
    : known.toSorted((one, other) => distance(one, law) - distance(other, law));
  const turn = known.indexOf(nearest);
  const parts = [known.slice(0, turn + 1), known.slice(Math.max(0, turn))];
  const words = parts.filter(({ length }) => length > 1).flatMap((part) => {
    const [from, to] = [part[0], part[part.length - 1]];
    return factorWords(from.range, to.range).map((factor) =>
      `${factor} from batch size ${from.batchSize} to ${to.batchSize} ` +
      `(linear scaling: ×${short(to.batchSize / from.batchSize)})`
    );
  });
  return words.length === 0 ? [] : [`${before}the best step size is ${words.join(", ")}`];
}

/** `×64`, `×16 to ×32`, `at least ×16`; none where it may be any. */
function factorWords(from: BatchPoint["range"], to: BatchPoint["range"]): string[] {
  const [least, most] = [to[0] / from[1], to[1] / from[0]];
  if (least === 0 && most === Infinity) return [];
  if (least === 0) return [`at most ×${short(most)}`];
  if (most === Infinity) return [`at least ×${short(least)}`];
  return [`×${fromTo(least, most).replace(" to ", " to ×")}`];
}
