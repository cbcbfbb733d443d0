import { log10, power10 } from "../../exact/math.ts";
import type { Axis, Outside } from "../figure.ts";

/** Maps values of an axis to 0 … 1, straight or by their logarithm. */
export interface Scale {
  /** Where a value lies, beyond 0 … 1 outside of its range; NaN when it has no place on the axis. */
  at(value: number): number;
  /** Round values inside the axis, about as many as asked for. */
  ticks(count: number): number[];
}

/** The scale of an axis. */
export function scaleOf({ log, range }: Axis): Scale {
  const position = log
    ? (value: number) => value > 0 ? log10(value) : NaN
    : (value: number) => value;
  const [low, high] = range ?? [NaN, NaN];
  const span = position(high) - position(low);
  return {
    at(value) {
      const place = position(value);
      if (!Number.isFinite(place)) return NaN;
      const above = place - position(low);
      return span === 0 ? 0.5 + Math.sign(above) : above / span;
    },
    ticks(count) {
      if (range === null) return [];
      if (span === 0) return [low];
      const ticks = log ? logTicks(low, high, count) : [];
      const isEnough = ticks.length >= 3 || (log && span >= 1);
      return isEnough ? ticks : linearTicks(low, high, count);
    },
  };
}

/** What lies outside the y axis, if some of its points are on the x axis, with those. */
export function placed(outside: Outside | undefined, xScale: Scale): Outside[] {
  const points = outside?.points.filter(({ x }) => !Number.isNaN(xScale.at(x))) ?? [];
  return outside === undefined || points.length === 0 ? [] : [{ ...outside, points }];
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
  const power = power10(Math.floor(log10(rough)));
  const steps = [0.2, 0.5, 1, 2, 5, 10].map((m) => m * power);
  const wanted = steps.findIndex((one, i) => i >= 2 && one >= rough);
  // A single tick says nothing about the scale: then finer steps, as far as there are any.
  const choices = steps.slice(wanted - 2, wanted + 1).reverse()
    .map((step) => multiples(step, low, high, count));
  return choices.find((ticks) => ticks.length > 1) ?? choices[0] ?? [];
}

function multiples(step: number, low: number, high: number, count: number): number[] {
  const first = Math.ceil(low / step);
  // Counted, as of numbers beyond 2⁵³ the next one may be the same.
  const ticks = Array.from({ length: 2 * count + 4 }, (_, i) => (first + i) * step)
    .map((tick) => Number(tick.toPrecision(12)))
    .filter((tick) => tick <= high);
  return [...new Set(ticks)];
}

/** What powers of ten are multiplied with to be ticks, from many to few. */
const MANTISSAS = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 5, 7], [1, 2, 5], [1]];
/** The smallest distance of ticks on a logarithmic axis, as a share of the mean that is asked for. */
const CLOSEST = 0.6;

/** Powers of ten, with as many of their multiples as have room. */
function logTicks(low: number, high: number, count: number): number[] {
  const first = Math.floor(log10(low));
  const last = Math.floor(log10(high));
  const decades = last - first + 1;
  const room = (CLOSEST * (log10(high) - log10(low))) / count;
  const hasRoom = (mantissas: readonly number[]) =>
    mantissas.every((m, i) => log10((mantissas[i + 1] ?? 10) / m) >= room);
  const mantissas = MANTISSAS.find(hasRoom) ?? [1];
  const every = Math.ceil(decades / count);
  return Array.from({ length: decades }, (_, i) => first + i)
    .filter((power) => (power - last) % every === 0)
    .flatMap((power) => mantissas.map((mantissa) => Number(`${mantissa}e${power}`)))
    .filter((tick) => tick >= low && tick <= high);
}
