/** Functions on which methods are compared, with what is known of their minima. */
import { z } from "zod";
import { parseFormula } from "../formulas/parse.ts";
import { writtenProblem } from "./_written.ts";
import { type FormulaData, noise } from "./formula.ts";
import type { KnownMinimum, ProblemLeaf } from "./problem.ts";

/** What a file says of a test function. */
interface TestFields {
  readonly problem: {
    readonly name: string;
    readonly variables?: number;
    readonly start?: readonly number[] | undefined;
    readonly noise: number;
    readonly [parameter: string]: unknown;
  };
}

/** A test function. */
interface TestFunction {
  readonly name: string;
  readonly summary: string;
  /** The function, of x and y or of x1 … xn; other names are parameters. */
  readonly expression: (variables: readonly string[]) => string;
  /** Where runs start that say nothing else; it repeats for more variables. */
  readonly start: readonly number[];
  /** Minima; a place repeats for more variables, and its value is for each variable. */
  readonly minima: readonly KnownMinimum[];
  /** The fewest variables that it can have, where it can have any number; otherwise it has two. */
  readonly fewest?: number;
  /** Its parameters, with what they are when a file says nothing. */
  readonly parameters?: Readonly<Record<string, { readonly usual: number; readonly is: string }>>;
}

const sum = (terms: readonly string[]) => terms.join(" + ");
const each = (term: (x: string) => string) => (variables: readonly string[]) =>
  sum(variables.map(term));

/**
 * Two kinds of sources: J. J. Moré, B. S. Garbow, K. E. Hillstrom, "Testing unconstrained optimization
 * software", ACM TOMS 7 (1981) [MGH], and S. Surjanovic, D. Bingham, "Virtual Library of Simulation
 * Experiments: Test Functions and Datasets", Simon Fraser University (2013) [SFU].
 */
const FUNCTIONS: readonly TestFunction[] = [
  {
    // Rosenbrock, Computer Journal 3 (1960); of n variables: SFU. From four variables on it has a
    // local minimum near (−1, 1, …, 1) as well.
    name: "rosenbrock",
    summary: "Σ 100(x_{i+1} − x_i²)² + (1 − x_i)²: a curved, flat valley; lowest at (1, …, 1): 0",
    expression: (x) =>
      sum(x.slice(1).map((next, i) => `100*(${next} - ${x[i]}^2)^2 + (1 - ${x[i]})^2`)),
    start: [-1.2, 1],
    minima: [{ at: [1], value: 0 }],
    fewest: 2,
  },
  {
    // Beale (1958), MGH 5.
    name: "beale",
    summary: "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²; lowest at (3, 0.5): 0",
    expression: () => "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
    start: [1, 1],
    minima: [{ at: [3, 0.5], value: 0 }],
  },
  {
    // Himmelblau, "Applied Nonlinear Programming" (1972).
    name: "himmelblau",
    summary: "(x² + y − 11)² + (x + y² − 7)²: four minima, all 0, one at (3, 2)",
    expression: () => "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    start: [0, 0],
    minima: [
      { at: [3, 2], value: 0 },
      { at: [-2.805118086952745, 3.131312518250573], value: 0 },
      { at: [-3.779310253377747, -3.283185991286170], value: 0 },
      { at: [3.584428340330492, -1.848126526964404], value: 0 },
    ],
  },
  {
    // SFU.
    name: "booth",
    summary: "(x + 2y − 7)² + (2x + y − 5)²: a bowl; lowest at (1, 3): 0",
    expression: () => "(x + 2*y - 7)^2 + (2*x + y - 5)^2",
    start: [-4, 6],
    minima: [{ at: [1, 3], value: 0 }],
  },
  {
    // SFU.
    name: "matyas",
    summary: "0.26(x² + y²) − 0.48xy: a long bowl; lowest at (0, 0): 0",
    expression: () => "0.26*(x^2 + y^2) - 0.48*x*y",
    start: [8, -6],
    minima: [{ at: [0, 0], value: 0 }],
  },
  {
    // SFU. Its two other minima, near (±1.7476, ∓0.8738), have the value 0.2986.
    name: "threeHumpCamel",
    summary: "2x² − 1.05x⁴ + x⁶∕6 + xy + y²: three minima; lowest at (0, 0): 0",
    expression: () => "2*x^2 - 1.05*x^4 + x^6/6 + x*y + y^2",
    start: [2, 2],
    minima: [{ at: [0, 0], value: 0 }],
  },
  {
    name: "saddle",
    summary: "x² − y²: no minimum; a run that starts beside y = 0 leaves the saddle point",
    expression: () => "x^2 - y^2",
    start: [1, 1e-6],
    minima: [],
  },
  {
    // Nocedal and Wright, "Numerical Optimization" (2006), 3.3: gradient descent with the best constant
    // step size, 2 ∕ (1 + κ), shrinks the distance by (κ − 1) ∕ (κ + 1) a step.
    name: "ravine",
    summary: "(x² + κy²)∕2: a bowl of condition number κ; lowest at (0, 0): 0",
    expression: () => "(x^2 + kappa*y^2)/2",
    start: [10, 1],
    minima: [{ at: [0, 0], value: 0 }],
    parameters: { kappa: { usual: 50, is: "Condition number κ" } },
  },
  {
    // Styblinski and Tang, Neural Networks 3 (1990); SFU.
    name: "styblinskiTang",
    summary: "Σ (x⁴ − 16x² + 5x)∕2: 2ⁿ minima; lowest at −2.903534 each: −39.16617n",
    expression: each((x) => `(${x}^4 - 16*${x}^2 + 5*${x})/2`),
    start: [0.5, -0.5],
    minima: [{ at: [-2.903534027771177], value: -39.16616570377142 }],
    fewest: 1,
  },
  {
    // Rastrigin (1974); SFU.
    name: "rastrigin",
    summary: "10n + Σ (x² − 10 cos 2πx): a minimum near every whole point; lowest at 0: 0",
    expression: each((x) => `10 + ${x}^2 - 10*cos(2*pi*${x})`),
    start: [2.2, -1.3],
    minima: [{ at: [0], value: 0 }],
    fewest: 1,
  },
  {
    // Ackley, "A Connectionist Machine for Genetic Hillclimbing" (1987); SFU.
    name: "ackley",
    summary:
      "20 + e − 20e^(−√(Σx²∕n)∕5) − e^(Σ cos 2πx ∕ n): a funnel full of minima; lowest at 0: 0",
    expression: (x) =>
      `20 + e - 20*exp(-sqrt((${sum(x.map((one) => `${one}^2`))})/${x.length})/5)` +
      ` - exp((${sum(x.map((one) => `cos(2*pi*${one})`))})/${x.length})`,
    start: [2.2, -1.3],
    minima: [{ at: [0], value: 0 }],
    fewest: 1,
  },
  {
    name: "absolute",
    summary: "Σ |x|: kinks along the axes, the same slope however near; lowest at 0: 0",
    expression: each((x) => `abs(${x})`),
    start: [2, -1.05],
    minima: [{ at: [0], value: 0 }],
    fewest: 1,
  },
  {
    // Huber, Annals of Mathematical Statistics 35 (1964): x²∕2 where |x| ≤ δ, else δ(|x| − δ∕2).
    name: "huber",
    summary: "Σ x²∕2 where |x| ≤ δ, else δ(|x| − δ∕2): |x| with a round bottom; lowest at 0: 0",
    expression: each((x) => `min(abs(${x}), delta)*(abs(${x}) - min(abs(${x}), delta)/2)`),
    start: [2, -1.05],
    minima: [{ at: [0], value: 0 }],
    fewest: 1,
    parameters: { delta: { usual: 1, is: "Where the slope stops growing, δ" } },
  },
];

