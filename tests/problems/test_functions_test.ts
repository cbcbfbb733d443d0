/** Test functions: minima that are none lower, gradients by differences, and PyTorch's paths. */
import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { stream } from "../../src/exact/rng.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { makeGradientCheck } from "../../src/kinds/gradient_check/mod.ts";
import type { Problem } from "../../src/problems/problem.ts";
import { testFunctions } from "../../src/problems/test_functions.ts";
import { runExperiment } from "../../src/runs/experiment.ts";
import { rowsOf } from "../_done.ts";
import { present } from "../_toy.ts";

const machine = { kernels: referenceKernels("f32"), team: null };
const leaves = testFunctions.map((make) => make());

async function problemOf(name: string, options: Record<string, unknown> = {}): Promise<Problem> {
  const leaf = present(leaves.find((one) => one.name === name));
  const fields = { problem: { name, ...leaf.options.parse(options) } } as never;
  return leaf.make(fields, await leaf.load(fields, machine.kernels), machine);
}

Deno.test("there are thirteen test functions, each with its own name", () => {
  assertEquals(new Set(leaves.map(({ name }) => name)).size, 13);
});

for (const { name, options } of leaves) {
  const counts = options.safeParse({ variables: 5 }).success ? [2, 5] : [2];
  for (const variables of counts) {
    Deno.test(`${name} of ${variables} variables is flat at its minima, and nowhere lower`, async () => {
      const problem = await problemOf(name, counts.length > 1 ? { variables } : {});
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
  const problem = await problemOf("saddle");
  const gradient = new Float64Array(2);
  assertEquals(problem.gradient(Float64Array.of(0, 0), gradient), 0);
  assertEquals([...gradient].map((one) => one + 0), [0, 0]);
  assertEquals(problem.loss(Float64Array.of(0, 2)), -4);
});

Deno.test("huber is x²∕2 inside δ and linear outside", async () => {
  const problem = await problemOf("huber", { delta: 2 });
  assertEquals(problem.loss(Float64Array.of(1, 0)), 0.5);
  assertEquals(problem.loss(Float64Array.of(5, 0)), 2 * (5 - 1));
});

Deno.test("ravine descends as theory says, by (κ − 1) ∕ (κ + 1) a step with the best step size", async () => {
  const kappa = 9;
  const problem = await problemOf("ravine", { kappa, start: [9, 1] });
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

// PyTorch

/** Points of its gradient descent. */
interface Point {
  readonly problem: string;
  readonly stepSize: number;
  readonly start: readonly number[];
  readonly step: number;
  readonly loss: number;
  readonly weights: readonly number[];
}

/** One of each run, for a clone without the file. */
const COPY: readonly Point[] = [
  {
    problem: "rosenbrock",
    stepSize: 0.001,
    start: [-1.2, 1.0],
    step: 100,
    loss: 3.801889007206771,
    weights: [-0.9481863785401914, 0.9070941003539366],
  },
  {
    problem: "ravine",
    stepSize: 0.001,
    start: [10.0, 1.0],
    step: 100,
    loss: 40.93331779058799,
    weights: [9.047921471137089, 0.005920529220334025],
  },
  {
    problem: "booth",
    stepSize: 0.001,
    start: [-4.0, 6.0],
    step: 100,
    loss: 21.917611208513158,
    weights: [-2.4368777912032873, 6.111656646304137],
  },
];

/** All of them, where the file is. */
async function points(): Promise<readonly Point[]> {
  const file = "../shared/data/oracles/functions.json";
  const text = await Deno.readTextFile(file).catch(() => null);
  if (text === null) return COPY;
  interface Run extends Pick<Point, "problem" | "stepSize"> {
    readonly method: string;
    readonly points: { step: number; loss: number; weights: number[][] }[];
  }
  const { runs }: { runs: Run[] } = JSON.parse(text);
  return runs.filter(({ method }) => method === "gradientDescent").flatMap((
    { problem, stepSize, points },
  ) =>
    points.map(({ step, loss, weights: [weights] }) => (
      { problem, stepSize, start: points[0].weights[0], step, loss, weights }
    ))
  );
}

for (const { problem: name, stepSize, start, step, loss, weights } of await points()) {
  Deno.test(`${name} after ${step} steps is where PyTorch's gradient descent is`, async () => {
    const problem = await problemOf(name, { start });
    const at = problem.start(1);
    const gradient = new Float64Array(2);
    for (let i = 0; i < step; i++) {
      problem.gradient(at, gradient);
      problem.space.addScaled(at, -stepSize, gradient);
    }
    assertAlmostEquals(problem.loss(at), loss, 1e-10 * Math.max(1, Math.abs(loss)));
    for (const [k, one] of weights.entries()) assertAlmostEquals(at[k], one, 1e-10);
  });
}
