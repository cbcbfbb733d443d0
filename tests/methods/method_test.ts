import { assert, assertEquals, assertThrows } from "@std/assert";
import { z } from "zod";
import { InputError } from "../../src/errors.ts";
import { defineRule } from "../../src/methods/method.ts";
import { methods } from "../../src/methods/mod.ts";
import type { Objective, Problem } from "../../src/problems/problem.ts";
import { stepSizes } from "../../src/step_sizes/mod.ts";
import { defineStepSize, type Moment, type Way } from "../../src/step_sizes/step_size.ts";
import type { Choice, Vector } from "../../src/types.ts";
import { contextOf, gradientOf, momentOf, randomPoints, svmOver, toyOf } from "../_toy.ts";

const problem = svmOver(await toyOf(randomPoints(3, { examples: 40 })), { l2: 0.01 });
const { size, space } = problem;

/** Momentum: v ← β·v + ∇L, direction ← v. */
const rolling = {
  name: "rolling",
  summary: "v ← β·v + ∇L",
  options: z.strictObject({ decay: z.number().default(0.9).describe("β") }),
  example: { stepSize: 0.1 },
  make({ decay }: { decay: number }) {
    const velocity = new Float32Array(size);
    return (direction: Vector, gradient: Vector) => {
      for (let k = 0; k < size; k++) velocity[k] = decay * velocity[k] + gradient[k];
      direction.set(velocity);
    };
  },
};

/** Halves η until the loss is lower; 0 when it never is. */
const halving = defineStepSize({
  name: "halving",
  summary: "η, ½·η, ¼·η … until the loss is lower",
  options: z.strictObject({ from: z.number().describe("The first η") }),
  example: { from: 1 },
  make: ({ from }) => (_, way) => {
    const { objective, weights, loss, direction } = way();
    for (let rate = from; rate > 1e-6; rate /= 2) {
      const moved = weights.slice();
      objective.space.addScaled(moved, -rate, direction);
      if (objective.loss(moved) < loss) return rate;
    }
    return 0;
  },
});

/** η ∕ (1 + i), of the number of steps alone. */
const harmonic = defineStepSize({
  name: "harmonic",
  summary: "η ∕ (1 + i)",
  options: z.strictObject({ from: z.number().describe("The first η") }),
  example: { from: 1 },
  make: ({ from }) => ({ iteration }) => from / (1 + iteration),
});

const more = stepSizes.with(halving).with(harmonic);
const all = methods.with(defineRule(rolling, more))
  .with(
    defineRule(
      { ...rolling, name: "plain", options: z.strictObject({}), make: () => null },
      more,
    ),
  );

/** The weights after some steps, and the loss that each of them returned. */
function stepped(method: Choice, objective: Objective = problem, steps = 12) {
  const weights = problem.start(1);
  const step = all.make(method, contextOf(problem));
  const now: { -readonly [Key in keyof Moment]: Moment[Key] } = momentOf();
  const losses = Array.from({ length: steps }, (_, i) => {
    now.iteration = i;
    return step(weights, objective, now);
  });
  return { weights, losses };
}

/** The same, written out. */
function byHand(
  rateOf: (iteration: number, weights: Vector, loss: number, direction: Vector) => number,
  decay = 0,
) {
  const weights = problem.start(1);
  const velocity = new Float32Array(size);
  const losses = Array.from({ length: 12 }, (_, i) => {
    const gradient = gradientOf(problem, weights);
    const loss = problem.loss(weights);
    for (let k = 0; k < size; k++) velocity[k] = decay * velocity[k] + gradient[k];
    space.addScaled(weights, -rateOf(i, weights, loss, velocity), velocity);
    return loss;
  });
  return { weights, losses };
}

/** Halving, written out. */
function halved(_: number, weights: Vector, loss: number, direction: Vector): number {
  for (let rate = 3; rate > 1e-6; rate /= 2) {
    const moved = weights.slice();
    space.addScaled(moved, -rate, direction);
    if (problem.loss(moved) < loss) return rate;
  }
  return 0;
}

