/**
 * The steps of shipped experiments: method, step size, batch size and data are those of their
 * files. Each call takes the first steps of a run, from its starting weights, so that all calls do
 * the same; about a thousand examples, or one step where a batch is larger. See bench/README.md.
 *
 * @module
 */
import { datasets } from "../src/datasets/mod.ts";
import { sha256 } from "../src/exact/sha256.ts";
import { loadExperiment } from "../src/experiment/load.ts";
import { registries } from "../src/kinds/mod.ts";
import type { Plan } from "../src/kinds/plan.ts";
import { type Stepper, stepper } from "../src/kinds/train/_stepper.ts";
import type { TrainSpec } from "../src/kinds/train/spec.ts";
import { valueText } from "../src/numbers.ts";
import { classifier } from "../src/problems/classifier.ts";
import type { ClassifierFields } from "../src/problems/classifier_fields.ts";
import type { Dataset } from "../src/datasets/dataset.ts";
import { openBackend } from "../src/threads/backend.ts";
import { measureCeiling } from "./_ceiling.ts";
import { measure } from "./_measure.ts";

type Spec = TrainSpec & ClassifierFields;

/** Those that differ in what a step is. */
const EXPERIMENTS = ["batch_size", "search_ladder"];

const { kernels } = await openBackend({ threads: 1 });

measureCeiling();
for (const experiment of EXPERIMENTS) {
  const source = `experiments/${experiment}.jsonc`;
  const { runs } = loadExperiment<Spec>(Deno.readTextFileSync(source), { source });
  const dataset = await datasets.make(runs[0].spec.dataset, kernels);
  for (const plan of runs.filter(({ seed }) => seed === runs[0].seed)) {
    measureSteps(experiment, plan, dataset);
  }
}

// Again: what the machine could do may have changed since the beginning.
measureCeiling();

function measureSteps(group: string, plan: Plan<Spec>, dataset: Dataset): void {
  const { values, seed, spec } = plan;
  const problem = classifier({ dataset, loss: spec.loss, scale: spec.init.scale, kernels });
  const start = () => stepper(plan, problem, registries, problem.start(seed), () => false);
  const { counts: { examples } } = stepped(start());
  const words = Object.entries(values).map(([path, value]) => `${path}=${valueText(value)}`);
  const name = words.length === 0 ? spec.method.name : words.join(" ");
  // Without what all of them share and older versions did not name.
  const { problem: _, scores: __, ...own } = spec;
  const inputs = sha256(new TextEncoder().encode(JSON.stringify(own) + dataset.fingerprint));
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
