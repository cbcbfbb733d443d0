/** L-BFGS, conjugate gradients and Newton's method: what each promises, and the line search of all. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../src/errors.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import { programOf } from "../../src/formulas/program.ts";
import type { Problem } from "../../src/problems/problem.ts";
import { testFunctions } from "../../src/problems/test_functions.ts";
import type { Vector } from "../../src/types.ts";
import { curveOf, type Fields } from "../_done.ts";
import { dot, norm, present } from "../_toy.ts";
import { bowl, pathOf, written } from "./_steps.ts";

const NAMES = ["lbfgs", "conjugateGradient", "newton"] as const;
const minus = (a: Vector, b: Vector) => Float64Array.from(a, (one, k) => one - b[k]);

// The line search

const CURVATURE = { lbfgs: 0.9, conjugateGradient: 0.1, newton: 0.9 };

/** A function with valleys, ridges and several minima, which grows in the end. */
const hilly = ([a, b, c, d]: readonly number[], start: readonly number[]): Promise<Problem> =>
  written(
    "(a*x^2 + b*y^2)/2 + c*sin(x + 2*y) + d*x*y + (x^4 + y^4)/10 + (z - x)^2 + exp(z/3)",
    Object.fromEntries(["x", "y", "z"].map((name, i) => [name, start[i]])),
    { a, b, c, d },
  );

