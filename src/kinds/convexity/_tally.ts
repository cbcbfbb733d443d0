import type { Chord, Convexity } from "./convexity.ts";

/**
 * A loss that is above a chord by less than this share of the largest loss around is so by rounding: a
 * score is the sum of thousands of products, each rounded, and f64 has 16 digits.
 */
const ROUNDING = 1e-10;

/** What chords say of convexity, which is L((x + y) ∕ 2) ≤ (L(x) + L(y)) ∕ 2 for all x and y. */
export interface Tally {
  /** Chords whose three losses are finite. */
  readonly chords: number;
  /** Those of them with the loss at the midpoint above the chord, by more than rounding. */
  readonly above: number;
  /** The one of these where it is farthest above; null where it is above none. */
  readonly worst: Chord | null;
}

/** The middle of a chord: the mean of the losses at its ends. */
export function heightOf({ left, right }: Chord): number {
  return (left + right) / 2;
}

/** How far the loss at the midpoint is above the chord. */
export function excessOf(chord: Chord): number {
  return chord.middle - heightOf(chord);
}

/** The tallies of a result. */
export interface Tallies {
  /** Of chords along the lines. */
  readonly onLines: Tally;
  /** Of chords around the centre. */
  readonly around: Tally;
  /** Of chords between the centre and itself with its hidden units in another order. */
  readonly copies: Tally;
  /** Of all. */
  readonly all: Tally;
  /** Local minima of each line. */
  readonly minima: readonly number[];
}

/** What a result comes to. */
export function talliesOf(result: Convexity): Tallies {
  const onLines = sumOf(result.lines.map(tallyAlong));
  const [around, copies] = [result.chords, result.copies].map((chords) => tallyOf(chords));
  const minima = result.lines.map((losses) => minimaOf(losses).length);
  return { onLines, around, copies, all: sumOf([onLines, around, copies]), minima };
}

/** Counts chords. */
export function tallyOf(chords: readonly Chord[]): Tally {
  const rounding = ROUNDING * largestOf(chords.flatMap(lossesOf));
  const finite = chords.filter((chord) => lossesOf(chord).every(Number.isFinite));
  const above = finite.filter((chord) => excessOf(chord) > rounding);
  return { chords: finite.length, above: above.length, worst: worstOf(above) };
}

/** All tallies together. */
export function sumOf(tallies: readonly Tally[]): Tally {
  const total = (of: (one: Tally) => number) => tallies.reduce((sum, one) => sum + of(one), 0);
  return {
    chords: total(({ chords }) => chords),
    above: total(({ above }) => above),
    worst: worstOf(tallies.flatMap(({ worst }) => worst ?? [])),
  };
}

/** Counts the chords between any two places of a line with one halfway. */
export function tallyAlong(losses: readonly number[]): Tally {
  const chords = losses.flatMap((middle, at) =>
    Array.from({ length: Math.min(at, losses.length - 1 - at) }, (_, i): Chord => ({
      left: losses[at - i - 1],
      middle,
      right: losses[at + i + 1],
    }))
  );
  return tallyOf(chords);
}

/**
 * The places of the local minima inside a line: the loss falls to there and rises again, both by more
 * than rounding. Of a flat valley it is the first place that is as low as any.
 */
export function minimaOf(losses: readonly number[]): number[] {
  const rounding = ROUNDING * largestOf(losses);
  const heights = losses.map((loss) => Number.isNaN(loss) ? Infinity : loss); // worse than any number
  const found: number[] = [];
  let isFalling = false;
  let turn = 0; // the lowest place of a fall, the highest of a rise
  for (const [at, height] of heights.entries()) {
    const isOn = isFalling ? height < heights[turn] : height > heights[turn];
    if (!isOn && !(Math.abs(height - heights[turn]) > rounding)) continue;
    if (!isOn && isFalling) found.push(turn);
    if (!isOn) isFalling = !isFalling;
    turn = at;
  }
  return found;
}

/** The chord that the loss is farthest above. */
function worstOf(chords: readonly Chord[]): Chord | null {
  return chords.reduce<Chord | null>(
    (worst, chord) => worst === null || excessOf(chord) > excessOf(worst) ? chord : worst,
    null,
  );
}

function lossesOf({ left, middle, right }: Chord): number[] {
  return [left, middle, right];
}

/** The largest of finite losses, by size. */
function largestOf(losses: readonly number[]): number {
  return losses.filter(Number.isFinite).reduce((most, loss) => Math.max(most, Math.abs(loss)), 0);
}
