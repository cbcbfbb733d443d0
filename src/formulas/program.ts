/** Written functions as lists of operations, in f64, with their derivatives; the same bits everywhere. */
import { exp, log } from "../exact/math.ts";
import { cos, sin, tan, tanh } from "../exact/trigonometry.ts";
import type { Vector } from "../types.ts";

/** An operation on one or two numbers: its value v, and its derivatives by both. */
interface Operation {
  readonly value: (a: number, b: number) => number;
  readonly slope: (a: number, b: number, v: number) => number;
  readonly slopeB?: (a: number, b: number, v: number) => number;
  /** A number whose change of sign is a kink. */
  readonly bend?: (a: number, b: number) => number;
}

/** What a function can be made of. */
export type OperationName =
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "pow"
  | "unaryMinus"
  | "sqrt"
  | "exp"
  | "log"
  | "sin"
  | "cos"
  | "tan"
  | "tanh"
  | "abs"
  | "min"
  | "max";

const OPERATIONS: Readonly<Record<OperationName, Operation>> = {
  add: { value: (a, b) => a + b, slope: () => 1, slopeB: () => 1 },
  subtract: { value: (a, b) => a - b, slope: () => 1, slopeB: () => -1 },
  multiply: { value: (a, b) => a * b, slope: (_, b) => b, slopeB: (a) => a },
  divide: { value: (a, b) => a / b, slope: (_, b) => 1 / b, slopeB: (_, b, v) => -v / b },
  /** b is a whole number, and constant. */
  pow: { value: power, slope: (a, b) => b === 0 ? 0 : b * power(a, b - 1) },
  unaryMinus: { value: (a) => -a, slope: () => -1 },
  sqrt: { value: Math.sqrt, slope: (_a, _b, v) => 0.5 / v },
  exp: { value: exp, slope: (_a, _b, v) => v },
  log: { value: log, slope: (a) => 1 / a },
  sin: { value: sin, slope: cos },
  cos: { value: cos, slope: (a) => -sin(a) },
  tan: { value: tan, slope: (_a, _b, v) => 1 + v * v },
  tanh: { value: tanh, slope: (_a, _b, v) => 1 - v * v },
  abs: { value: Math.abs, slope: Math.sign, bend: (a) => a },
  min: {
    value: Math.min,
    slope: (a, b) => a <= b ? 1 : 0,
    slopeB: (a, b) => a <= b ? 0 : 1,
    bend: (a, b) => a - b,
  },
  max: {
    value: Math.max,
    slope: (a, b) => a >= b ? 1 : 0,
    slopeB: (a, b) => a >= b ? 0 : 1,
    bend: (a, b) => a - b,
  },
};

/** All operations. */
export const operationNames = Object.keys(OPERATIONS) as readonly OperationName[];

/** a^n for a whole n, by squares. */
function power(a: number, n: number): number {
  if (n < 0) return 1 / power(a, -n);
  let value = 1;
  for (let square = a; n > 0; n = Math.floor(n / 2), square *= square) {
    if (n % 2 === 1) value *= square;
  }
  return value;
}

/** A number that a program knows: a constant, a variable, or the result of an operation. */
export type Operand = number;

/** A function as plain data: what it is made of, the same after `JSON.stringify` and `JSON.parse`. */
export interface Tape {
  /** Number of variables, which are the first operands. */
  readonly variables: number;
  /** A value of each operand: the constants; 0 of the others. */
  readonly values: readonly number[];
  /** Operations in order: name, where the result goes, and both operands. */
  readonly steps: readonly (readonly [OperationName, Operand, Operand, Operand])[];
  /** The operand that is its value. */
  readonly result: Operand;
}

/** A function of some variables. */
export interface Program {
  /** What it is made of. */
  readonly tape: Tape;
  /** f(x). */
  value(x: Vector): number;
  /**
   * Writes ∇f(x) to `gradient` and returns f(x). At a kink it is one of the subgradients: 0 of |a| at 0,
   * the first of what is equal in min and max.
   */
  gradient(x: Vector, gradient: Vector): number;
  /** Numbers whose change of sign is a kink; null of a function without |·|, min and max. */
  bends(x: Vector): Float64Array | null;
}

/** Puts a function together, operation by operation. */
export class Builder {
  readonly #values: number[];
  readonly #constants = new Set<Operand>();
  readonly #steps: Tape["steps"][number][] = [];

  constructor(readonly variables: number) {
    this.#values = new Array(variables).fill(0);
  }

  /** A number. */
  constant(value: number): Operand {
    const operand = this.#values.push(value) - 1;
    this.#constants.add(operand);
    return operand;
  }

  /** The value of a constant, or null. */
  valueOf(operand: Operand): number | null {
    return this.#constants.has(operand) ? this.#values[operand] : null;
  }

  /** The result of an operation; of constants, a constant. */
  apply(name: OperationName, a: Operand, b: Operand = a): Operand {
    const [left, right] = [this.valueOf(a), this.valueOf(b)];
    if (left !== null && right !== null) return this.constant(OPERATIONS[name].value(left, right));
    const to = this.#values.push(0) - 1;
    this.#steps.push([name, to, a, b]);
    return to;
  }

  /** The function whose value is this operand. */
  build(result: Operand): Program {
    const { variables } = this;
    return programOf({ variables, values: this.#values, steps: this.#steps, result });
  }
}

/** The function that a tape holds. */
export function programOf(tape: Tape): Program {
  const { variables, result } = tape;
  const values = Float64Array.from(tape.values);
  const adjoints = new Float64Array(values.length);
  const steps = tape.steps.map(([name, to, a, b]) => {
    const operation: Operation = OPERATIONS[name];
    return { operation, to, a, b };
  });
  const bent = steps.filter(({ operation }) => operation.bend !== undefined);

  function value(x: Vector): number {
    values.set(x.subarray(0, variables));
    for (const { operation, to, a, b } of steps) values[to] = operation.value(values[a], values[b]);
    return values[result];
  }

  return {
    tape,
    value,

    // Backwards from the result: Griewank and Walther, "Evaluating Derivatives" (2008), chapter 3.
    gradient(x, gradient) {
      const loss = value(x);
      adjoints.fill(0);
      adjoints[result] = 1;
      for (let i = steps.length - 1; i >= 0; i--) {
        const { operation: { slope, slopeB }, to, a, b } = steps[i];
        const adjoint = adjoints[to];
        if (adjoint === 0) continue;
        // What does not depend on an operand says nothing of it, however steep the rest is: the
        // gradient of √(x² + y²) at 0 is 0.
        const byA = slope(values[a], values[b], values[to]);
        if (byA !== 0) adjoints[a] += adjoint * byA;
        const byB = slopeB?.(values[a], values[b], values[to]) ?? 0;
        if (byB !== 0) adjoints[b] += adjoint * byB;
      }
      gradient.set(adjoints.subarray(0, variables));
      return loss;
    },

    bends(x) {
      if (bent.length === 0) return null;
      value(x);
      return Float64Array.from(
        bent,
        ({ operation: { bend }, a, b }) => bend?.(values[a], values[b]) ?? 0,
      );
    },
  };
}
