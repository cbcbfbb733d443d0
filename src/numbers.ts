/** Numbers as text: exact ones for files, short ones for people. */
import type { SweptValue } from "./types.ts";

/** The shortest decimal that an f32 reader turns back into `value`, which must be an f32. */
export function shortestF32(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

/**
 * A number for tables and axes: `digits` significant digits, thousands grouped, an exponent where
 * zeros would have to be counted: `25,000`, `3.14`, `1e-7`.
 */
export function readable(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "NaN";
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) {
    return rounded.toExponential().replace("e+", "e");
  }
  if (Number.isInteger(value) || size >= 1000) return grouped(Math.round(value));
  const text = value.toPrecision(digits);
  return text.includes("e") ? grouped(Math.round(value)) : text; // fewer digits than before the point
}

/** As {@linkcode readable}, without the zeros at its end and with a real minus: `−1.5`. */
export function short(value: number, digits = 3): string {
  return readable(value, digits).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "")
    .replace(/^-/, "−");
}

/** A number as text with so many significant digits. */
export type NumberText = (value: number, digits: number) => string;

/** Numbers with as many digits as it takes to tell them apart, and no fewer than `digits`. */
export function distinct(values: readonly number[], text: NumberText, digits = 2): string[] {
  const texts = values.map((value) => text(value, digits));
  const isEnough = new Set(texts).size === values.length || digits >= 12;
  return isEnough ? texts : distinct(values, text, digits + 1);
}

/**
 * A value of a sweep, exactly, with an exponent where zeros would have to be counted: `1e-6`. Of an
 * object, its name with the options in brackets: `randomSearch(scale=1e-4)`, `expression(0.1/t)`.
 */
export function valueText(value: SweptValue): string {
  if (value instanceof Array) return JSON.stringify(value);
  if (typeof value === "object" && value !== null) return objectText(value);
  return typeof value === "number" && value !== 0 && Math.abs(value) < 0.01
    ? value.toExponential()
    : String(value);
}

function objectText({ name, ...options }: Readonly<Record<string, unknown>>): string {
  const texts = Object.entries(options)
    .map(([key, value]) => `${key === name ? "" : `${key}=`}${valueText(value as SweptValue)}`);
  if (name === undefined) return texts.join(" ");
  const word = valueText(name as SweptValue);
  return texts.length === 0 ? word : `${word}(${texts.join(" ")})`;
}

/** `1 run`, `2 runs` */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${readable(count)} ${count === 1 ? noun : plural}`;
}

/** A whole number with all its digits, thousands grouped: `170,052,171`. */
export function grouped(whole: number): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** The middle value; the mean of the two middle ones when there is an even number of them. */
export function median(values: readonly number[]): number {
  // NaN, the loss of a diverged run, is worse than any number. A typed array sorts by value.
  const sorted = Float64Array.from(values, (value) => Number.isNaN(value) ? Infinity : value)
    .sort();
  const half = sorted.length >> 1;
  const upper = sorted[half];
  return sorted.length % 2 === 1 ? upper : (sorted[half - 1] + upper) / 2;
}

/** Bytes for people: `154 MB`. */
export function megabytes(bytes: number): string {
  return `${readable(Math.ceil(bytes / 1e6))} MB`;
}
