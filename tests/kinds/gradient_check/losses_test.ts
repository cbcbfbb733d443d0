/** Gradient checks of every loss, with every penalty, as a file asks for them. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { loadExperiment } from "../../../src/experiment/load.ts";
import { makeGradientCheck } from "../../../src/kinds/gradient_check/mod.ts";
import { losses } from "../../../src/losses/mod.ts";
import { runExperiment } from "../../../src/runs/experiment.ts";

const kind = makeGradientCheck();
const PENALTIES = [
  {},
  { l2: 0.1 },
  { l1: 0.1, penalizeBias: false },
];
const MORE: Readonly<Record<string, object[]>> = { oneVsAll: [{ squared: true }] };

for (const { name } of losses.leaves) {
  for (const options of [...PENALTIES, ...MORE[name] ?? []]) {
    Deno.test(`the gradient of ${name} ${JSON.stringify(options)} is right`, async () => {
      const text = JSON.stringify({
        kind: "gradientCheck",
        title: name,
        question: "Is it right?",
        dataset: { name: "synthetic", train: 40, test: 0 },
        loss: { name, ...options },
        init: { scale: 1e-3 },
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
