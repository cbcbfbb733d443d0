/** Written functions as lists of operations, in f64, with their derivatives; the same bits everywhere. */
import type { Vector } from "../types.ts";
import { type Derivative, type Operation, type OperationName, OPERATIONS } from "./_operations.ts";

export { type OperationName, operationNames } from "./_operations.ts";

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
  /**
   * Writes the second derivatives of f at x to `hessian`, (variables, variables), and returns f(x).
   * At a kink they are those of the side that the gradient is of.
   */
  hessian(x: Vector, hessian: Float64Array): number;
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

/** 0 where one of them is, whatever the other. */
function product(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

const none: Derivative = () => 0;

/** The function that a tape holds. */
export function programOf(tape: Tape): Program {
  const { variables, result } = tape;
  const values = Float64Array.from(tape.values);
  const adjoints = new Float64Array(values.length);
  const steps: Applied[] = tape.steps.map(([name, to, a, b]) => (
    { operation: OPERATIONS[name], to, a, b }
  ));
  const tangentsAlong = tangentsOf(steps, values, adjoints);
  const bent = steps.filter(({ operation }) => operation.bend !== undefined);

  function value(x: Vector): number {
    values.set(x.subarray(0, variables));
    for (const { operation, to, a, b } of steps) values[to] = operation.value(values[a], values[b]);
    return values[result];
  }

  // Backwards from the result: Griewank and Walther, "Evaluating Derivatives" (2008), chapter 3. What
  // does not depend on an operand says nothing of it, however steep the rest is: the gradient of
  // √(x² + y²) at 0 is 0.
  function backwards(x: Vector): number {
    const loss = value(x);
    adjoints.fill(0);
    adjoints[result] = 1;
    for (let i = steps.length - 1; i >= 0; i--) {
      const { operation: { byA, byB }, to, a, b } = steps[i];
      const [x, y, v] = [values[a], values[b], values[to]];
      adjoints[a] += product(adjoints[to], byA(x, y, v));
      if (byB !== undefined) adjoints[b] += product(adjoints[to], byB(x, y, v));
    }
    return loss;
  }

  return {
    tape,
    value,

    gradient(x, gradient) {
      const loss = backwards(x);
      gradient.set(adjoints.subarray(0, variables));
      return loss;
    },

    hessian(x, hessian) {
      const loss = backwards(x);
      for (let k = 0; k < variables; k++) {
        hessian.set(tangentsAlong(k).subarray(0, variables), k * variables);
      }
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

/** An operation with its result and operands. */
interface Applied {
  readonly operation: Operation;
  readonly to: Operand;
  readonly a: Operand;
  readonly b: Operand;
}

/**
 * The derivatives of all adjoints along a variable: tangents forwards through the operations and backwards
 * through the adjoints. Griewank and Walther, chapter 5.
 */
function tangentsOf(
  steps: readonly Applied[],
  values: Float64Array,
  adjoints: Float64Array,
): (variable: number) => Float64Array {
  const tangents = new Float64Array(values.length);
  const along = new Float64Array(values.length);
  return (variable) => {
    tangents.fill(0);
    tangents[variable] = 1;
    for (const { operation: { byA, byB }, to, a, b } of steps) {
      const [x, y, v] = [values[a], values[b], values[to]];
      tangents[to] = product(tangents[a], byA(x, y, v));
      if (byB !== undefined) tangents[to] += product(tangents[b], byB(x, y, v));
    }
    along.fill(0);
    for (let i = steps.length - 1; i >= 0; i--) {
      const { operation: { byA, byB, byAA = none, byAB = none, byBB = none }, to, a, b } = steps[i];
      const [x, y, v] = [values[a], values[b], values[to]];
      const mixed = byAB(x, y, v);
      const change = product(tangents[a], byAA(x, y, v)) + product(tangents[b], mixed);
      along[a] += product(along[to], byA(x, y, v)) + product(adjoints[to], change);
      if (byB === undefined) continue;
      const changeB = product(tangents[a], mixed) + product(tangents[b], byBB(x, y, v));
      along[b] += product(along[to], byB(x, y, v)) + product(adjoints[to], changeB);
    }
    return along;
  };
}
