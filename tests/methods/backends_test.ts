/** Rules that are looked at and clipped: the same bits as plain loops, on every backend. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { z } from "zod";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { withStepSizes } from "../../src/methods/method.ts";
import { methods } from "../../src/methods/mod.ts";
import { classifier } from "../../src/problems/classifier.ts";
import { stepSizes } from "../../src/step_sizes/mod.ts";
import { defineStepSize } from "../../src/step_sizes/step_size.ts";
import { openBackend } from "../../src/threads/backend.ts";
import type { Choice } from "../../src/types.ts";
import { bits } from "../_simd.ts";
import { contextOf, momentOf } from "../_toy.ts";
import { randomDataset } from "../threads/_threads.ts";

const looking = defineStepSize({
  name: "looking",
  summary: "0.01, after a look at the direction",
  options: z.strictObject({}),
  example: {},
  make: () => (_, way) => (way(), 0.01),
});
const looked = withStepSizes(methods, stepSizes.with(looking));
const rules = looked.leaves.filter(({ options }) => "clip" in options.shape);
const dataset = randomDataset(599, 5); // enough to be shared

/** The bits after some steps of every rule, in all ways. */
function endsOn(machine: Pick<Parameters<typeof classifier>[0], "kernels" | "team">) {
  const problem = classifier({ dataset, loss: { name: "softmax" }, scale: 0.5, ...machine });
  const end = (method: Choice) => {
    const [weights, now] = [problem.start(1), momentOf()];
    const step = looked.make(method, contextOf(problem));
    for (let i = 0; i < 4; i++) step(weights, problem, now);
    return bits(weights);
  };
  return new Map(rules.map(({ name, example }) => [name, {
    plain: end({ ...example, name, stepSize: 0.01 }),
    looked: end({ ...example, name, stepSize: { name: "looking" } }),
    byNorm: end({ ...example, name, stepSize: 0.01, clip: { norm: 0.1 } }),
    byValue: end({ ...example, name, stepSize: 0.01, clip: { value: 0.01 } }),
  }]));
}

const ends = endsOn({ kernels: referenceKernels("f32") });

Deno.test("a rule whose direction is looked at has the bits of one whose is not", () => {
  assert(ends.size > 12);
  for (const { plain, looked } of ends.values()) assertEquals(looked, plain);
});

Deno.test("a gradient that is clipped leads elsewhere", () => {
  const { plain, byNorm, byValue } = ends.get("momentum") ?? {};
  assertNotEquals(byNorm, plain);
  assertNotEquals(byValue, plain);
});

for (const threads of [1, 2, 3]) {
  Deno.test(`rules have the same bits on the fast kernels, looked at and clipped, on ${threads} threads`, async () => {
    using backend = await openBackend({ threads });
    assertEquals(endsOn(backend), ends);
  });
}