for (const name of NAMES) {
  Deno.test(`${name} takes steps that satisfy the strong Wolfe conditions`, async () => {
    const some = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    const shapes = fc.tuple(some(-3, 3), some(0, 100), some(-3, 3), some(-2, 2));
    const starts = fc.tuple(some(-4, 4), some(-4, 4), some(-4, 4));
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(shapes, starts, async (shape, start) => {
        const { places } = pathOf(await hilly(shape, start), { name }, { steps: 12 });
        for (const [i, { weights, loss, gradient }] of places.slice(1).entries()) {
          const before = places[i];
          if (norm(before.gradient) < 1e-5) break; // the rest is lost in the rounding of losses
          const step = minus(weights, before.weights);
          const slope = dot(before.gradient, step);
          assert(slope < 0);
          assert(loss <= before.loss + 1e-4 * slope);
          // The step is rounded, not the slope that the search has seen.
          const bound = CURVATURE[name] * (1 + 1e-9);
          assert(Math.abs(dot(gradient, step)) <= -bound * slope, `${[shape, start]}, step ${i}`);
          seen += 1;
        }
      }),
      { seed: 1, numRuns: 200 },
    );
    assert(seen > 500, `${seen}`);
  });

  Deno.test(`${name} stays where its function has values`, async () => {
    for (const start of [0.001, 10, 1000]) {
      const { places } = pathOf(await written("x - log(x)", { x: start }), { name });
      assert(places.every(({ loss }) => Number.isFinite(loss)));
      assertAlmostEquals(places[places.length - 1].weights[0], 1, 1e-7);
    }
  });

  Deno.test(`${name} comes down walls of any height to where it is flat`, async () => {
    for (const expression of ["exp(10*x) + exp(-9*x)", "x^8 + exp(x*x/50)", "exp(x) - x"]) {
      for (const x of [0.5, 5, 15, 25, -25]) {
        const { places } = pathOf(await written(expression, { x }), { name }, { steps: 300 });
        assertAlmostEquals(places[places.length - 1].gradient[0], 0, 1e-6);
      }
    }
  });

  Deno.test(`${name} counts the gradients and Hessians that it asks for`, async () => {
    const problem = await written("(1 - x)^2 + 100*(y - x^2)^2", { x: -1.2, y: 1 });
    for (const steps of [1, 5, 20]) {
      const { gradients, hessians } = pathOf(problem, { name }, { steps });
      const { records } = await functionOf({ method: { name }, stop: { iterations: steps } });
      const { iteration, examples, lossEvaluations, gradientEvaluations } = records[1];
      assertEquals([iteration, lossEvaluations], [steps, 0]);
      assertEquals([examples, gradientEvaluations], Array(2).fill(gradients + 2 * hessians));
      assertEquals(hessians, name === "newton" ? steps : 0);
    }
  });

  Deno.test(`${name} rests at a minimum, and its run ends there`, async () => {
    for (const stop of [{ evaluations: 1e6 }, { iterations: 1e6 }]) {
      const curve = await functionOf({ method: { name }, stop });
      assertEquals([curve.status, curve.stopReason], ["done", "no lower loss found"]);
      const { gradientEvaluations, distance } = curve.records[1];
      assert(gradientEvaluations < 200, `${gradientEvaluations}`);
      assertAlmostEquals(distance ?? NaN, 0, 1e-12);
    }
    const problem = { name: "booth", start: [1, 3] };
    const { records } = await functionOf({ problem, method: { name }, stop: { epochs: 100 } });
    const last = records[records.length - 1];
    assertEquals([last.gradientEvaluations, last.trainLoss], [name === "newton" ? 3 : 1, 0]);
  });

  Deno.test(`${name} ends as diverged where a gradient is not finite, or nothing is lowest`, async () => {
    const formula = (expression: string, x: number) => ({
      problem: { name: "formula", expression, start: { x } },
    });
    for (
      const problem of [
        formula("sqrt(x)", 0), // 0, with a slope of ∞
        formula("sqrt(x)*x + sqrt(x - 1)*0", 0), // NaN
        formula("log(x)", 0), // −∞
        formula("-x^2", 1),
        formula("-exp(x)", 1),
      ]
    ) {
      const { status } = await functionOf({
        ...problem,
        method: { name },
        stop: { iterations: 1000 },
      });
      assertEquals(status, "diverged", JSON.stringify(problem));
    }
  });

  Deno.test(`${name} goes the same way however often it is recorded`, async () => {
    const hashes = [{ every: 1 }, "geometric", [0]].map(async (record) =>
      (await functionOf({ method: { name }, stop: { iterations: 9 }, record })).weightsSha256
    );
    assertEquals(new Set(await Promise.all(hashes)).size, 1);
  });

  Deno.test(`${name} takes gradients by differences, and counts their losses`, async () => {
    const stop = { iterations: 4 };
    const [exact, differences] = await Promise.all(["analytic", "numerical"].map(async (source) => {
      const gradient = { name: source };
      const { records } = await functionOf({ method: { name }, stop, gradient });
      return records[1];
    }));
    const hessians = name === "newton" ? 8 : 0; // of two columns in four steps
    assertEquals(differences.gradientEvaluations, hessians);
    assertEquals(differences.lossEvaluations, 3 * (exact.gradientEvaluations - hessians));
  });

  Deno.test(`${name} refuses batches that change, and takes a batch of all`, () => {
    const load = (fields: Fields) =>
      loadExperiment(
        JSON.stringify({ title: "T", question: "Q", stop: { iterations: 3 }, ...fields }),
        { source: "mine.jsonc" },
      );
    if (name !== "newton") {
      const three = { dataset: { name: "synthetic", train: 3 }, method: { name } };
      const why = 'must be "full", as losses of different batches do not compare';
      const wrong = () => load({ ...three, batchSize: 2 });
      assertEquals(assertThrows(wrong, InputError).message, `mine.jsonc: batchSize: ${why}`);
      const swept = () => load({ ...three, matrix: { batchSize: [3, 2] } });
      assertEquals(
        assertThrows(swept, InputError).message,
        `mine.jsonc: matrix.batchSize: ${why}`,
      );
      assertEquals(load({ ...three, batchSize: 3 }).runs.length, 1);
      return;
    }
    const wrong = () => load({ dataset: { name: "toy" }, method: { name } });
    assertEquals(
      assertThrows(wrong, InputError).message,
      "mine.jsonc: problem: must be formula, or a test function such as rosenbrock, as newton " +
        "needs second derivatives",
    );
  });
}

/** What comes of a run on Rosenbrock's function, recorded at both ends. */
function functionOf(fields: Fields) {
  return curveOf({
    dataset: undefined,
    init: undefined,
    problem: { name: "rosenbrock" },
    record: [0],
    ...fields,
  });
}

// Directions

Deno.test("lbfgs takes the first three steps that were worked out by hand", async () => {
  const problem = await written("(x^2 + 4*y^2)/2", { x: 3, y: 1 });
  const { places } = pathOf(problem, { name: "lbfgs" }, { steps: 3 });
  // ∇L = (3, 4) has norm 5: the first step is a fifth of it. Then s = −(3, 4)∕5, y = −(3, 16)∕5,
  // s·y = 73∕25, γ = 73∕265, and H·∇L = (22668, 8324)∕19345.
  const truth = [[3, 1], [2.4, 0.2], [4752 / 3869, -891 / 3869], [
    0.1513655197335948,
    -0.10305002406658839,
  ]];
  for (const [i, { weights }] of places.entries()) {
    for (const [k, one] of weights.entries()) assertAlmostEquals(one, truth[i][k], 1e-14);
  }
  assertEquals(places.length, 4);
});