/** A place or a start for that many variables. */
const repeated = (numbers: readonly number[], length: number) =>
  Array.from({ length }, (_, i) => numbers[i % numbers.length]);

function testFunction(one: TestFunction): ProblemLeaf<TestFields, FormulaData> {
  const { name, summary, expression, start, minima, fewest, parameters = {} } = one;
  const formulaOf = ({ problem }: TestFields) => {
    const { variables: count = 2 } = problem;
    const variables = count !== 2 ? repeated([0], count).map((_, i) => `x${i + 1}`) : ["x", "y"];
    const values = Object.keys(parameters).map((key) => [key, problem[key] as number]);
    return {
      expression: expression(variables),
      variables,
      parameters: Object.fromEntries(values) as Record<string, number>,
    };
  };
  const numbers = Object.entries(parameters).map(([key, { usual, is }]) =>
    [key, z.number().positive().default(usual).describe(is)] as const
  );
  return {
    name,
    summary,
    options: z.strictObject({
      ...fewest !== undefined && {
        variables: z.int().min(fewest).max(100).default(2).describe("Number of variables"),
      },
      start: z.array(z.number()).optional().describe(
        "Where runs start: a number for each variable",
      ),
      ...Object.fromEntries(numbers),
      noise,
    }).superRefine((problem, context) => {
      const { start, variables = 2 } = problem as Partial<TestFields["problem"]>;
      if (start === undefined || start.length === variables) return;
      const message = `must have ${variables} numbers, one for each variable`;
      context.addIssue({ code: "custom", message, path: ["start"] });
    }),
    example: {},
    fields: {},
    start: {},
    defaults: {},
    shown: [],
    examples: () => 1,
    hasHessian: true,
    dataKey: (fields) => JSON.stringify(formulaOf(fields)),
    async load(fields) {
      return { program: await parseFormula(formulaOf(fields)), examples: 1, fingerprint: null };
    },
    make({ problem: { variables = 2, start: given, noise } }, { program }) {
      const known = minima.map(({ at, value }) => ({
        at: repeated(at, variables),
        value: fewest === undefined ? value : variables * value,
      }));
      return writtenProblem({
        program,
        noise,
        start: given ?? repeated(start, variables),
        minima: known,
      });
    },
  };
}

/** A problem for each of the test functions. */
export const testFunctions: readonly (() => ProblemLeaf<TestFields, FormulaData>)[] = FUNCTIONS.map(
  (one) => () => testFunction(one),
);
