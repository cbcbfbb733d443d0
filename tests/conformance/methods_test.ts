/** Each promise of methods can be broken: methods that break one, and what is said of them. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { z } from "zod";
import { elsewhere } from "../../src/cli/work/elsewhere.ts";
import { checkMethod } from "../../src/conformance/methods.ts";
import { InputError } from "../../src/errors.ts";
import {
  defineMethod,
  defineRule,
  type MethodContext,
  type MethodLeaf,
  type Step,
} from "../../src/methods/method.ts";

const options = z.strictObject({
  rate: z.number().positive().max(1).default(0.05).describe("η"),
});
const good = { name: "good", summary: "W ← W − η·∇L", options, example: { rate: 0.05 } };

/** What a step is given, and the gradient with its loss. */
interface Stepping {
  readonly weights: Float64Array;
  readonly gradient: Float64Array;
  readonly loss: number;
  readonly rate: number;
  readonly context: MethodContext;
  readonly now: Parameters<Step>[2];
  readonly objective: Parameters<Step>[1];
}

/** Gradient descent that does something else besides, or instead where that returns a loss. */
function method(act: (stepping: Stepping) => number | void, more = {}): MethodLeaf {
  return defineMethod({
    ...good,
    ...more,
    make: ({ rate }, context) => {
      const gradient = context.space.allocate(context.size) as Float64Array;
      return (given, objective, now) => {
        const weights = given as Float64Array;
        const loss = objective.gradient(weights, gradient);
        const returned = act({ weights, gradient, loss, rate, context, now, objective });
        if (returned !== undefined) return returned;
        context.space.addScaled(weights, -rate, gradient);
        return loss;
      };
    },
  });
}

async function wrongOf(leaf: MethodLeaf): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { promise, wrong } of checkMethod(leaf, elsewhere)) {
    if (wrong !== null) found[promise] = wrong;
  }
  return found;
}

let shared = 0;
let velocity: number[] = [];
let lowest: number | undefined;

/** By the promise that is broken: a method that breaks it, and what is said of it. */
const BROKEN: Readonly<Record<string, readonly [leaf: MethodLeaf, wrong: RegExp]>> = {
  "has a name in camelCase and a summary of one line": [
    method(() => {}, { name: "Not good" }),
    /^its name is "Not good": write one like myMethod$/,
  ],
  "describes every option": [
    method(() => {}, { options: options.extend({ silent: z.number().min(0).default(1) }) }),
    /^silent: add \.describe\("…"\) to the option$/,
  ],
  "has an example that its options take, and refuses what they do not know": [
    method(() => {}, { options: z.object(options.shape) }),
    /^it takes an option noSuchOption: make its options with z\.strictObject$/,
  ],
  "refuses options out of their bounds when it is made": [
    {
      ...method(() => {}),
      make: (given, context) => {
        const { rate = 0.05 } = given as { rate?: number };
        return method(() => {}).make({ rate: Math.min(1, Math.abs(rate) || 1) }, context);
      },
    },
    /^it takes rate = 0: let defineRule or defineMethod check its options$/,
  ],
  "can be made for a small problem, or says what the problem has to be": [
    defineMethod({
      ...good,
      make: () => {
        throw new InputError("not today");
      },
    }),
    /^on svm of linear it is refused: not today: make an example that works, or say "problem: must be …"$/,
  ],
  "lowers the loss in finite numbers": [
    method(({ weights, gradient, rate, loss, context }) => {
      context.space.addScaled(weights, rate, gradient); // uphill
      return loss;
    }),
    /^on svm of linear the loss goes from \S+ to \S+ in 50 steps: let the example have options/,
  ],
  "gives the same bits twice, at any time": [
    method(({ weights, now }) => {
      if (now.iteration === 20) weights[0] += Math.random() / 100;
    }),
    /^on svm of linear a second run ends at other weights: allocate all state in make, and draw what is random from now\.rng alone$/,
  ],
  "gives the same bits whatever is recorded": [
    method(({ weights }) => {
      // What a record of a written function does to the weights.
      if (weights instanceof Float64Array && !Object.hasOwn(weights, "slice")) {
        weights.slice = () => {
          weights[0] += 1e-3;
          return Float64Array.prototype.slice.call(weights) as Float64Array<ArrayBuffer>;
        };
      }
    }),
    /^on a written function a run with fewer records ends at other weights: let a step see what it is given alone$/,
  ],
  "keeps no state between two of its kind": [
    method(({ now, weights, gradient, rate, loss }) => {
      if (now.iteration === 0) velocity = [...gradient.keys()].fill(0);
      gradient.forEach((one, k) => {
        velocity[k] = 0.5 * velocity[k] + one;
        weights[k] -= rate * velocity[k];
      });
      return loss;
    }),
    /^on svm of linear a run ends at other weights when another one goes on beside it: allocate state in make, not at the top of the module$/,
  ],
  "returns the loss at the weights that it was given": [
    method(({ weights, gradient, rate, context, objective }) => {
      context.space.addScaled(weights, -rate, gradient);
      return objective.loss(weights);
    }),
    /^on svm of linear step 1 returns \S+ where the loss was \S+: return what objective\.gradient or objective\.loss gave before the step$/,
  ],
  "leaves the weights as many and of the type that they are": [
    method(({ weights, now }) => {
      if (now.iteration === 49) {
        structuredClone(weights, { transfer: [weights.buffer as ArrayBuffer] });
      }
    }),
    /^on svm of linear \d+ weights are 0 after a step: write to weights\[k\] alone$/,
  ],
  "ends as diverged where loss or gradient is not finite": [
    method(({ weights, gradient, rate, loss }) => {
      gradient.forEach((one, k) => weights[k] -= rate * (one > 0 ? 1 : one < 0 ? -1 : 0));
      return loss;
    }),
    /^on svm of linear a run whose gradients are NaN ends as done, with finite numbers: let NaN go through, so that the weights show it$/,
  ],
  "goes where it would go when the loss is NaN, and does not take it for lower": [
    method(({ weights, loss }) => {
      if (!(loss >= 0)) weights[0] += 1;
    }),
    /^on svm of linear a step goes elsewhere when all losses are NaN: ask whether a loss is lower/,
  ],
  "does not hold a batch to the loss of the one before, or takes none": [
    method(({ weights, objective, now, context, loss }) => {
      if (!context.isStochastic) return;
      // A search that believes what it knows.
      if (now.iteration === 0 && shared === 0) lowest = objective.loss(weights);
      shared += 1;
      const before = weights.slice();
      now.rng.fillGaussian(weights, 0.1);
      before.forEach((one, k) => weights[k] += one);
      const found = objective.loss(weights);
      if (found < (lowest ?? Infinity)) lowest = found;
      else weights.set(before);
      return loss;
    }),
    /^on svm of linear it stays where a batch with a low loss has brought it: ask for the loss of each batch anew$/,
  ],
  "has the same bits on both backends and on one, two and three threads": [
    method(({ weights }) => {
      // Memory of the fast kernels is shared among threads.
      const isFast = weights.buffer instanceof SharedArrayBuffer;
      weights.forEach((one, k) => weights[k] = one + (isFast ? 2e-3 : 1e-3));
    }),
    /^with the fast kernels and --threads 1 it ends at other weights: compute with context\.space, or round each operation with space\.round$/,
  ],
};

