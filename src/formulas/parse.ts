/** From the text of a function to its program. */
import type {
  ConstantNode,
  FunctionNode,
  MathNode,
  OperatorNode,
  ParenthesisNode,
  SymbolNode,
} from "mathjs";
import { ensure, InputError, suggest } from "../errors.ts";
import { checkForm, COMPARISON, FORMS, PART, refuse, wordOf } from "./_refusals.ts";
import {
  Builder,
  type Operand,
  type OperationName,
  operationNames,
  type Program,
} from "./program.ts";

/** A written function. */
export interface Formula {
  /** Such as `(1 - x)^2 + k*y^2`. */
  readonly expression: string;
  /** Names of the variables, in the order of the vector. */
  readonly variables: readonly string[];
  /** Values of the other names. */
  readonly parameters: Readonly<Record<string, number>>;
  /** What a variable is called, where it has no start. */
  readonly noun?: string;
}

/** Largest n of x^n. */
const LARGEST_POWER = 1000;

const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };
/** Operations that are written as operators. */
const OPERATORS = ["add", "subtract", "multiply", "divide", "pow", "unaryMinus"];
const FUNCTIONS = operationNames.filter((name) => !OPERATORS.includes(name));

/** Names that stand for something else than a variable or a parameter. */
export const reservedNames: readonly string[] = [...FUNCTIONS, ...Object.keys(CONSTANTS)];

/**
 * Reads a function: mathjs parses it, and what is left is a list of the operations `+ − × ∕`, whole
 * powers, `sqrt exp log sin cos tan tanh abs min max`. Nothing else is ever called.
 *
 * @throws {InputError} With the place in the text, when it holds anything else
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseFormula } from "@descent-bench/descent-bench";
 *
 * const expression = "(1 - x)^2 + k*y^2";
 * const f = await parseFormula({ expression, variables: ["x", "y"], parameters: { k: 10 } });
 * const gradient = new Float64Array(2);
 * assertEquals(f.gradient(Float64Array.of(3, 1), gradient), 14);
 * assertEquals([...gradient], [4, 20]);
 * ```
 */
export async function parseFormula(formula: Formula): Promise<Program> {
  checkForm(formula.expression);
  await loadParser();
  return parsedFormula(formula);
}

let parse: typeof import("mathjs").parse | undefined;

/** Loads the parser, which takes a moment; done by whatever waits for what it reads. */
async function loadParser(): Promise<void> {
  parse ??= (await import("mathjs")).parse;
}

/** Loads the parser if a field of plain data, or of what is in it, is an expression; says if so. */
export async function loadParserFor(data: unknown): Promise<boolean> {
  if (!hasExpression(data)) return false;
  await loadParser();
  return true;
}

function hasExpression(data: unknown): boolean {
  if (typeof data !== "object" || data === null) return false;
  return Object.entries(data).some(([key, value]) => key === "expression" || hasExpression(value));
}

/** Whether {@linkcode parsedFormula} can be asked. */
export function isParserLoaded(): boolean {
  return parse !== undefined;
}

/**
 * As {@linkcode parseFormula}, once the parser is loaded.
 *
 * @throws {InputError} With the place in the text, when it holds anything else
 */
export function parsedFormula(formula: Formula): Program {
  const { expression, variables } = formula;
  checkForm(expression);
  if (parse === undefined) throw new Error("The parser is not loaded: await loadParserFor() first");
  const builder = new Builder(variables.length);
  try {
    const program = builder.build(operandOf(parse(expression), builder, formula));
    ensure(
      program.tape.values.every(Number.isFinite),
      "expression: holds a constant that is not finite, such as 1/0",
    );
    return program;
  } catch (error) {
    if (error instanceof SyntaxError) {
      const { char } = error as SyntaxError & { readonly char?: number };
      const what = error.message.replace(/ \(char \d+\)$/, "");
      throw new InputError(
        `expression: ${what}${char === undefined ? "" : `, at character ${char}`}`,
      );
    }
    if (error instanceof RangeError) {
      throw new InputError("expression: is nested too deeply, or too long");
    }
    throw error;
  }
}

