/** What functions are made of: each operation with its derivatives. */
import { exp, log, power } from "../exact/math.ts";
import { cos, sin, tan, tanh } from "../exact/trigonometry.ts";

/** A derivative of an operation whose value is v. */
export type Derivative = (a: number, b: number, v: number) => number;

/** An operation on one or two numbers: its value v, and its derivatives by both. What is not there is 0. */
export interface Operation {
  readonly value: (a: number, b: number) => number;
  readonly byA: Derivative;
  readonly byB?: Derivative;
  readonly byAA?: Derivative;
  readonly byAB?: Derivative;
  readonly byBB?: Derivative;
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

export const OPERATIONS: Readonly<Record<OperationName, Operation>> = {
  add: { value: (a, b) => a + b, byA: () => 1, byB: () => 1 },
  subtract: { value: (a, b) => a - b, byA: () => 1, byB: () => -1 },
  multiply: { value: (a, b) => a * b, byA: (_, b) => b, byB: (a) => a, byAB: () => 1 },
  divide: {
    value: (a, b) => a / b,
    byA: (_, b) => 1 / b,
    byB: (_, b, v) => -v / b,
    byAB: (_, b) => -1 / (b * b),
    byBB: (_, b, v) => 2 * v / (b * b),
  },
  /** b is a whole number, and constant. */
  pow: {
    value: power,
    byA: (a, b) => b === 0 ? 0 : b * power(a, b - 1),
    byAA: (a, b) => b === 0 || b === 1 ? 0 : b * (b - 1) * power(a, b - 2),
  },
  unaryMinus: { value: (a) => -a, byA: () => -1 },
  sqrt: { value: Math.sqrt, byA: (_a, _b, v) => 0.5 / v, byAA: (a, _, v) => -0.25 / (a * v) },
  exp: { value: exp, byA: (_a, _b, v) => v, byAA: (_a, _b, v) => v },
  log: { value: log, byA: (a) => 1 / a, byAA: (a) => -1 / (a * a) },
  sin: { value: sin, byA: cos, byAA: (_a, _b, v) => -v },
  cos: { value: cos, byA: (a) => -sin(a), byAA: (_a, _b, v) => -v },
  tan: { value: tan, byA: (_a, _b, v) => 1 + v * v, byAA: (_a, _b, v) => 2 * v * (1 + v * v) },
  tanh: { value: tanh, byA: (_a, _b, v) => 1 - v * v, byAA: (_a, _b, v) => -2 * v * (1 - v * v) },
  abs: { value: Math.abs, byA: Math.sign, bend: (a) => a },
  min: {
    value: Math.min,
    byA: (a, b) => a <= b ? 1 : 0,
    byB: (a, b) => a <= b ? 0 : 1,
    bend: (a, b) => a - b,
  },
  max: {
    value: Math.max,
    byA: (a, b) => a >= b ? 1 : 0,
    byB: (a, b) => a >= b ? 0 : 1,
    bend: (a, b) => a - b,
  },
};

/** All operations. */
export const operationNames = Object.keys(OPERATIONS) as readonly OperationName[];