// A rule times a step size is the loop that a hand would write, with the same bits.
for (
  const [what, method, expected] of [
    ["momentum and a number", { name: "rolling", stepSize: 0.1 }, byHand(() => 0.1, 0.9)],
    [
      "momentum and a schedule",
      { name: "rolling", decay: 0.5, stepSize: { name: "harmonic", from: 0.4 } },
      byHand((i) => 0.4 / (1 + i), 0.5),
    ],
    [
      "momentum and a line search",
      { name: "rolling", stepSize: { name: "halving", from: 3 } },
      byHand(halved, 0.9),
    ],
    [
      "the gradient and a line search",
      { name: "plain", stepSize: { name: "halving", from: 3 } },
      byHand(halved),
    ],
    [
      "the gradient and a schedule",
      { name: "plain", stepSize: { name: "harmonic", from: 0.4 } },
      byHand((i) => 0.4 / (1 + i)),
    ],
    ["gradientDescent", { name: "gradientDescent", stepSize: 0.1 }, byHand(() => 0.1)],
    [
      "gradientDescent and a constant by name",
      { name: "gradientDescent", stepSize: { name: "constant", from: 0.1 } },
      byHand(() => 0.1),
    ],
  ] as const
) {
  Deno.test(`defineRule() of ${what} is the loop written out, bit for bit`, () => {
    assertEquals(stepped(method), expected);
    assert(expected.losses[11] < expected.losses[0]);
  });
}

/** The problem, and how often it was asked for what. */
function counted() {
  const asked = { loss: 0, gradient: 0, descend: 0 };
  const objective: Problem = {
    ...problem,
    loss: (weights) => (asked.loss++, problem.loss(weights)),
    gradient: (weights, gradient) => (asked.gradient++, problem.gradient(weights, gradient)),
    descend: (weights, rate) => (asked.descend++, problem.descend?.(weights, rate) ?? NaN),
  };
  return { objective, asked };
}

for (
  const [method, asked] of [
    // What no step size looks at is not computed: no gradient is written out.
    [{ name: "gradientDescent", stepSize: 0.1 }, { loss: 0, gradient: 0, descend: 12 }],
    [{ name: "plain", stepSize: { name: "harmonic", from: 1 } }, {
      loss: 0,
      gradient: 0,
      descend: 12,
    }],
    [{ name: "rolling", stepSize: 0.1 }, { loss: 0, gradient: 12, descend: 0 }],
  ] as const
) {
  Deno.test(`defineRule() asks for ${JSON.stringify(asked)} in 12 steps of ${JSON.stringify(method)}`, () => {
    const { objective, asked: found } = counted();
    stepped(method, objective);
    assertEquals(found, asked);
  });
}

Deno.test("defineRule() of a step size that looks asks for one gradient a step, and no descent", () => {
  const { objective, asked } = counted();
  stepped({ name: "plain", stepSize: { name: "halving", from: 3 } }, objective);
  assertEquals([asked.gradient, asked.descend], [12, 0]);
  assert(asked.loss >= 12);
});

Deno.test("gradientDescent() has the same bits where an objective has no descend()", () => {
  const method = { name: "gradientDescent", stepSize: 0.1 };
  const { descend: _, ...without } = problem;
  assertEquals(stepped(method, without), stepped(method));
});

Deno.test("way() is the same however often it is asked, and of this step's weights", () => {
  const ways: Way[] = [];
  const looking = defineStepSize({
    ...halving,
    name: "looking",
    options: z.strictObject({}),
    example: {},
    make: () => (_, way) => {
      const [one, other] = [way(), way()];
      assert(one === other);
      assertEquals(one.gradient, gradientOf(problem, one.weights));
      assertEquals(one.loss, problem.loss(one.weights));
      ways.push(one);
      return 0.1;
    },
  });
  const context = contextOf(problem);
  const step = defineRule({ ...rolling, make: () => null }, stepSizes.with(looking))
    .make({ stepSize: { name: "looking" } }, context);
  const weights = problem.start(1);
  for (let i = 0; i < 3; i++) step(weights, problem, momentOf());
  assertEquals(ways.length, 3);
});

Deno.test("defineRule() keeps no state between two of its kind", () => {
  const method = { name: "rolling", stepSize: 0.1 };
  assertEquals(stepped(method), stepped(method));
});

for (
  const [stepSize, message] of [
    [0, "Too small: expected number to be >0"],
    ["fast", "must be a number above 0, or an object with the name of a step size"],
  ] as const
) {
  Deno.test(`gradientDescent() refuses the step size ${stepSize}`, () => {
    const make = () => methods.make({ name: "gradientDescent", stepSize }, contextOf(problem));
    assertThrows(make, InputError, message);
  });
}

Deno.test("gradientDescent() refuses a step size that is not registered, or has no such value", () => {
  for (const stepSize of [{ name: "halving", from: 1 }, { name: "constant", from: -1 }]) {
    const make = () => methods.make({ name: "gradientDescent", stepSize }, contextOf(problem));
    assertThrows(make, InputError, 'Cannot build "gradientDescent"');
  }
});
