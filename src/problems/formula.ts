import { z } from "zod";
import { InputError } from "../errors.ts";
import { checkUsed, expressionText, numbersByName } from "../formulas/names.ts";
import { parseFormula } from "../formulas/parse.ts";
import type { Program } from "../formulas/program.ts";
import { writtenProblem } from "./_written.ts";
import type { ProblemData, ProblemLeaf } from "./problem.ts";

/** Variables of a function, at most. */
const MOST_VARIABLES = 100;

/** The option `noise` of every written function. */
export const noise = z.number().nonnegative().default(0)
  .describe("Deviation of the normal number added to each derivative: makes descent stochastic");

const options = z.strictObject({
  expression: expressionText
    .describe("The function, such as (1 - x)^2 + k*(y - x^2)^2"),
  start: numbersByName().describe("Each variable with the place where runs start"),
  parameters: numbersByName().prefault({}).describe("Values of the other names, to be swept"),
  noise,
}).superRefine(({ start, parameters }, context) => {
  const variables = Object.keys(start);
  const problem = (message: string, ...path: string[]) =>
    context.addIssue({ code: "custom", message, path });
  if (variables.length < 1 || variables.length > MOST_VARIABLES) {
    problem(`must have 1 to ${MOST_VARIABLES} variables: it has ${variables.length}`, "start");
  }
  for (const name of variables) {
    if (Object.hasOwn(parameters, name)) {
      problem(`"${name}" is a variable, with a start: take another name`, "parameters", name);
    }
  }
});

/** A problem whose function was read. */
export interface FormulaData extends ProblemData {
  /** The function. */
  readonly program: Program;
}

/** What a file says of a formula. */
export interface FormulaFields {
  /** The name of the problem, and its options. */
  readonly problem: z.output<typeof options>;
}

/** A function that somebody writes down, as experiment files name it. */
export const formula = (): ProblemLeaf<FormulaFields, FormulaData> => ({
  name: "formula",
  summary: "A function of up to 100 variables, as an expression",
  options,
  example: {
    expression: "(1 - x)^2 + k*(y - x^2)^2",
    start: { x: -1.2, y: 1 },
    parameters: { k: 100 },
  },
  fields: {},
  start: {},
  defaults: {},
  shown: ["problem.expression"],
  examples: () => 1,
  hasHessian: true,
  dataKey: ({ problem: { expression, start, parameters } }) =>
    JSON.stringify([expression, Object.keys(start), parameters]),
  examine: ({ problem }) => programOf(problem),
  async load({ problem }) {
    return { program: await programOf(problem), examples: 1, fingerprint: null };
  },
  make: ({ problem: { start, noise } }, { program }) =>
    writtenProblem({ program, noise, start: Object.values(start) }),
});

async function programOf(
  { expression, start, parameters }: Omit<FormulaFields["problem"], "noise">,
): Promise<Program> {
  const variables = Object.keys(start);
  try {
    const program = await parseFormula({ expression, variables, parameters });
    checkUsed(expression, { start: variables, parameters: Object.keys(parameters) });
    return program;
  } catch (error) {
    if (error instanceof InputError) error.message = `problem.${error.message}`;
    throw error;
  }
}