Deno.test("lbfgs goes along the dense BFGS inverse of its last steps", async () => {
  for (const memory of [1, 2, 3, 10]) {
    const problem = await hilly([1, 20, 2, 1], [3, -2, 1]);
    const { places } = pathOf(problem, { name: "lbfgs", memory }, { steps: 12 });
    assert(places.length > 10);
    for (let i = 1; i + 1 < places.length && norm(places[i].gradient) > 1e-6; i++) {
      const pairs = places.slice(1, i + 1).map(({ weights, gradient }, j) => (
        { s: minus(weights, places[j].weights), y: minus(gradient, places[j].gradient) }
      )).slice(-memory);
      const direction = denseInverse(pairs).map((row) =>
        -dot(Float64Array.from(row), places[i].gradient)
      );
      const step = minus(places[i + 1].weights, places[i].weights);
      const [wanted, found] = [norm(Float64Array.from(direction)), norm(step)];
      for (const [k, one] of direction.entries()) {
        // Steps are small differences of places near 1: of 1e-7, nine digits are right.
        assertAlmostEquals(step[k] / found, one / wanted, 1e-7);
      }
    }
  }
});

type Matrix = readonly (readonly number[])[];

const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, one, k) => sum + one * b[k][j], 0)));
const transposed = (a: Matrix): Matrix => a[0].map((_, j) => a.map((row) => row[j]));
const matrix = (size: number, of: (i: number, j: number) => number): Matrix =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => of(i, j)));

/** H ← (1 − ρ·s·yᵀ)·H·(1 − ρ·y·sᵀ) + ρ·s·sᵀ for each pair, from γ·1 of the last. */
function denseInverse(pairs: readonly { readonly s: Vector; readonly y: Vector }[]): Matrix {
  const last = pairs[pairs.length - 1];
  const size = last.s.length;
  const gamma = dot(last.s, last.y) / dot(last.y, last.y);
  return pairs.reduce((inverse, { s, y }) => {
    const rho = 1 / dot(s, y);
    const left = matrix(size, (i, j) => Number(i === j) - rho * s[i] * y[j]);
    const middle = product(product(left, inverse), transposed(left));
    return matrix(size, (i, j) => middle[i][j] + rho * s[i] * s[j]);
  }, matrix(size, (i, j) => i === j ? gamma : 0));
}

Deno.test("conjugateGradient with exact line searches ends on a bowl of n variables in n steps", async () => {
  const spectra = [
    [1, 4],
    [1, 3, 10],
    [1, 2, 5, 20, 100],
    Array.from({ length: 12 }, (_, i) => i + 1),
  ];
  for (const spectrum of spectra) {
    const method = { name: "conjugateGradient", curvature: 1.1e-4 };
    const { places } = pathOf(await bowl(spectrum), method, { steps: spectrum.length });
    const [first, last] = [places[0], places[places.length - 1]].map(({ loss }) => loss);
    // Slopes are left at 1e-4 of what they were at the most.
    assert(last < 1e-8 * first, `${spectrum}: ${last}`);
    assert(places[spectrum.length - 1].loss > 1e-4 * first * 1e-4);
  }
});

Deno.test("conjugateGradient takes the steps of the linear method of Hestenes and Stiefel", async () => {
  const spectrum = [1, 2, 5, 20];
  const method = { name: "conjugateGradient", curvature: 1.1e-4 };
  const { places } = pathOf(await bowl(spectrum), method, { steps: 3 });
  let x = [1, 1, 1, 1];
  let r = spectrum.map((one) => -one);
  let p = r;
  for (let i = 1; i <= 3; i++) {
    const sum = (of: (k: number) => number) => spectrum.reduce((all, _, k) => all + of(k), 0);
    const before = sum((k) => r[k] * r[k]);
    const alpha = before / sum((k) => p[k] * spectrum[k] * p[k]);
    x = x.map((one, k) => one + alpha * p[k]);
    r = r.map((one, k) => one - alpha * spectrum[k] * p[k]);
    const beta = sum((k) => r[k] * r[k]) / before;
    p = p.map((one, k) => r[k] + beta * one);
    for (const [k, one] of x.entries()) assertAlmostEquals(places[i].weights[k], one, 1e-4);
  }
});

