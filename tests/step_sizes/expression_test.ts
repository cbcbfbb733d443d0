/** Step sizes that are written down. */
import {
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { evaluate } from "mathjs";
import { InputError } from "../../src/errors.ts";
import { examine } from "../../src/experiment/examine.ts";
import { loadParserFor } from "../../src/formulas/parse.ts";
import { curveOf, doneOf, type Fields, trainingOf } from "../_done.ts";
import { ratesOf } from "./_rates.ts";

const load = (stepSize: object, more: Fields = {}) =>
  trainingOf({
    dataset: { name: "toy" },
    method: { name: "gradientDescent", stepSize: { name: "expression", ...stepSize } },
    stop: { iterations: 20 },
    record: { every: 1 },
    ...more,
  });

// First of all, as the parser is loaded once for all tests.
Deno.test("loadExperiment() does not wait for the parser, which a run has loaded", async () => {
  const experiment = load({ expression: "0.1/(1 + t" });
  await assertRejects(
    () => doneOf(experiment),
    InputError,
    "test.jsonc: method.stepSize.expression: Parenthesis ) expected, at character 11",
  );
  assertThrows(() => load({ expression: "0.1/(1 + t" }), InputError, "Parenthesis ) expected");
});

const CASES: readonly [expression: string, parameters: Record<string, number>][] = [
  ["0.1", {}],
  ["0.1/(1 + k*t)", { k: 0.5 }],
  ["from*exp(-2*epoch)", { from: 0.3 }],
  ["from*(1 + cos(pi*t/T))/2", { from: 3 }],
  ["max(0.01, 0.1*(1 - t/T)^2)", {}],
  ["rate*min(1, (t + 1)/warm)/sqrt(max(t, warm))", { rate: 0.2, warm: 8 }],
  ["abs(sin(e*t))*log(2 + t)*tanh(T) + 2^-3", {}],
];
for (const [expression, parameters] of CASES) {
  Deno.test(`expression ${expression} has mathjs's values`, async () => {
    await loadParserFor({ expression });
    const choice = { name: "expression", expression, parameters };
    const found = ratesOf(choice, 40, { steps: 40, stepsPerEpoch: 7 });
    for (const [t, rate] of found.entries()) {
      const wanted = evaluate(expression, { ...parameters, t, epoch: t / 7, T: 40 });
      // exp, log, sin, cos and tanh are within 4 units in the last place, and few of them are multiplied.
      assertAlmostEquals(rate, wanted, 1e-14 * Math.max(1, wanted));
    }
  });
}

Deno.test("expression takes the same steps as the schedule that it writes out", async () => {
  const steps = async (stepSize: object) => {
    const { records } = await curveOf({
      dataset: { name: "toy" },
      method: { name: "gradientDescent", stepSize },
      batchSize: 2,
      stop: { epochs: 10 },
    });
    return records;
  };
  const expression = "0.1/(1 + 0.5*epoch)";
  assertEquals(
    await steps({ name: "expression", expression }),
    await steps({ name: "inverseTime", from: 0.1, decay: 0.5, unit: "epochs" }),
  );
});

const AT = "must be a finite number, 0 or more, at every step: at t =";
for (
  const [message, stepSize, more] of [
    [`expression: ${AT} 11 it is −0.1`, { expression: "1 - t/10" }],
    [`expression: ${AT} 0 it is ∞`, { expression: "1/t" }],
    [`expression: ${AT} 4 it is NaN`, { expression: "0.1 + 0*log(4 - t)" }],
    [
      "expression: step, at character 7, is no variable, and no parameter: known are t, epoch, T, pi, e",
      { expression: "0.1 + step" },
    ],
    [
      "expression: ^, at character 4, must have a whole number up to 1000 after it, not t",
      { expression: "0.9^t" },
    ],
    ["parameters.k: is not in the expression: known are t", {
      expression: "1/(1+t)",
      parameters: { k: 1 },
    }],
    [
      'parameters.T: "T" stands for something else: take another name',
      { expression: "1/T", parameters: { T: 1 } },
    ],
    ["expression: must be a text in quotes: current value is 1", { expression: 1 }],
    ["expression: must be given", {}],
    [
      `"expression" must know how long a run is: give stop.iterations or stop.epochs`,
      { expression: "0.1" },
      { stop: { examples: 5 } },
    ],
    [
      '"expression" must be for a run of at most 10000000 steps: this one has 20000000',
      { expression: "0.1" },
      { stop: { iterations: 2e7 } },
    ],
    [
      `expression: ${AT} 0 it is −1`,
      { expression: "k" },
      { matrix: { "method.stepSize.parameters.k": [1, -1] } },
    ],
  ] as const
) {
  Deno.test(`examine() refuses the step size ${JSON.stringify([stepSize, more])}`, async () => {
    const examined = async () => await examine(load(stepSize, more));
    const { message: found } = await assertRejects(examined, InputError);
    assertMatch(found, /^test\.jsonc: (matrix\.)?method\.stepSize/);
    assertStringIncludes(found, message);
  });
}

Deno.test("the parameters of an expression are swept by name", async () => {
  const experiment = load({ expression: "k/(1 + t)" }, {
    matrix: { "method.stepSize.parameters.k": [0.1, 0.2] },
  });
  const used = (await doneOf(experiment)).map(({ result }) => result.records[1].usedStepSize);
  assertEquals(used, [0.1, 0.2]);
});

Deno.test("expression counts steps, not what a gradient by losses costs", async () => {
  const { records } = await curveOf({
    dataset: { name: "toy" },
    method: {
      name: "gradientDescent",
      stepSize: { name: "expression", expression: "0.1*(t + 1)" },
    },
    gradient: { name: "numerical" },
    stop: { iterations: 3 },
    record: { every: 1 },
  });
  assertEquals(records.map(({ usedStepSize }) => usedStepSize), [
    null,
    0.1,
    0.2,
    0.30000000000000004,
  ]);
});
