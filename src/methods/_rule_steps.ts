/** Update rules as text: from formulas to one pass over the weights. */
import jsep from "jsep";
import { InputError, suggest } from "../errors.ts";
import {
  type ElementwiseOperation,
  type ElementwiseProgram,
  operations,
} from "../kernels/elementwise.ts";
import type { MethodContext, Moment } from "../step_sizes/step_size.ts";
import type { ElementwiseRule } from "./rule.ts";
import type { Vector } from "../types.ts";

/** A rule, ready to go. */
export interface RuleSteps {
  /** States, and W ← W − η·direction, in one pass. */
  move(weights: Vector, gradient: Vector, rate: number, now: Moment): void;
  /** States, and the direction alone. */
  look(direction: Vector, weights: Vector, gradient: Vector, now: Moment): void;
}

/**
 * Reads a rule and allocates its states.
 *
 * @throws {InputError} When a formula holds what it must not
 */
export function ruleSteps(
  { scalars = {}, next = () => {}, state = {}, direction }: ElementwiseRule,
  { space, size }: MethodContext,
): RuleSteps {
  const names = Object.keys(state);
  const rate = { negative: 0 };
  const scope = new Map<string, Term>([
    ...Object.keys(scalars).map((name) =>
      [name, { key: name, value: () => scalars[name] }] as const
    ),
    ...["w", "g", ...names].map((name) => [name, { key: name }] as const),
  ]);
  if (scope.size < Object.keys(scalars).length + 2 + names.length) {
    throw new InputError("rule: the name of a state must not be g, w or that of a scalar");
  }
  const become = new Map<string, Term>();
  for (const [name, formula] of Object.entries(state)) {
    const term = termOf(formula, `state.${name}`, scope);
    become.set(name, term);
    scope.set(name, term);
  }
  const way = termOf(direction, "direction", scope);
  if (way.value !== undefined) {
    throw new InputError(
      `rule: direction: ${JSON.stringify(direction)}: must have g, w or a state in it`,
    );
  }
  const minusRate = { key: "−η", value: () => rate.negative };
  const moved = apply("add", { key: "w" }, apply("multiply", minusRate, way));

  const read = vectorsOf([...become.values(), way]);
  const kept = [...become].filter(([name]) => read.has(name));
  const vectors = ["w", "g", ...kept.map(([name]) => name)];
  const mover = programOf(vectors, new Map([...kept, ["w", moved]]));
  const looker = programOf([...vectors, DIRECTION], new Map([...kept, [DIRECTION, way]]));
  const [move, look] = [mover, looker].map(({ program }) => space.elementwise(program));
  const states = kept.map(() => space.allocate(size));
  const none = space.allocate(0);
  const moving = [none, none, ...states]; // W and the gradient come with the step
  const looking = [...moving, none];
  return {
    move(weights, gradient, stepSize, now) {
      next(now);
      rate.negative = -stepSize;
      moving[0] = weights;
      moving[1] = gradient;
      move(moving, mover.scalars());
    },
    look(direction, weights, gradient, now) {
      next(now);
      looking[0] = weights;
      looking[1] = gradient;
      looking[looking.length - 1] = direction;
      look(looking, looker.scalars());
    },
  };
}

/** A part of a formula: a number that is the same for all weights, or an operation, or a vector. */
interface Term {
  /** Equal parts have equal keys, and are computed once. */
  readonly key: string;
  /** Its value, where it is the same for all weights. */
  readonly value?: () => number;
  /** What it is computed from; a vector has none. */
  readonly parts?: readonly [ElementwiseOperation, ...Term[]];
}

/** What the direction is called among the vectors: no formula can name it. */
const DIRECTION = "→";

/** The vectors that these are computed from. */
function vectorsOf(terms: readonly Term[]): ReadonlySet<string> {
  return new Set(terms.flatMap(({ key, value, parts }): string[] => {
    if (value !== undefined) return [];
    if (parts === undefined) return [key];
    const [, ...operands] = parts;
    return [...vectorsOf(operands)];
  }));
}

