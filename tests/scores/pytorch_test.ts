/** The network of 4-5-3 that PyTorch trained in f64. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { referenceKernels } from "../../src/kernels/reference.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { methods } from "../../src/methods/mod.ts";
import { classifier } from "../../src/problems/classifier.ts";
import type { Vector } from "../../src/types.ts";
import { classification, isWhole } from "../_pytorch.ts";
import { contextOf, momentOf, toyOf } from "../_toy.ts";

/** The parts of the file that are used here. */
interface Trained {
  readonly loss: string;
  readonly hidden: number;
  readonly start: number[][][];
  readonly value: number;
  readonly gradient?: number[][][];
  readonly runs: Run[];
}
interface Run {
  readonly method: string;
  readonly stepSize: number;
  readonly options: { momentum?: number; betas?: number[]; eps?: number };
  readonly points: { step: number; loss: number; weights?: number[][] }[];
}

// deno-fmt-ignore
const START = [
  [[-0.214, 0.226, -0.013, 0.136, 0.404], [0.16, 0.405, 0.258, 0.444, -0.314], [-0.237, -0.378, 0.169, -0.073, 0.274],
   [0.095, 0.038, 0.645, 0.182, -0.008], [-0.295, 0.357, 0.286, -0.326, -0.044]],
  [[0.071, -0.492, -0.083, 0.42, -0.485, 0.147], [0.568, -0.186, -0.136, 0.065, 0.154, 0.119],
   [-0.454, -0.229, 0.03, -0.095, 0.341, -0.097]],
];
const run = (method: string, stepSize: number, options: Run["options"], loss: number): Run => (
  { method, stepSize, options, points: [{ step: 100, loss }] }
);
const betas = [0.9, 0.999];

/** The values, and the losses after 100 steps. */
const COPY: readonly Trained[] = [
  {
    loss: "svm",
    hidden: 5,
    start: START,
    value: 2.009729687533334,
    runs: [
      run("gradientDescent", 0.01, {}, 1.416456374299748),
      run("momentum", 0.005, { momentum: 0.9 }, 0.4542652843214256),
      run("adam", 0.5, { betas, eps: 1e-8 }, 0.15872692744836436),
    ],
  },
  {
    loss: "softmax",
    hidden: 5,
    start: START,
    value: 1.1248523950623348,
    runs: [
      run("gradientDescent", 0.01, {}, 1.0236509620323238),
      run("momentum", 0.005, { momentum: 0.9 }, 0.8412068098432066),
      run("adam", 0.5, { betas, eps: 1e-8 }, 0.13423305856151882),
    ],
  },
];

const { features: points, labels } = classification;
const dataset = await toyOf({ points, labels, center: false });
const { network: networks = COPY } = classification as { network?: readonly Trained[] };
const kernelsOf = {
  f64: referenceKernels("f64"),
  f32: referenceKernels("f32"),
};

function problemOf({ loss, hidden }: Trained, kernels: Kernels) {
  return classifier({
    dataset,
    scores: { name: "twoLayer", hidden },
    loss: { name: loss },
    kernels,
  });
}

/** Weights of the file, in the kernels' numbers. */
function weightsOf(layers: readonly (number | number[] | number[][])[], kernels: Kernels): Vector {
  const flat = layers.flat(2) as number[];
  const weights = kernels.allocate(flat.length);
  weights.set(flat);
  return weights;
}

function assertNear(found: Vector, wanted: readonly number[], share: number): void {
  const largest = Math.max(...wanted.map(Math.abs));
  assertEquals(found.length, wanted.length);
  for (const [k, one] of wanted.entries()) assertAlmostEquals(found[k], one, share * largest);
}

Deno.test("PyTorch's network is of two losses, with three runs each", () => {
  assertEquals(networks.map(({ runs }) => runs.length), [3, 3]);
  assertEquals(networks.every(({ gradient }) => gradient !== undefined), isWhole);
});

for (const network of networks) {
  for (const [precision, kernels] of Object.entries(kernelsOf)) {
    // 30 examples of sums of 5 and 6 products: in f32 each rounds by up to 2⁻²⁴ = 6e-8.
    const share = precision === "f64" ? 1e-12 : 1e-6;

    Deno.test(`${network.loss} of twoLayer() in ${precision} has PyTorch's value and gradient`, () => {
      const problem = problemOf(network, kernels);
      const gradient = kernels.allocate(problem.size);
      const value = problem.gradient(weightsOf(network.start, kernels), gradient);
      assertAlmostEquals(value / network.value, 1, share);
      if (network.gradient) assertNear(gradient, network.gradient.flat(2), share);
    });
  }

  for (const { method, stepSize, options, points } of network.runs) {
    const { betas: [beta1, beta2] = [], eps, momentum } = options;
    const own = { beta1, beta2, epsilon: eps, momentum };
    const given = Object.entries(own).filter(([, value]) => value !== undefined);
    const choice = {
      name: method,
      stepSize,
      ...Object.fromEntries(given),
    };

    for (const [precision, kernels] of Object.entries(kernelsOf)) {
      // In f32 a step rounds a weight by 2⁻²⁴ of it, and 100 steps that by up to 6e-6; steps of Adam by
      // 0.5 leave 40 times as much of a rounding.
      const share = precision === "f64" ? 1e-12 : method === "adam" ? 2.4e-4 : 6e-6;

      Deno.test(`${method}() of ${network.loss} of twoLayer() makes PyTorch's 100 steps in ${precision}`, () => {
        const problem = problemOf(network, kernels);
        const weights = weightsOf(network.start, kernels);
        const step = methods.make(choice, contextOf(problem));
        const losses = Array.from({ length: 101 }, (_, iteration) => {
          const point = points.find(({ step }) => step === iteration);
          if (point?.weights) assertNear(weights, point.weights.flat(), share);
          return step(weights, problem, { ...momentOf(), iteration, epoch: iteration });
        });
        for (const { step, loss } of points) assertAlmostEquals(losses[step] / loss, 1, share);
      });
    }
  }
}
