/** Update rules as text: what is refused, in which order things happen, and what is computed once. */
import { assertEquals, assertThrows } from "@std/assert";
import { z } from "zod";
import { InputError } from "../../src/errors.ts";
import type { ElementwiseProgram } from "../../src/kernels/elementwise.ts";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { ruleSteps } from "../../src/methods/_rule_steps.ts";
import { defineRule, type ElementwiseRule } from "../../src/methods/method.ts";
import { stepSizes } from "../../src/step_sizes/mod.ts";
import { defineStepSize } from "../../src/step_sizes/step_size.ts";
import { contextOf, momentOf } from "../_toy.ts";

const f64 = referenceKernels("f64");
const made = (rule: ElementwiseRule) => ruleSteps(rule, contextOf({ space: f64, size: 2 }));

// Refusals

const known = "use sqrt, abs, sign, min, max";
const one = "must be one formula of + - * /, sqrt, abs, sign, min and max";
for (
  const [formula, why] of [
    ["", one],
    ["g; w", one],
    ["g ? 1 : 2", one],
    ["g.x", one],
    ["[g]", one],
    ["g +", "Expected expression after + at character 3"],
    ["(g", "Unclosed ( at character 2"],
    ["x = g", 'Unexpected "=" at character 2'],
    ["g ** 2", "** is not known here"],
    ["!g", "! is not known here"],
    ["'g'", "'g' is no number"],
    ["1e999*g", "1e999 is no number"],
    ["true*g", "true is no number"],
    ["pow(g, 2)", `pow is no function: ${known}`],
    ["toString(g)", `toString is no function: ${known}`],
    ["Math.exp(g)", `a field is no function: ${known}`],
    ["sqrt(g, g)", "sqrt takes 1: it has 2"],
    ["min(g)", "min takes 2: it has 1"],
    ["bta*g", 'bta is not known here: did you mean "beta"?'],
    ["m", "m is not known here: known are beta, w, g"],
    ["beta + 1", "must have g, w or a state in it"],
  ] as const
) {
  Deno.test(`defineRule() refuses the direction ${JSON.stringify(formula)}`, () => {
    const make = () => made({ scalars: { beta: 1 }, direction: formula });
    assertThrows(make, InputError, `rule: direction: ${JSON.stringify(formula)}: ${why}`);
  });
}

Deno.test("defineRule() says of which state a formula is that it refuses", () => {
  const make = () => made({ state: { m: "m + h" }, direction: "m" });
  const message = 'rule: state.m: "m + h": h is not known here: known are w, g, m';
  assertThrows(make, InputError, message);
});

for (const name of ["g", "w", "beta"]) {
  Deno.test(`defineRule() refuses a state named ${name}, as there is such a thing`, () => {
    const make = () => made({ scalars: { beta: 1 }, state: { [name]: "g" }, direction: "g" });
    const message = "rule: the name of a state must not be g, w or that of a scalar";
    assertThrows(make, InputError, message);
  });
}

// What formulas mean

/** The directions of some steps with these gradients of one weight, which stays what it is. */
function directions(
  rule: ElementwiseRule,
  gradients: readonly number[],
  weight = 0,
  space = f64,
): number[] {
  const steps = ruleSteps(rule, contextOf({ space, size: 1 }));
  const [weights, gradient, direction] = [0, 0, 0].map(() => space.allocate(1));
  weights[0] = weight;
  return gradients.map((one) => {
    gradient[0] = one;
    steps.look(direction, weights, gradient, momentOf());
    return direction[0];
  });
}

for (
  const [direction, value] of [
    ["g - 2 - w", -1 - 2 - 3],
    ["g/2/w", -1 / 2 / 3],
    ["2 + g*w", 2 + -1 * 3],
    ["(2 + g)*w", 3],
    ["-g*+w", 3],
    ["-(g*w)", 3],
    ["sqrt(w + 1)*sign(g)", -2],
    ["min(g, w) + 10*max(g, w) + 100*abs(g)", -1 + 30 + 100],
    [".5*g + 1e-1*w", -0.5 + 0.1 * 3],
    ["w", 3],
  ] as const
) {
  Deno.test(`defineRule() takes ${direction} as it is written`, () => {
    assertEquals(directions({ direction }, [-1], 3), [value]);
  });
}

Deno.test("a formula sees the states before it as they have become, and the others as they were", () => {
  const both = (state: Record<string, string>) => ({ state, direction: "10*a + b" });
  assertEquals(directions(both({ a: "a + g", b: "b + a" }), [1, 1, 1]), [11, 23, 36]);
  assertEquals(directions(both({ b: "b + a", a: "a + g" }), [1, 1, 1]), [10, 21, 33]);
});

