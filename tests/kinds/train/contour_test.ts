/** Paths over a written function, as a person sees them. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { loadExperiment } from "../../../src/experiment/load.ts";
import { programOf } from "../../../src/formulas/program.ts";
import { parseFormula } from "../../../src/formulas/parse.ts";
import { trainFigures } from "../../../src/kinds/train/mod.ts";
import type { Trained } from "../../../src/kinds/train/spec.ts";
import { runExperiment } from "../../../src/runs/experiment.ts";
import { toyFile } from "../../_files.ts";
import { drawer } from "../_figures.ts";

/** Finished runs of a file. */
async function ran(text: string): Promise<Trained[]> {
  const experiment = loadExperiment(text, { source: "f.jsonc" });
  const done: Trained[] = [];
  for await (const event of runExperiment(experiment)) {
    if (event.kind === "done") done.push(event.done as Trained);
  }
  return done;
}

const fileOf = (fields: Record<string, unknown>) =>
  JSON.stringify({
    title: "F",
    question: "Where to?",
    problem: { name: "ravine", kappa: 10 },
    method: { name: "gradientDescent", stepSize: 0.1 },
    stop: { iterations: 30 },
    ...fields,
  });
const draw = drawer(trainFigures, { name: "contour", height: 8 });
/** Rows of the first map, without its axis. */
const rowsOf = (text: string) => text.split("\n").filter((row) => /[┤│]/.test(row));

Deno.test("contour shows paths from their start to their ends, the minimum, and what each came to", async (t) => {
  const steps = { matrix: { "method.stepSize": [0.01, 0.15] } };
  await t.assertSnapshot(draw(await ran(fileOf(steps))));
});

Deno.test("contour has one map for each function, named after it", async () => {
  const text = draw(
    await ran(fileOf({ matrix: { problem: [{ name: "booth" }, { name: "matyas" }] } })),
  );
  assertEquals(text.match(/^problem \w+$/gm), ["problem booth", "problem matyas"]);
  assertEquals(text.match(/^◆ the minimum$/gm)?.length, 2);
});

Deno.test("contour calls axes as the file does", async () => {
  const problem = (k: number) => ({
    name: "formula",
    expression: `u^2 + ${k}*v^2`,
    start: { u: 1, v: 2 },
  });
  const text = draw(await ran(fileOf({ matrix: { problem: [problem(2), problem(3)] } })));
  assertStringIncludes(text, "u^2 + 3*v^2");
  assertStringIncludes(text, "over u (to the right) and v (upwards)");
  assertMatch(text, /^ +v ↑/m);
  assertMatch(text, /→ u$/m);
  assert(!text.includes("◆"), "nobody knows its minimum");
});

Deno.test("contour is not stretched by what diverges, cuts it at the edges and says so", async () => {
  const text = draw(await ran(fileOf({ matrix: { "method.stepSize": [0.1, 1] } })));
  assertMatch(text, /b … B 1: diverged: [^]*; \d+ points\s+beyond\s+the\s+edges/);
  const alone = draw(await ran(fileOf({ matrix: { "method.stepSize": [0.1] } })));
  const axis = (text: string) =>
    text.split("\n").find((row) => /10\b/.test(row) && /^ +\S+ +/.test(row));
  assertEquals(axis(text), axis(alone));
});

Deno.test("contour names a run whose only step ended beyond the edges", async () => {
  const problem = { name: "rosenbrock" };
  const text = draw(await ran(fileOf({ problem, matrix: { "method.stepSize": [0.001, 1] } })));
  assertStringIncludes(text, "\nB 1: diverged: 2.1e11; 1 point beyond the edges\n");
});

Deno.test("contour of a flat function, and of one without a number, has no logarithmic scale", async () => {
  const of = async (expression: string) => {
    const problem = { name: "formula", expression, start: { x: -5, y: -5 } };
    return draw(await ran(fileOf({ problem })));
  };
  const flat = await of("0*(x + y)");
  assertMatch(flat, /^value over x/m);
  assertStringIncludes(flat, "value: 0 everywhere");
  assert(!flat.includes("not on the scale"));
  assertStringIncludes(await of("log(x) + log(y)"), "value: no number");
});

Deno.test("contour draws as many runs as there are letters, and counts the others", async () => {
  const sizes = Array.from({ length: 28 }, (_, i) => (i + 1) / 1000);
  const text = draw(await ran(fileOf({ matrix: { "method.stepSize": sizes } })));
  assertStringIncludes(text, "z … Z 0.026: ");
  assertStringIncludes(text, "Not drawn: 2 runs after the first 26.");
});

Deno.test("contour shades what is higher with more ink, in lines of equal height on demand", async () => {
  const runs = await ran(fileOf({ problem: { name: "booth" } }));
  const [top] = rowsOf(draw(runs));
  assertMatch(top, /@/);
  const lines = draw(runs, { lines: true, logZ: false });
  assertStringIncludes(lines, "lines of equal value over x");
  assert(!rowsOf(lines).some((row) => /[#@%]/.test(row)));
});

Deno.test("contour says so where there is nothing to draw", async () => {
  const nothing = "No contour, as no run is on a written function of two variables.\n";
  assertEquals(draw(await ran(toyFile())), nothing);
  assertEquals(draw(await ran(fileOf({ problem: { name: "rosenbrock", variables: 3 } }))), nothing);
});

Deno.test("programOf() of a tape that was written and read again is the same function", async () => {
  const formula = { expression: "k*sin(x)^2 + min(x, y, 3) - exp(-y)", variables: ["x", "y"] };
  const program = await parseFormula({ ...formula, parameters: { k: 0.1 } });
  const again = programOf(JSON.parse(JSON.stringify(program.tape)));
  const at = Float64Array.of(0.3, -1.7);
  const gradients = [program, again].map((one) => {
    const gradient = new Float64Array(2);
    return [one.gradient(at, gradient), ...gradient];
  });
  assertEquals(gradients[1], gradients[0]);
});

Deno.test("contour of a function that goes on falling has even levels, of one with a minimum in view not", async () => {
  const formula = (expression: string) =>
    fileOf({ problem: { name: "formula", expression, start: { x: 1, y: 0.5 } } });
  assertStringIncludes(draw(await ran(formula("x^2 - y^2"))), "value over x (to the right)");
  assertStringIncludes(draw(await ran(formula("x^2 + y^2"))), "(log scale) over x (to the right)");
});