for (const [promise, [leaf, wrong]] of Object.entries(BROKEN)) {
  Deno.test(`checkMethod() sees a method that does not keep to: ${promise}`, async () => {
    const found = await wrongOf(leaf);
    assertMatch(found[promise] ?? `nothing; but ${JSON.stringify(found)}`, wrong);
  });
}

Deno.test("checkMethod() finds nothing wrong with a method that is right, and has a broken one of each promise", async () => {
  const promises: string[] = [];
  for await (const { promise, wrong } of checkMethod(method(() => {}), elsewhere)) {
    assertEquals(wrong, null, promise);
    promises.push(promise);
  }
  assertEquals(Object.keys(BROKEN), promises);
});

/** Methods that are wrong in other ways, by the promise that shows it. */
const OTHERS:
  readonly (readonly [what: string, leaf: MethodLeaf, promise: string, wrong: RegExp])[] = [
    [
      "a clock",
      method(({ weights }) => {
        weights[0] += Math.floor(Date.now() / 1e11);
      }),
      "gives the same bits twice, at any time",
      /a run at another time ends at other weights: let no step see a clock, nor random numbers but those of now\.rng$/,
    ],
    [
      "a loss that it makes finite",
      method(({ loss }) => Number.isFinite(loss) ? undefined : 0),
      "ends as diverged where loss or gradient is not finite",
      /a run whose losses and gradients are NaN ends as done: return the loss that objective gave/,
    ],
    [
      "a step that throws",
      method(() => {
        throw new TypeError("no luck");
      }),
      "lowers the loss in finite numbers",
      /^it throws: no luck$/,
    ],
    [
      "a make that throws",
      defineMethod({
        ...good,
        make: () => {
          throw new TypeError("no luck");
        },
      }),
      "lowers the loss in finite numbers",
      /^it throws: no luck$/,
    ],
    [
      "an example that is refused",
      method(() => {}, { example: { rate: 2 } }),
      "has an example that its options take, and refuses what they do not know",
      /^its example is refused: .*rate/,
    ],
    [
      "numbers that are not rounded on one of the backends",
      defineRule({
        ...good,
        options: z.strictObject({}),
        example: { stepSize: 0.05 },
        make: (_, { space }) => (direction, gradient) => {
          const isFast = direction.buffer instanceof SharedArrayBuffer;
          gradient.forEach((one, k) => direction[k] = isFast ? one : space.round(one * 1.001));
        },
      }),
      "has the same bits on both backends and on one, two and three threads",
      /^with the fast kernels/,
    ],
  ];

for (const [what, leaf, promise, wrong] of OTHERS) {
  Deno.test(`checkMethod() sees ${what}`, async () => {
    assertMatch((await wrongOf(leaf))[promise] ?? "nothing", wrong);
  });
}

Deno.test("elsewhere() gives clocks and chance back", () => {
  const before = [Date, Math.random, performance.now, crypto.getRandomValues];
  const [time, chance] = elsewhere(() => [new Date().getTime(), Math.random()]);
  assertEquals([time, chance], [4e12, 0.987654321]);
  assertEquals([Date, Math.random, performance.now, crypto.getRandomValues], before);
  assert(Date.now() < 4e12);
});