function operandOf(node: MathNode, builder: Builder, formula: Formula): Operand {
  const { expression } = formula;
  switch (node.type) {
    case "ParenthesisNode":
      return operandOf((node as ParenthesisNode).content, builder, formula);
    case "ConstantNode": {
      const { value }: { value: unknown } = node as ConstantNode;
      if (typeof value === "number") return builder.constant(value);
      return refuse(expression, JSON.stringify(value), "is no number");
    }
    case "SymbolNode":
      return namedOf((node as SymbolNode).name, builder, formula);
    case "OperatorNode": {
      const { op, fn, args } = node as OperatorNode;
      if (fn === "unaryPlus") return operandOf(args[0], builder, formula);
      if (/^[<>=!]=?$/.test(op) && args.length === 2) return refuse(expression, op, COMPARISON);
      if (!OPERATORS.includes(fn)) return refuse(expression, op, "is not known here");
      const operands = args.map((one) => operandOf(one, builder, formula));
      if (fn === "pow") checkPower(args[1], builder.valueOf(operands[1]), expression);
      return builder.apply(fn as OperationName, operands[0], operands[1]);
    }
    case "FunctionNode":
      return calledOf(node as FunctionNode, builder, formula);
    default:
      return refuse(
        expression,
        FORMS[node.type]?.[0],
        FORMS[node.type]?.[1] ?? "is not known here",
      );
  }
}

/** A variable, a parameter, or a constant. */
function namedOf(name: string, builder: Builder, formula: Formula): Operand {
  const { expression, variables, parameters, noun = "variable with a start" } = formula;
  const variable = variables.indexOf(name);
  if (variable >= 0) return variable;
  if (Object.hasOwn(parameters, name)) return builder.constant(parameters[name]);
  if (Object.hasOwn(CONSTANTS, name)) return builder.constant(CONSTANTS[name]);
  if (FUNCTIONS.some((one) => one === name)) {
    return refuse(expression, wordOf(name), `is a function: write ${name}(…)`);
  }
  const known = [...variables, ...Object.keys(parameters), ...Object.keys(CONSTANTS)];
  return refuse(
    expression,
    wordOf(name),
    `is no ${noun}, and no parameter${suggest(name, known)}`,
  );
}

function calledOf({ fn, args }: FunctionNode, builder: Builder, formula: Formula): Operand {
  const { expression } = formula;
  const { name } = fn as SymbolNode; // or an accessor, which has a name as well
  if (fn.type !== "SymbolNode") return refuse(expression, PART, "takes a part of something");
  const called = FUNCTIONS.find((one) => one === name);
  if (called === undefined) {
    return refuse(
      expression,
      wordOf(name),
      `is not a function that is known here${suggest(name, FUNCTIONS)}`,
    );
  }
  const takesMany = called === "min" || called === "max";
  const fits = takesMany ? args.length >= 1 : args.length === 1;
  if (!fits) {
    return refuse(
      expression,
      wordOf(name),
      `takes ${takesMany ? "one number or more" : "one number"}: it has ${args.length}`,
    );
  }
  const [first, ...rest] = args.map((one) => operandOf(one, builder, formula));
  if (!takesMany) return builder.apply(called, first);
  return rest.reduce((a, b) => builder.apply(called, a, b), first);
}

function checkPower(node: MathNode, value: number | null, expression: string): void {
  if (value !== null && Number.isInteger(value) && Math.abs(value) <= LARGEST_POWER) return;
  refuse(
    expression,
    "^",
    `must have a whole number up to ${LARGEST_POWER} after it, not ${node}: ` +
      `write sqrt(…) for ^0.5, exp(b*log(a)) for a^b`,
  );
}