function apply(name: ElementwiseOperation, ...terms: Term[]): Term {
  const key = `${name}(${terms.map((one) => one.key).join(",")})`;
  const values = terms.flatMap(({ value }) => value ?? []);
  if (values.length < terms.length) return { key, parts: [name, ...terms] };
  const [a, b = a] = values;
  return { key, value: () => operations[name](a(), b()) };
}

const BINARY: Readonly<Record<string, ElementwiseOperation>> = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
};
const FUNCTIONS = { sqrt: 1, abs: 1, sign: 1, min: 2, max: 2 } as const;
const FUNCTION_NAMES = Object.keys(FUNCTIONS) as (keyof typeof FUNCTIONS)[];

/** Reads a formula; `where` says which. */
function termOf(formula: string, where: string, scope: ReadonlyMap<string, Term>): Term {
  const refuse = (why: string): never => {
    throw new InputError(`rule: ${where}: ${JSON.stringify(formula)}: ${why}`);
  };
  function visit(node: jsep.Expression): Term {
    const one = node as jsep.CoreExpression;
    switch (one.type) {
      case "Literal": {
        const { value, raw } = one;
        return Number.isFinite(value)
          ? { key: raw, value: () => Number(value) }
          : refuse(`${raw} is no number`);
      }
      case "Identifier":
        return scope.get(one.name) ??
          refuse(`${one.name} is not known here${suggest(one.name, [...scope.keys()])}`);
      case "UnaryExpression":
        if (one.operator === "-") return apply("negate", visit(one.argument));
        return one.operator === "+"
          ? visit(one.argument)
          : refuse(`${one.operator} is not known here`);
      case "BinaryExpression": {
        const name = BINARY[one.operator] ?? refuse(`${one.operator} is not known here`);
        return apply(name, visit(one.left), visit(one.right));
      }
      case "CallExpression": {
        const name = FUNCTION_NAMES.find((name) => name === one.callee.name) ??
          refuse(
            `${one.callee.name ?? "a field"} is no function: use ${FUNCTION_NAMES.join(", ")}`,
          );
        const count = FUNCTIONS[name];
        if (one.arguments.length !== count) {
          refuse(`${name} takes ${count}: it has ${one.arguments.length}`);
        }
        return apply(name, ...one.arguments.map(visit));
      }
      default:
        return refuse("must be one formula of + - * /, sqrt, abs, sign, min and max");
    }
  }
  try {
    return visit(jsep(formula));
  } catch (error) {
    if (error instanceof InputError) throw error;
    return refuse(error instanceof Error ? error.message : `${error}`);
  }
}

/** The operations that give these vectors these terms, and the scalars that they need. */
function programOf(
  vectors: readonly string[],
  outputs: ReadonlyMap<string, Term>,
): { readonly program: ElementwiseProgram; scalars(): Float64Array } {
  const scalars = new Map<string, () => number>();
  const steps = new Map<string, readonly [ElementwiseOperation, ...Term[]]>();
  function visit({ key, value, parts }: Term): void {
    if (value !== undefined) scalars.set(key, value);
    if (parts === undefined || steps.has(key)) return;
    const [, ...operands] = parts;
    operands.forEach(visit);
    steps.set(key, parts);
  }
  for (const term of outputs.values()) visit(term);
  const order = [...vectors, ...scalars.keys(), ...steps.keys()];
  const numbers = new Map(order.map((key, i) => [key, i]));
  const operandOf = ({ key }: Term) => numbers.get(key) ?? 0; // all were visited
  const values = [...scalars.values()];
  const now = new Float64Array(values.length);
  return {
    program: {
      vectors: vectors.length,
      scalars: values.length,
      steps: [...steps.values()].map(([name, a, b]) =>
        b === undefined ? [name, operandOf(a)] : [name, operandOf(a), operandOf(b)]
      ),
      outputs: [...outputs].map(([name, term]) => [vectors.indexOf(name), operandOf(term)]),
    },
    scalars() {
      for (let i = 0; i < values.length; i++) now[i] = values[i]();
      return now;
    },
  };
}
