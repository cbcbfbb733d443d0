/** Written functions: their values and derivatives by other means, and what is refused. */
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { derivative, evaluate } from "mathjs";
import { InputError } from "../../src/errors.ts";
import { stream } from "../../src/exact/rng.ts";
import { parseFormula } from "../../src/formulas/parse.ts";

const VARIABLES = ["x", "y"];
const read = (expression: string, parameters: Record<string, number> = {}) =>
  parseFormula({ expression, variables: VARIABLES, parameters });

// Every operation, and what mathjs differentiates as well.
const SMOOTH = [
  "(1 - x)^2 + 100*(y - x^2)^2",
  "-x + +y / (2 + x^2)",
  "sqrt(x^2 + y^2 + 1) * 3.5e-1",
  "exp(-x*y) + log(2 + x^2 + y^2)",
  "sin(3x) * cos(y)^3 + tan(x/4) - tanh(x y)",
  "(x^2 + 1)^-3 + x^0 + y^1",
  "2 x y + pi*e",
  "k*x^2 + (k - 1)*y",
];
for (const expression of SMOOTH) {
  Deno.test(`parseFormula() of ${expression} has the value and the derivatives of mathjs`, async () => {
    const program = await read(expression, { k: 7 });
    const { gaussian } = stream(1, "data");
    for (let i = 0; i < 20; i++) {
      const at = Float64Array.of(gaussian(), gaussian());
      const scope = { x: at[0], y: at[1], k: 7 };
      const found = new Float64Array(2);
      const value = program.gradient(at, found);
      assertEquals(value, program.value(at));
      assertAlmostEquals(value, evaluate(expression, scope), 1e-13 * (1 + Math.abs(value)));
      for (const [k, name] of VARIABLES.entries()) {
        const truth: number = derivative(expression, name).evaluate(scope);
        assertAlmostEquals(found[k], truth, 1e-12 * (1 + Math.abs(truth)));
      }
    }
  });
}

for (const expression of [...SMOOTH, "exp(sin(x*y)/(3 + cos(x))) - (x - y)^5*tanh(y)"]) {
  Deno.test(`parseFormula() of ${expression} has the second derivatives of mathjs`, async () => {
    const program = await read(expression, { k: 7 });
    const seconds = VARIABLES.map((one) =>
      VARIABLES.map((other) => derivative(derivative(expression, one), other))
    );
    const { gaussian } = stream(2, "data");
    for (let i = 0; i < 20; i++) {
      const at = Float64Array.of(gaussian(), gaussian());
      const found = new Float64Array(4);
      assertEquals(program.hessian(at, found), program.value(at));
      const truth = seconds.flat().map((one) => one.evaluate({ x: at[0], y: at[1], k: 7 }));
      const largest = Math.max(1, ...truth.map(Math.abs));
      // Some ten roundings of numbers that may cancel, in another order.
      for (const [k, one] of truth.entries()) assertAlmostEquals(found[k], one, 1e-12 * largest);
    }
  });
}

/** Text, place, second derivatives. */
const SECOND_AT_KINKS: readonly (readonly [string, number[], number[]])[] = [
  ["abs(x)*x + abs(y)^3", [-2, 0], [-2, 0, 0, 0]],
  ["min(x^2, y^2)", [1, 1], [2, 0, 0, 0]],
  ["max(x*y, y^2, 3)", [1, 2], [0, 0, 0, 2]],
  ["sqrt(x^2 + y^2)", [0, 0], [Infinity, 0, 0, Infinity]], // the tip of a cone
  ["x^0 + y^1 + x*x", [0, 0], [2, 0, 0, 0]],
  ["x^2*y^-1", [2, 4], [0.5, -0.25, -0.25, 0.125]],
];
for (const [expression, at, seconds] of SECOND_AT_KINKS) {
  Deno.test(`parseFormula() of ${expression} at ${at} has the stated second derivatives`, async () => {
    const found = new Float64Array(4);
    (await read(expression)).hessian(Float64Array.from(at), found);
    assertEquals([...found].map((one) => one + 0), seconds);
  });
}

/** Text, place, value, gradient. */
const AT_KINKS: readonly (readonly [string, number[], number, number[]])[] = [
  ["abs(x) + abs(y)", [0, -2], 2, [0, -1]],
  ["min(x, y)", [1, 1], 1, [1, 0]],
  ["max(x, y, 3)", [1, 1], 3, [0, 0]],
  ["max(x, 2*y, 1)", [1, 5], 10, [0, 2]],
  ["sqrt(x^2 + y^2)", [0, 0], 0, [0, 0]],
  ["x^0 + y^1", [0, 0], 1, [0, 1]],
];
for (const [expression, at, value, gradient] of AT_KINKS) {
  Deno.test(`parseFormula() of ${expression} at ${at} has the stated subgradient`, async () => {
    const program = await read(expression);
    const found = new Float64Array(2);
    assertEquals(program.gradient(Float64Array.from(at), found), value);
    assertEquals([...found], gradient);
  });
}

