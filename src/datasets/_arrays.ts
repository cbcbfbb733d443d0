/** Arrays of numbers with a shape, as binary files have them, and examples of two of them. */
import { ensure, InputError } from "../errors.ts";
import { readable } from "../numbers.ts";
import type { Vector } from "../types.ts";
import { type Examples, Labels, MOST_EXAMPLES } from "./_examples.ts";

/** Sizes of a shape that are shown. */
const SIZES = 8;

/** An array of numbers or texts, row after row. */
export interface NamedArray {
  /** Where it is, for errors: `"a.npy"`. */
  readonly place: string;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number> | readonly string[];
}

/** How numbers may be written, as NumPy calls it: u, i and f are whole, signed and with a fraction. */
const READERS = {
  u1: [1, "getUint8"],
  i1: [1, "getInt8"],
  u2: [2, "getUint16"],
  i2: [2, "getInt16"],
  u4: [4, "getUint32"],
  i4: [4, "getInt32"],
  u8: [8, "getBigUint64"],
  i8: [8, "getBigInt64"],
  f2: [2, "getFloat16"],
  f4: [4, "getFloat32"],
  f8: [8, "getFloat64"],
} as const;

/** Such as `f4`. */
export type NumberType = keyof typeof READERS;

/** Whether numbers can be written so. */
export function isNumberType(type: string): type is NumberType {
  return Object.hasOwn(READERS, type);
}

/** How many bytes a number has. */
export function sizeOf(type: NumberType): number {
  return READERS[type][0];
}

/**
 * All numbers of some bytes: bytes as they are, others in f32 where it has all of their type, or in f64,
 * which has all but large i8 and u8.
 */
export function numbersIn(
  bytes: Uint8Array,
  type: NumberType,
  isLittle: boolean,
): Uint8Array | Vector {
  if (type === "u1") return bytes;
  const [size, read] = READERS[type];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = bytes.length / size;
  const numbers = size <= 2 || type === "f4" ? new Float32Array(count) : new Float64Array(count);
  for (let i = 0; i < numbers.length; i++) numbers[i] = Number(view[read](i * size, isLittle));
  return numbers;
}

/**
 * The bytes of an array after the head of its file.
 *
 * @throws {InputError} When there are not as many as its shape says
 */
export function bodyOf(
  bytes: Uint8Array,
  head: number,
  shape: readonly number[],
  size: number,
  place: string,
): Uint8Array {
  const wanted = shape.reduce((product, one) => product * one, size);
  const found = bytes.length - head;
  ensure(
    found === wanted,
    `Cannot read ${place}: must have ${readable(wanted)} bytes for its shape ` +
      `${shapeText(shape)}: it has ${readable(found)}${found < wanted ? ", so it was cut" : ""}`,
  );
  return bytes.subarray(head);
}

/** Features and labels of the same examples. */
export interface Pair {
  readonly features: NamedArray;
  readonly labels: NamedArray;
}

/**
 * Examples in pairs of arrays: those of a second one are for testing.
 *
 * @throws {InputError} When shapes do not fit each other, or a number is not finite in f32
 */
export function examplesIn(pairs: readonly Pair[]): Examples {
  const labels = new Labels();
  const [{ features: first }] = pairs;
  for (const pair of pairs) checkPair(pair, first);
  for (const { labels: { values, place } } of pairs) {
    for (let i = 0; i < values.length; i++) {
      const label = values[i];
      const where = () => `Cannot read ${place} at [${i}]`;
      if (!isLabel(label)) throw new InputError(`${where()}: must be a label: it has "${label}"`);
      labels.add(String(label), where);
    }
  }
  const all = pairs.map(({ features }) => features.values as Uint8Array | Vector);
  const count = first.shape[0];
  const features = sizeOfExample(first);
  const write = (out: Uint8Array | Vector, at: number, example: number) => {
    const [values, i] = example < count ? [all[0], example] : [all[1], example - count];
    out.set(values.subarray(i * features, (i + 1) * features), at);
  };
  const [, height, width, ...more] = first.shape;
  const isPicture = width !== undefined && more.length === 0;
  const counts = pairs.map(({ features }) => features.shape[0]);
  const total = counts.reduce((a, b) => a + b);
  ensure(
    total <= MOST_EXAMPLES,
    `Cannot read ${first.place}: must have at most ${MOST_EXAMPLES} examples: it has ${total}`,
  );
  return {
    count: total,
    features,
    isBytes: all.every((values) => values instanceof Uint8Array),
    write,
    labelOf: labels.codes,
    labels: labels.texts,
    ...isPicture && { picture: { width, height, planes: 1 } },
    isTest: pairs.length === 1 ? null : labels.codes.map((_, i) => Number(i >= count)),
  };
}

/** Whether it is a text, or a number that f64 tells from others. */
function isLabel(label: string | number): boolean {
  return typeof label === "string" ? label !== "" : Math.abs(label) <= Number.MAX_SAFE_INTEGER;
}

/** Numbers in an example. */
function sizeOfExample({ shape: [, ...sizes] }: NamedArray): number {
  return sizes.reduce((product, size) => product * size, 1);
}

function checkPair({ features, labels }: Pair, first: NamedArray): void {
  const { place, shape, values } = features;
  const shown = shapeText(shape);
  const rule = (isMet: boolean, text: string) => ensure(isMet, `Cannot read ${place}: ${text}`);
  rule(values.length > 0, `must have an example with a number: its shape is ${shown}`);
  rule(typeof values[0] === "number", "features must be numbers: they are texts");
  const [, ...sizes] = first.shape;
  rule(
    `${shape.slice(1)}` === `${sizes}`,
    `examples must be of the shape ${
      shapeText(sizes)
    }, as those of ${first.place}: all are ${shown}`,
  );
  const [count, ...more] = labels.shape;
  ensure(
    count === shape[0] && more.every((size) => size === 1),
    `Cannot read ${labels.place}: must have a label for each of the ${shape[0]} examples of ` +
      `${place}: its shape is ${shapeText(labels.shape)}`,
  );
  if (values instanceof Uint8Array) return;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(Math.fround(values[i] as number))) continue;
    const at = indexOf(i, shape).join(", ");
    rule(false, `must have finite numbers below 3.4e38: at [${at}] it has ${values[i]}`);
  }
}

/** Such as (60000, 28, 28), but no more sizes than anyone reads. */
function shapeText(shape: readonly number[]): string {
  const more = shape.length > SIZES ? ", …" : "";
  return `(${shape.slice(0, SIZES).join(", ")}${more})`;
}

/** The place of a number in an array with this shape, from 0. */
function indexOf(at: number, shape: readonly number[]): number[] {
  let rest = at;
  return shape.toReversed().map((size) => {
    const index = rest % size;
    rest = (rest - index) / size;
    return index;
  }).reverse();
}
