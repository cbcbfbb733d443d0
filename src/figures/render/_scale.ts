import { log10, power10 } from "../../exact/math.ts";
import type { Axis } from "../figure.ts";

/** Maps values of an axis to 0 … 1, straight or by their logarithm. */
export interface Scale {
  /** Where a value lies; NaN when it has no place on the axis. */
  at(value: number): number;
  /** Round values inside the axis, about as many as asked for. */
  ticks(count: number): number[];
}

/**
 * The scale of an axis. With `keepsPowers`, two powers of ten are ticks enough where others have no
 * room; without, even steps take over.
 */
export function scaleOf({ log, range }: Axis, keepsPowers = false): Scale {
  const position = log
    ? (value: number) => value > 0 ? log10(value) : NaN
    : (value: number) => value;
  const [low, high] = range ?? [NaN, NaN];
  const span = position(high) - position(low);
  return {
    at(value) {
      const place = position(value);
      if (!Number.isFinite(place)) return NaN;
      return span === 0 ? 0.5 : (place - position(low)) / span;
    },
    ticks(count) {
      if (range === null) return [];
      if (span === 0) return [low];
      const decades = log ? logTicks(low, high, count) : [];
      const least = keepsPowers && span > count ? 2 : 3;
      return decades.length >= least ? decades : linearTicks(low, high, count);
    },
  };
}

/** Borders of levels of equal height, from the smallest to the largest value. */
export function bordersOf({ log, range }: Axis, levels: number): number[] {
  if (range === null) return [];
  const [low, high] = range;
  const [bottom, top] = log ? [log10(low), log10(high)] : [low, high];
  const inner = Array.from({ length: levels - 1 }, (_, i) => {
    const place = bottom + ((top - bottom) * (i + 1)) / levels;
    return log ? power10(place) : place;
  });
  return [low, ...inner, high];
}

/** Multiples of 1, 2 or 5 times a power of ten. */
function linearTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  const power = Math.floor(log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power10(power)).find((one) => one >= rough) ?? rough;
  const first = Math.ceil(low / step);
  // Counted, as of numbers beyond 2⁵³ the next one may be the same.
  const ticks = Array.from({ length: 2 * count + 1 }, (_, i) => (first + i) * step)
    .filter((tick) => tick <= high)
    .map((tick) => Number(tick.toPrecision(12)));
  return [...new Set(ticks)];
}

/** Powers of ten, or 1, 2 and 5 times those where they are few. */
function logTicks(low: number, high: number, count: number): number[] {
  const first = Math.floor(log10(low));
  const last = Math.floor(log10(high));
  const decades = last - first + 1;
  const mantissas = decades * 3 <= count ? [1, 2, 5] : [1];
  const every = Math.ceil(decades / count);
  return Array.from({ length: decades }, (_, i) => first + i)
    .filter((power) => (power - last) % every === 0)
    .flatMap((power) => mantissas.map((mantissa) => Number(`${mantissa}e${power}`)))
    .filter((tick) => tick >= low && tick <= high);
}