Deno.test("a state may have any name, such as that of what is computed", () => {
  const rule = { state: { d: "d + g", direction: "2*direction + d" }, direction: "2*direction" };
  assertEquals(directions(rule, [1, 1, 1]), [2, 8, 22]);
});

Deno.test("next() comes before each step, whether that is looked at or not, with its moment", () => {
  const seen: number[] = [];
  const scalars = { count: 0 };
  const { look, move } = ruleSteps({
    scalars,
    next({ iteration }) {
      seen.push(iteration);
      scalars.count += 1;
    },
    direction: "count*g",
  }, contextOf({ space: f64, size: 1 }));
  const [weights, gradient, direction] = [[0], [1], [0]].map((one) => Float64Array.from(one));
  move(weights, gradient, 0.5, { ...momentOf(), iteration: 7 });
  look(direction, weights, gradient, { ...momentOf(), iteration: 8 });
  assertEquals([seen, weights[0], direction[0]], [[7, 8], -0.5, 2]);
});

// What is computed, and how often

/** The programs of a rule: of a step, and of a look at its direction. */
function programsOf(rule: ElementwiseRule): ElementwiseProgram[] {
  const programs: ElementwiseProgram[] = [];
  const space = {
    ...f64,
    elementwise(program: ElementwiseProgram) {
      programs.push(program);
      return f64.elementwise(program);
    },
  };
  ruleSteps(rule, contextOf({ space, size: 1 }));
  return programs;
}

Deno.test("parts that are equal are computed once", () => {
  const [{ steps }] = programsOf({
    state: { v: "v + g*g" },
    direction: "(v + g*g)/sqrt(v + g*g) + g*g", // of the new v
  });
  const names = steps.map(([name]) => name);
  // g², v + g², that + g², its root, the quotient, + g², times −η, added to w.
  assertEquals(names, ["multiply", "add", "add", "sqrt", "divide", "add", "multiply", "add"]);
});

Deno.test("parts without vectors are numbers, computed once a step", () => {
  const [move, look] = programsOf({
    scalars: { beta: 0.9, power: 1 },
    state: { m: "beta*m + (1 - beta)*g" },
    direction: "sqrt(1 - beta)/(1 - power)*m",
  });
  assertEquals([move.steps.length, look.steps.length], [6, 4]);
  assertEquals([move.scalars, look.scalars], [4, 3]); // β, 1 − β, the factor of m, −η
});

Deno.test("parts without vectors are computed in f64, and rounded then", () => {
  const f32 = referenceKernels("f32");
  const rule = { scalars: { beta: 0.9 }, direction: "(1 - beta)*g" };
  assertEquals(directions(rule, [1], 0, f32), [Math.fround(1 - 0.9)]);
  // In f32 it would be another number.
  assertEquals(Math.fround(1 - Math.fround(0.9)) === Math.fround(1 - 0.9), false);
});

Deno.test("a state whose past no formula reads is not kept: it is but a name", () => {
  const blend = { c: "0.5*m + g", m: "0.25*m + g" };
  const [{ vectors, outputs }] = programsOf({ state: blend, direction: "sign(c)" });
  assertEquals([vectors, outputs.map(([vector]) => vector)], [3, [2, 0]]); // w, g, m; m and w become
  const rule = { state: blend, direction: "c" };
  assertEquals(directions(rule, [1, 1, 1]), [1, 1.5, 1.625]);
});

Deno.test("steps that are looked at now and then have the bits of those that never are", () => {
  const sometimes = defineStepSize({
    name: "sometimes",
    summary: "0.1, with a look at every other direction",
    options: z.strictObject({}),
    example: {},
    make: () => {
      let isLooking = false;
      return (_, way) => {
        isLooking = !isLooking;
        if (isLooking) way();
        return 0.1;
      };
    },
  });
  const rule = defineRule({
    name: "average",
    summary: "m ← 0.9·m + 0.1·g",
    options: z.strictObject({}),
    example: { stepSize: 0.1 },
    make: () => ({ state: { m: "0.9*m + 0.1*g" }, direction: "m/(abs(w) + 1)" }),
  }, stepSizes.with(sometimes));
  const space = referenceKernels("f32");
  const objective = {
    size: 3,
    space,
    loss: () => 0,
    gradient: (weights: Float32Array, gradient: Float32Array) => (gradient.set(weights), 0),
  };
  const [never, now] = [0.1, { name: "sometimes" }].map((stepSize) => {
    const step = rule.make({ stepSize }, contextOf(objective));
    const weights = Float32Array.of(1, -2, 1 / 3);
    for (let i = 0; i < 9; i++) step(weights, objective as never, momentOf());
    return weights;
  });
  assertEquals(now, never);
});
