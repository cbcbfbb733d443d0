/**
 * What slices and numerical gradients cost next to a full loss and an analytic gradient, on 10 ×
 * 3073 weights. `deno task bench slices`; see bench/README.md.
 *
 * @module
 */
import { openBackend } from "../src/threads/backend.ts";
import { registries } from "../src/kinds/mod.ts";
import type { Plan } from "../src/kinds/plan.ts";
import type { SliceSpec } from "../src/kinds/slice/spec.ts";
import { movedOf } from "../src/gradients/differences.ts";
import { classifier } from "../src/problems/classifier.ts";
import { slice } from "../src/kinds/slice/run.ts";
import { measureCeiling } from "./_ceiling.ts";
import { measure } from "./_measure.ts";
import { randomImages, startingWeights } from "./_problem.ts";

const EXAMPLES = 10_000;
const BATCH = 256;
/** Derivatives that the black box is timed on; all 30,730 would take minutes. */
const SAMPLE = 10;

const backend = await openBackend({ threads: "all" });
globalThis.addEventListener("unload", () => backend[Symbol.dispose]());
const { kernels, team, threads } = backend;
const dataset = randomImages(EXAMPLES, kernels);
const loss = { name: "svm" };
const alone = classifier({ dataset, loss, kernels });
const shared = classifier({ dataset, loss, kernels, team });
const weights = startingWeights(kernels.allocate(alone.size));

measureCeiling();

const axis = { min: -1, max: 1, points: 51 };
const plan: Plan<SliceSpec> = {
  run: 1,
  seed: 1,
  values: {},
  spec: {
    problem: { name: "classifier" },
    center: "random",
    a: { direction: 0, ...axis },
    b: { direction: 1, ...axis },
    normalization: "layer",
    orthogonal: false,
    example: "all",
    path: false,
  },
};

const inSlice = { group: "51 × 51 places over 10,000 examples" };
measure(
  { ...inSlice, name: "full loss, 1 thread", work: { examples: EXAMPLES }, isBaseline: true },
  () => void alone.loss(weights),
);
measure(
  { ...inSlice, name: `full loss, ${threads} threads`, work: { examples: EXAMPLES, threads } },
  () => void shared.loss(weights),
);
measure({ ...inSlice, name: "slice, 1 thread" }, () => {
  using _slice = kernels.scope();
  const running = slice(
    plan,
    { problem: alone, problemOf: () => alone, clock: () => 0 },
    registries,
  );
  while (!running.next().done);
});

const exact = alone.exact();
const weightsInF64 = Float64Array.from(weights);
const gradient = new Float64Array(exact.size);
exact.use(Uint32Array.from({ length: BATCH }, (_, i) => i));
const forward = { h: 1e-5, scheme: "forward" } as const;

const inGradient = { group: "gradient over 256 examples, in f64" };
const all = { derivatives: exact.size };
measure(
  { ...inGradient, name: "analytic", work: all, isBaseline: true },
  () => void exact.gradient(weightsInF64, gradient),
);
measure({ ...inGradient, name: "numerical, from moved scores", work: all }, () => {
  const moved = movedOf(exact, weightsInF64);
  for (let k = 0; k < exact.size; k++) gradient[k] = moved.derivative(k, forward);
});
measure(
  {
    ...inGradient,
    name: `numerical, black box, ${SAMPLE} of ${exact.size}`,
    work: { derivatives: SAMPLE },
  },
  () => {
    const here = exact.loss(weightsInF64);
    for (let k = 0; k < SAMPLE; k++) {
      const weight = weightsInF64[k];
      weightsInF64[k] = weight + forward.h;
      gradient[k] = (exact.loss(weightsInF64) - here) / forward.h;
      weightsInF64[k] = weight;
    }
  },
);
