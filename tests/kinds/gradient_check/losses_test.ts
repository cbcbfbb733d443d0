/** Gradient checks of every loss, with every penalty and score function, as a file asks for them. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { loadExperiment } from "../../../src/experiment/load.ts";
import { makeGradientCheck } from "../../../src/kinds/gradient_check/mod.ts";
import { losses } from "../../../src/losses/mod.ts";
import { scoreFunctions } from "../../../src/scores/mod.ts";
import { runExperiment } from "../../../src/runs/experiment.ts";

const kind = makeGradientCheck();
const PENALTIES = [
  {},
  { l2: 0.1 },
  { l1: 0.1, penalizeBias: false },
];
const MORE: Readonly<Record<string, object[]>> = { oneVsAll: [{ squared: true }] };

const [linear, ...networks] = scoreFunctions.leaves
  .map(({ name, example }) => ({ name, ...example }));

for (const { name } of losses.leaves) {
  for (
    const [scores, options] of [
      ...[...PENALTIES, ...MORE[name] ?? []].map((options) => [linear, options] as const),
      ...networks.map((scores) => [scores, { l2: 0.1, l1: 0.1, penalizeBias: false }] as const),
    ]
  ) {
    const of = scores === linear ? "" : ` of ${scores.name}`;
    Deno.test(`the gradient of ${name} ${JSON.stringify(options)}${of} is right`, async () => {
      const text = JSON.stringify({
        kind: "gradientCheck",
        title: name,
        question: "Is it right?",
        dataset: { name: "synthetic", train: 40, test: 0 },
        scores,
        loss: { name, ...options },
        init: scores === linear ? { scale: 1e-3 } : {},
        scheme: "central",
      });
      const experiment = loadExperiment(text, { source: `${name}.jsonc`, kind });
      for await (const event of runExperiment(experiment)) {
        if (event.kind !== "done") continue;
        assertEquals(kind.failure(event.done), null);
        assertStringIncludes(kind.finding([event.done], {}), "the gradient is right");
      }
    });
  }
}
