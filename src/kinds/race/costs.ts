/** What targets cost: Moré and Wild, SIAM Journal on Optimization 20 (2009). */
import { median } from "../../numbers.ts";
import { isGood } from "./_tuning.ts";
import type { Entry } from "./board.ts";
import type { Final } from "./race.ts";

/** The loss of a target: L* + τ·(L₀ − L*). */
export function lossAt(target: number, start: number, lowest: number): number {
  return lowest + target * (start - lowest);
}

/** Examples until the first record at or below a target; infinite where none is. */
export function costOf({ lows }: Final, target: number, lowest: number): number {
  const [[, start] = [0, NaN]] = lows;
  const wanted = lossAt(target, start, lowest);
  return lows.find(([, loss]) => loss <= wanted)?.[0] ?? Infinity;
}

/** What each run that counts needed for a target; a method without any never reaches it. */
export function costsOf({ finals, lowest }: Entry, target: number): number[] {
  return finals.length === 0 ? [Infinity] : finals.map((one) => costOf(one, target, lowest));
}

/** The share of trials whose last loss is at or below a target; null where nothing was tuned. */
export function goodTrials({ trials, lowest }: Entry, target: number): number | null {
  if (trials.length === 0) return null;
  const good = trials.filter((one) =>
    isGood(one) && one.loss <= lossAt(target, one.startLoss, lowest)
  );
  return good.length / trials.length;
}

/**
 * Examples that tuning is expected to cost, with values drawn from its range one after another until
 * one is good enough for a target: those of a trial ÷ the share of good ones. 0 where nothing is tuned,
 * infinite where no trial was good.
 */
export function tuningCost(entry: Entry, target: number): number {
  const share = goodTrials(entry, target);
  if (share === null) return 0;
  const examples = entry.trials.reduce((sum, one) => sum + one.examples, 0);
  return share === 0 ? Infinity : examples / entry.trials.length / share;
}

/** Examples that a target takes: the median over seeds, with what tuning is expected to cost or not. */
export function medianCost(entry: Entry, target: number, withTuning = false): number {
  return median(costsOf(entry, target)) + (withTuning ? tuningCost(entry, target) : 0);
}
