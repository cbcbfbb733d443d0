/**
 * The steps of shipped experiments: method, step size, batch size and data are those of their
 * files. Each call takes the first steps of a run, from its starting weights, so that all calls do
 * the same; about a thousand examples, or one step where a batch is larger. See bench/README.md.
 *
 * @module
 */
import { openBackend } from "../src/threads/backend.ts";
import { datasets } from "../src/datasets/mod.ts";
import { loadExperiment } from "../src/experiment/load.ts";
import type { RunPlan } from "../src/kinds/plan.ts";
import { losses } from "../src/losses/mod.ts";
import { valueText } from "../src/numbers.ts";
import { linearObjective } from "../src/problems/classifier.ts";
import { sha256 } from "../src/exact/sha256.ts";
import { startingWeights, type Stepper, stepper } from "../src/kinds/train/run.ts";
import type { Dataset } from "../src/types.ts";
import { measureCeiling } from "./_ceiling.ts";
import { measure } from "./_measure.ts";

/** Those that differ in what a step is. */
const EXPERIMENTS = ["batch_size", "search_ladder"];

const { kernels } = await openBackend({ threads: 1 });

measureCeiling();
for (const experiment of EXPERIMENTS) {
  const source = `experiments/${experiment}.jsonc`;
  const { runs } = loadExperiment(Deno.readTextFileSync(source), { source, kind: "train" });
  const dataset = await datasets.make(runs[0].spec.dataset, kernels);
  for (const plan of runs.filter(({ seed }) => seed === runs[0].seed)) {
    measureSteps(experiment, plan, dataset);
  }
}

// Again: what the machine could do may have changed since the beginning.
measureCeiling();

function measureSteps(group: string, plan: RunPlan, dataset: Dataset): void {
  const { values, seed, spec } = plan;
  const loss = losses.make(spec.loss, kernels);
  const objective = linearObjective({ dataset, loss, kernels });
  const context = { objective, dataset, kernels, clock: () => 0 };
  const start = () => {
    const weights = startingWeights(objective.size, spec.init.scale, seed, kernels);
    return stepper(plan, context, weights, () => false);
  };
  const { counts: { examples } } = stepped(start());
  const words = Object.entries(values).map(([path, value]) => `${path}=${valueText(value)}`);
  const name = words.length === 0 ? spec.method.name : words.join(" ");
  const inputs = sha256(new TextEncoder().encode(JSON.stringify(spec) + dataset.fingerprint));
  measure({ group, name, work: { examples }, inputs: inputs.slice(0, 8) }, (bench) => {
    using _call = kernels.scope();
    const steps = start();
    bench.start();
    stepped(steps);
    bench.end();
  });
}

function stepped(steps: Stepper): Stepper {
  steps.stepOn();
  return steps;
}
