/** Arithmetic number by number on vectors of the same length, such as an update rule. */
import type { Vector } from "../types.ts";

/** What can be done with numbers; each result is rounded to the precision by itself. */
export type ElementwiseOperation =
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "min"
  | "max"
  | "negate"
  | "sqrt"
  | "abs"
  | "sign";

/** A list of operations: their operands are vectors, then scalars, then the results so far. */
export interface ElementwiseProgram {
  /** How many vectors: operands 0, 1, … */
  readonly vectors: number;
  /** How many numbers that are the same at every place: the operands after those. */
  readonly scalars: number;
  /** Operations and their operands; each result is the next operand. */
  readonly steps: readonly (readonly [ElementwiseOperation, number, number?])[];
  /** What vectors become once all is computed: vector, operand. */
  readonly outputs: readonly (readonly [number, number])[];
}

/** Does what a program says, at every place of these vectors; scalars are rounded to the precision. */
export type Elementwise = (vectors: readonly Vector[], scalars: Float64Array) => void;

/** The operations on numbers: what every backend has to give, but for the rounding. */
export const operations: Readonly<Record<ElementwiseOperation, (a: number, b: number) => number>> =
  {
    add: (a, b) => a + b,
    subtract: (a, b) => a - b,
    multiply: (a, b) => a * b,
    divide: (a, b) => a / b,
    min: Math.min, // NaN where one of them is, and −0 is below 0
    max: Math.max,
    negate: (a) => -a,
    sqrt: Math.sqrt,
    abs: Math.abs,
    sign: (a) => a > 0 ? 1 : a < 0 ? -1 : a, // of NaN it is NaN
  };

/** Places that are computed at once, so that all registers stay in the cache. */
const CHUNK = 512;

/** The program as plain loops, one operation after the other over a chunk of places. */
export function interpreted(
  { vectors: count, scalars: scalarCount, steps, outputs }: ElementwiseProgram,
  allocate: (length: number) => Vector,
): Elementwise {
  const operands = count + scalarCount + steps.length;
  // Storing to one rounds: of two f32 numbers, f64 has the result of + − × ÷ √ near enough for that.
  const registers = Array.from({ length: operands }, () => allocate(CHUNK));
  return (vectors, scalars) => {
    const { length } = vectors[0];
    const most = Math.min(CHUNK, length);
    for (let i = 0; i < scalarCount; i++) registers[count + i].fill(scalars[i], 0, most);
    for (let from = 0; from < length; from += CHUNK) {
      const places = Math.min(CHUNK, length - from);
      for (let v = 0; v < count; v++) {
        for (let k = 0; k < places; k++) registers[v][k] = vectors[v][from + k];
      }
      for (let i = 0; i < steps.length; i++) {
        const [name, a, b = a] = steps[i];
        const operation = operations[name];
        const [out, left, right] = [count + scalarCount + i, a, b].map((one) => registers[one]);
        for (let k = 0; k < places; k++) out[k] = operation(left[k], right[k]);
      }
      for (const [vector, operand] of outputs) {
        for (let k = 0; k < places; k++) vectors[vector][from + k] = registers[operand][k];
      }
    }
  };
}