Deno.test("conjugateGradient takes the first two steps that were worked out by hand", async () => {
  const problem = await written("(x^2 + 4*y^2)/2", { x: 3, y: 1 });
  const { places } = pathOf(problem, { name: "conjugateGradient" }, { steps: 2 });
  // Along (3, 4) the lowest place is at 25∕73; there ∇L = 36∕73·(4, −3), β = 1296∕5329, and the next line
  // goes to the minimum.
  const truth = [[3, 1], [144 / 73, -27 / 73], [0, 0]];
  for (const [i, { weights }] of places.entries()) {
    for (const [k, one] of weights.entries()) assertAlmostEquals(one, truth[i][k], 1e-14);
  }
  assertEquals(places.length, 3);
});

Deno.test("newton ends on a bowl in one step, whatever its condition number", async () => {
  for (const kappa of [1, 100, 1e8]) {
    const { places } = pathOf(await bowl([1, kappa, 3]), { name: "newton" }, { steps: 1 });
    assertAlmostEquals(norm(places[1].weights), 0, 1e-15);
  }
});

Deno.test("newton takes the first three steps that were worked out by hand", async () => {
  const problem = await written("x^4/4 + y^2/2", { x: 27, y: 2 });
  const { places } = pathOf(problem, { name: "newton" }, { steps: 3 });
  // x − x³∕3x² = ⅔·x
  assertEquals(places.map(({ weights }) => [...weights]), [[27, 2], [18, 0], [12, 0], [8, 0]]);
});

Deno.test("newton adds the first of 0.001 and its doubles to a diagonal that makes it positive definite", async () => {
  const problem = await written("(x^2 + y^2)/2 + 2*x*y", { x: 1, y: 0 });
  const { places } = pathOf(problem, { name: "newton" }, { steps: 1 });
  // The Hessian is 1 2 | 2 1 with the eigenvalue −1, τ = 1.024, ∇L = (1, 2), and so the direction is
  // −(2.024 − 4, −2 + 4.048) but for a positive factor.
  const [x, y] = minus(places[1].weights, places[0].weights);
  assertAlmostEquals(y / x, 2.048 / -1.976, 1e-12);
  assert(x > 0);
});

Deno.test("newton leaves a saddle point beside it, and goes down where nothing is convex", async () => {
  const problem = await written("x^2 - y^2 + y^4/4", { x: 1, y: 1e-6 });
  const { places } = pathOf(problem, { name: "newton" });
  const { weights, loss } = places[places.length - 1];
  assertAlmostEquals(Math.abs(weights[1]), Math.SQRT2, 1e-7);
  assertAlmostEquals(loss, -1, 1e-14);
});

Deno.test("newton goes along the gradient where second derivatives are not finite", async () => {
  const problem = await written("x*sqrt(x) + (y - 1)^2", { x: 0, y: 4 });
  const { places } = pathOf(problem, { name: "newton" }, { steps: 1 });
  assertEquals([...places[1].weights], [0, 3]);
});

// Test functions

for (const leaf of testFunctions.map((make) => make())) {
  for (const name of NAMES) {
    Deno.test(`${name} on ${leaf.name} ends where it is flat, at its kink, or nowhere`, async () => {
      const method = { name };
      const stop = { evaluations: 10_000 };
      const curve = await functionOf({
        problem: { name: leaf.name },
        method,
        stop,
        keep: "weights",
      });
      if (leaf.name === "saddle") return assertEquals(curve.status, "diverged");
      // |x| is lower and lower on the way to its kink, until it is 0.
      const isKink = leaf.name === "absolute" && curve.stopReason === "evaluations";
      assert(isKink || curve.stopReason === "no lower loss found", curve.stopReason);
      const { tape, minima } = present(curve.path);
      const at = Float64Array.from(present(curve.weights).values);
      const gradient = new Float64Array(2);
      programOf(tape).gradient(at, gradient);
      const nearest = minima.map((one) => norm(minus(at, Float64Array.from(one.at))));
      const isAt = norm(gradient) < 1e-5 || Math.min(...nearest) < 1e-6;
      assert(isAt, `${at}: ${gradient}`);
    });
  }
}
