/** Test functions: minima that are none lower, gradients by differences, and the theory of ravines. */
import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { stream } from "../../src/exact/rng.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import { makeGradientCheck } from "../../src/kinds/gradient_check/mod.ts";
import { runExperiment } from "../../src/runs/experiment.ts";
import { rowsOf } from "../_done.ts";
import { functionLeaves, functionOf } from "../_functions.ts";

Deno.test("there are thirteen test functions, each with its own name", () => {
  assertEquals(new Set(functionLeaves.map(({ name }) => name)).size, 13);
});

for (const { name, options } of functionLeaves) {
  const counts = options.safeParse({ variables: 5 }).success ? [2, 5] : [2];
  for (const variables of counts) {
    Deno.test(`${name} of ${variables} variables is flat at its minima, and nowhere lower`, async () => {
      const problem = await functionOf(name, counts.length > 1 ? { variables } : {});
      const { gaussian } = stream(1, "data");
      const gradient = new Float64Array(variables);
      for (const { at, value } of problem.minima ?? []) {
        const place = Float64Array.from(at);
        assertEquals([place.length, problem.measure(place).distance], [variables, 0]);
        assertAlmostEquals(problem.gradient(place, gradient), value, 1e-12);
        for (const one of gradient) assertAlmostEquals(one, 0, 1e-12);
        for (let i = 0; i < 300; i++) {
          const width = i % 3 === 0 ? 1e-3 : i % 3;
          const beside = place.map((one) => one + width * gaussian());
          assert(problem.loss(beside) >= value, `${problem.loss(beside)} at ${beside}`);
        }
      }
      assertEquals((problem.minima ?? []).length > 0, name !== "saddle");
    });
  }

  Deno.test(`${name} has a gradient that its check calls right`, async () => {
    const text = JSON.stringify({
      kind: "gradientCheck",
      title: name,
      question: "Is it right?",
      problem: { name },
      coordinates: "all",
      scheme: "central",
    });
    const kind = makeGradientCheck();
    const experiment = loadExperiment(text, { source: `${name}.jsonc`, kind });
    for await (const event of runExperiment(experiment)) {
      if (event.kind !== "done") continue;
      assertEquals(kind.failure(event.done), null);
      assert(
        kind.finding([event.done], {}).includes("the gradient is right"),
        kind.finding([event.done], {}),
      );
    }
  });
}

Deno.test("saddle has a gradient of 0 at its saddle point, and falls beside it", async () => {
  const problem = await functionOf("saddle");
  const gradient = new Float64Array(2);
  assertEquals(problem.gradient(Float64Array.of(0, 0), gradient), 0);
  assertEquals([...gradient].map((one) => one + 0), [0, 0]);
  assertEquals(problem.loss(Float64Array.of(0, 2)), -4);
});

Deno.test("huber is x²∕2 inside δ and linear outside", async () => {
  const problem = await functionOf("huber", { delta: 2 });
  assertEquals(problem.loss(Float64Array.of(1, 0)), 0.5);
  assertEquals(problem.loss(Float64Array.of(5, 0)), 2 * (5 - 1));
});

Deno.test("ravine descends as theory says, by (κ − 1) ∕ (κ + 1) a step with the best step size", async () => {
  const kappa = 9;
  const problem = await functionOf("ravine", { kappa, start: [9, 1] });
  const weights = problem.start(1);
  const gradient = new Float64Array(2);
  for (let step = 0; step < 10; step++) {
    const before = problem.measure(weights).distance ?? NaN;
    problem.gradient(weights, gradient);
    problem.space.addScaled(weights, -2 / (1 + kappa), gradient);
    const after = problem.measure(weights).distance ?? NaN;
    assertAlmostEquals(after / before, (kappa - 1) / (kappa + 1), 1e-12);
  }
});

Deno.test("the committed results of ravine have the steps that theory says, seen every five", async () => {
  const rows = rowsOf(await Deno.readTextFile("results/ravine/runs.csv"));
  const lesson = await Deno.readTextFile("docs/notes.md");
  assertEquals(rows.length, 8);
  for (const { problem_kappa, iterations } of rows) {
    const kappa = Number(problem_kappa);
    // From (10, 1) both parts of the loss (100 + κ)∕2 shrink by the same factor, down to 1e-9.
    const factor = (100 + kappa) / 2 / 1e-9;
    const theory = Math.log(factor) / (2 * Math.log((kappa + 1) / (kappa - 1)));
    assertEquals(Number(iterations), 5 * Math.ceil(theory / 5));
    const cells = [kappa, Number(iterations), Math.ceil(theory)].map((one) =>
      one.toLocaleString("en")
    );
    assertMatch(lesson, new RegExp(`^\\| ${cells.join(" +\\| ")} +\\|$`, "m"));
  }
});