Deno.test("parseFormula() finds kinks where abs, min and max change their side", async () => {
  const program = await read("abs(x) + min(x, y)");
  assertEquals([...program.bends(Float64Array.of(2, 5)) ?? []], [2, -3]);
  assertEquals((await read("x + y")).bends(Float64Array.of(2, 5)), null);
});

Deno.test("parseFormula() of a function outside its domain gives NaN or infinity", async () => {
  const program = await read("log(x) + 1/y");
  assert(Number.isNaN(program.value(Float64Array.of(-1, 1))));
  assertEquals(program.value(Float64Array.of(1, 0)), Infinity);
});

const REFUSED: readonly (readonly [string, string])[] = [
  [
    "x + z",
    "z, at character 5, is no variable with a start, and no parameter: known are x, y, pi, e",
  ],
  ["x + p", 'p, at character 5, is no variable with a start, and no parameter: did you mean "pi"?'],
  ["(x + y", "Parenthesis ) expected, at character 7"],
  ["x + * y", "Value expected, at character 5"],
  [
    'import("x")',
    "import, at character 1, is not a function that is known here: known are sqrt, exp, " +
    "log, sin, cos, tan, tanh, abs, min, max",
  ],
  ["sine(x)", 'sine, at character 1, is not a function that is known here: did you mean "sin"?'],
  ["x.constructor", "., at character 2, takes a part of something: only numbers are known here"],
  ["x.constructor(y)", "., at character 2, takes a part of something"],
  [
    "__proto__",
    "__proto__, at character 1, is no variable with a start, and no parameter: known are " +
    "x, y, pi, e",
  ],
  ["x = y", "=, at character 3, is an assignment: give constants as parameters"],
  ["f(x) = x", "=, at character 6, defines a function: write it out"],
  ['"a" + x', '"a", at character 1, is no number'],
  ["true + x", "true, at character 1, is no number"],
  ["[x, y]", "[, at character 1, starts a matrix: only numbers are known here"],
  [
    "ones(1000000000)",
    "ones, at character 1, is not a function that is known here: known are sqrt, exp, " +
    "log, sin, cos, tan, tanh, abs, min, max",
  ],
  ["1:1000000000", ":, at character 2, is a range: only numbers are known here"],
  ["x > y ? x : y", "?, at character 7, is a condition: use min, max or abs"],
  ["x; y", ";, at character 2, ends an expression: there must be one"],
  ["x % 2", "%, at character 3, is not known here"],
  ["x!", "!, at character 2, is not known here"],
  ["x > y", ">, at character 3, is a comparison: use min, max or abs"],
  ["x\n+ y", "a line break, at character 2, ends an expression: there must be one"],
  ["  ", "must not be empty"],
  ["x + sin", "sin, at character 5, is a function: write sin(…)"],
  ["x + 1/0*y", "holds a constant that is not finite, such as 1/0"],
  ["sin(x, y)", "sin, at character 1, takes one number: it has 2"],
  [
    "x^y",
    "^, at character 2, must have a whole number up to 1000 after it, not y: write sqrt(…) for " +
    "^0.5, exp(b*log(a)) for a^b",
  ],
  [
    "x^0.5",
    "^, at character 2, must have a whole number up to 1000 after it, not 0.5: write sqrt(…) " +
    "for ^0.5, exp(b*log(a)) for a^b",
  ],
  [
    "(".repeat(10_000 / 2) + "x" + ")".repeat(10_000 / 2 - 1),
    "must have at most 100 brackets within each " +
    "other: there are more at character 101",
  ],
  ["-".repeat(9_999) + "x", "is nested too deeply, or too long"],
  [
    "x + 2p",
    'p, at character 6, is no variable with a start, and no parameter: did you mean "pi"?',
  ],
  ["0.5*x + x.y", "., at character 10, takes a part of something: only numbers are known here"],
  [
    "x^2 + y^0.5",
    "^ must have a whole number up to 1000 after it, not 0.5: write sqrt(…) for ^0.5, " +
    "exp(b*log(a)) for a^b",
  ],
  ["x + ".repeat(250_000) + "y", "must have at most 10000 characters: it has 1000001"],
];
for (const [expression, message] of REFUSED) {
  Deno.test(`parseFormula() refuses ${expression.slice(0, 30)}, and says where`, async () => {
    const error = await assertRejects(() => read(expression), InputError);
    assertEquals(error.message, `expression: ${message}`);
  });
}
