import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { z } from "zod";
import { batches } from "../../../src/datasets/batches.ts";
import { datasets } from "../../../src/datasets/mod.ts";
import { toy } from "../../../src/datasets/toy.ts";
import { MachineError } from "../../../src/errors.ts";
import { referenceKernels } from "../../../src/kernels/reference.ts";
import { losses } from "../../../src/losses/mod.ts";
import { type MethodContext, methods } from "../../../src/methods/mod.ts";
import { type LinearObjective, linearObjective } from "../../../src/problems/classifier.ts";
import { type Leaf, leaf } from "../../../src/registry.ts";
import { stream } from "../../../src/exact/rng.ts";
import { sha256 } from "../../../src/exact/sha256.ts";
import { type Progress, train, type TrainContext } from "../../../src/kinds/train/run.ts";
import type { RunPlan } from "../../../src/kinds/plan.ts";
import type { TrainSpec } from "../../../src/kinds/specs.ts";
import type { Curve, Step, Vector } from "../../../src/types.ts";

const kernels = referenceKernels("f32");

/** A plan for what is given; `stop` gets the usual limit of divergence. */
function planOf(
  { stop = { iterations: 10 }, ...spec }:
    & Partial<Omit<TrainSpec, "stop">>
    & { stop?: Partial<TrainSpec["stop"]> } = {},
  seed = 1,
): RunPlan {
  return {
    run: 7,
    seed,
    values: { batchSize: 2 },
    spec: {
      dataset: { name: "toy" },
      loss: { name: "svm" },
      method: { name: "gradientDescent", stepSize: 0.5 },
      gradient: { name: "analytic" },
      batchSize: "full",
      init: { scale: 0 },
      record: { every: 1 },
      ...spec,
      stop: { divergence: 100, ...stop },
    },
  };
}

interface Script {
  readonly examples?: number;
  /** The recorded training loss after so many steps. */
  readonly lossAfter?: (steps: number) => number;
  /** The batch's loss that the step of this number, from 1, sees. */
  readonly lossAt?: (step: number) => number;
  /** Called before each gradient, with the number of the step and the batch. */
  readonly onGradient?: (step: number, batch: Uint32Array) => void;
  readonly onEvaluate?: (weights: Vector) => void;
}

/** An objective that plays a part: one weight, a gradient of 1, losses as the script says. */
function scripted({
  examples = 4,
  lossAfter = () => 1,
  lossAt = () => 1,
  onGradient = () => {},
  onEvaluate = () => {},
}: Script = {}): LinearObjective {
  let steps = 0;
  function step(batch: Uint32Array = new Uint32Array()): number {
    steps += 1;
    onGradient(steps, batch);
    return lossAt(steps);
  }
  return {
    size: 1,
    isStochastic: false,
    examples,
    loss: () => 1,
    gradient(_weights, gradient, batch) {
      gradient.fill(1);
      return step(batch);
    },
    descend(weights, stepSize, batch) {
      const value = step(batch);
      weights[0] -= stepSize;
      return value;
    },
    evaluate(weights) {
      onEvaluate(weights);
      return { trainLoss: lossAfter(steps), trainAccuracy: 0, testLoss: null, testAccuracy: null };
    },
  };
}

const dataset = { ...await datasets.make({ name: "toy" }, undefined), fingerprint: "f".repeat(64) };

function contextOf(objective: LinearObjective, more: Partial<TrainContext> = {}): TrainContext {
  return { objective, dataset, kernels, clock: () => 0, ...more };
}

/** Runs to the end; `each` sees the progress. */
function finish(
  plan: RunPlan,
  context: TrainContext,
  each: (progress: Progress) => void = () => {},
): Curve {
  const training = train(plan, context);
  let next = training.next();
  for (; !next.done; next = training.next()) each(next.value);
  return next.value;
}

const iterationsOf = ({ records }: Curve) => records.map(({ iteration }) => iteration);
const endOf = ({ status, stopReason, records }: Curve) => ({
  status,
  stopReason,
  last: records[records.length - 1].iteration,
});

/** Five points on a line in two classes. */
async function line(): Promise<LinearObjective> {
  const dataset = await toy.make(
    { points: [[2], [-2], [1], [-1], [3]], labels: [0, 1, 0, 1, 0] },
    undefined,
  );
  return linearObjective({ dataset, loss: losses.make({ name: "svm" }, kernels), kernels });
}

// Counts

Deno.test("train() counts iterations, epochs, examples and evaluations", async () => {
  const { records } = finish(
    planOf({ batchSize: 2, stop: { iterations: 4 } }),
    contextOf(await line()),
  );
  // Batches of 2, 2 and 1 out of 5 make a pass.
  assertEquals(
    records.map(({ iteration, epoch, examples, lossEvaluations, gradientEvaluations }) => [
      iteration,
      epoch,
      examples,
      lossEvaluations,
      gradientEvaluations,
    ]),
    [[0, 0, 0, 0, 0], [1, 0.4, 2, 0, 1], [2, 0.8, 4, 0, 2], [3, 1, 5, 0, 3], [4, 1.4, 7, 0, 4]],
  );
});

Deno.test("train() records what the objective measures", async () => {
  const objective = await line();
  const { records } = finish(planOf({ stop: { iterations: 1 } }), contextOf(objective));
  // From W = 0 with Δ = 1 each loss is 1. All five margins are violated, so the gradient of class 0
  // is −(2 + 1 + 3 + 2 + 1) ∕ 5 = −9∕5 for x and −(3 − 2) ∕ 5 = −1∕5 for the bias, and the opposite
  // for class 1. With η = ½, s₀ − s₁ = 9∕5 · x + 1∕5 is over 1 for every point, on its side.
  assertEquals(
    records.map(({ trainLoss, trainAccuracy, testLoss }) => [trainLoss, trainAccuracy, testLoss]),
    [[1, 0.6, null], [0, 1, null]],
  );
});

Deno.test("train() starts from scale · normal numbers of the stream init", () => {
  const seen: Vector[] = [];
  const objective = scripted({ onEvaluate: (weights) => seen.push(weights.slice()) });
  finish(planOf({ init: { scale: 0.01 } }, 5), contextOf({ ...objective, size: 3 }));
  const init = stream(5, "init");
  assertEquals(seen[0], Float32Array.from({ length: 3 }, () => 0.01 * init.gaussian()));
});

Deno.test("train() steps along the gradient", () => {
  // W = 0 − 3 · ½ · 1
  const { weightsSha256 } = finish(planOf({ stop: { iterations: 3 } }), contextOf(scripted()));
  assertEquals(weightsSha256, sha256(Float32Array.of(-1.5)));
});

Deno.test("train() takes its batches from the stream batches of its seed", () => {
  const seen: number[][] = [];
  const objective = scripted({ examples: 9, onGradient: (_, batch) => seen.push([...batch]) });
  finish(planOf({ batchSize: 4, stop: { iterations: 6 } }, 3), contextOf(objective));
  const next = batches(9, 4, stream(3, "batches"));
  assertEquals(seen, Array.from({ length: 6 }, () => [...next()]));
});

Deno.test("train() takes all examples for a full batch", () => {
  const seen: number[][] = [];
  const objective = scripted({ examples: 3, onGradient: (_, batch) => seen.push([...batch]) });
  finish(planOf({ batchSize: "full", stop: { iterations: 2 } }), contextOf(objective));
  assertEquals(seen, [[0, 1, 2], [0, 1, 2]]);
});

Deno.test("train() labels its curve", () => {
  const { run, seed, method, batchSize, stepSize, values, datasetSha256 } = finish(
    planOf({ batchSize: "full" }, 9),
    contextOf(scripted({ examples: 6 })),
  );
  assertEquals({ run, seed, method, batchSize, stepSize, values, datasetSha256 }, {
    run: 7,
    seed: 9,
    method: "gradientDescent",
    batchSize: 6,
    stepSize: 0.5,
    values: { batchSize: 2 },
    datasetSha256: "f".repeat(64),
  });
});

// Record points

const RECORD_POINTS: [string, TrainSpec["record"], number, number[]][] = [
  ["geometrically", "geometric", 40, [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 40]],
  ["geometrically up to a point of its own", "geometric", 8, [0, 1, 2, 3, 4, 6, 8]],
  ["every so many iterations", { every: 7 }, 20, [0, 7, 14, 20]],
  ["every so many iterations up to a multiple", { every: 5 }, 10, [0, 5, 10]],
  ["first and last when every is beyond the end", { every: 100 }, 10, [0, 10]],
  ["at the iterations of a list", [5, 15, 10], 20, [0, 5, 10, 15, 20]],
  ["once at the ends when a list names them", [0, 3, 20, 20], 20, [0, 3, 20]],
  ["first and last for a list of none, or beyond the end", [30], 20, [0, 20]],
];
for (const [how, record, iterations, expected] of RECORD_POINTS) {
  Deno.test(`train() records ${how}`, () => {
    const curve = finish(planOf({ record, stop: { iterations } }), contextOf(scripted()));
    assertEquals(iterationsOf(curve), expected);
  });
}

Deno.test("train() evaluates once for each record", () => {
  let evaluations = 0;
  const objective = scripted({ onEvaluate: () => evaluations += 1 });
  const { records } = finish(
    planOf({ record: "geometric", stop: { iterations: 50 } }),
    contextOf(objective),
  );
  assertEquals(evaluations, records.length);
});

// Limits. Batches of 2, 2, 1 out of 5: 2, 4, 5, 7, 9, 10, 12, … examples.

const LIMITS: [string, Partial<TrainSpec["stop"]>, string, number][] = [
  ["iterations", { iterations: 7 }, "iterations", 7],
  ["epochs", { epochs: 2 }, "epochs", 6],
  ["a part of an epoch", { epochs: 0.5 }, "epochs", 2],
  ["examples", { examples: 7 }, "examples", 4],
  ["examples passed within a batch", { examples: 6 }, "examples", 4],
  ["evaluations", { evaluations: 3 }, "evaluations", 3],
  ["the first of several limits", { iterations: 9, epochs: 5, examples: 5 }, "examples", 3],
  ["the first named of limits reached together", { examples: 5, epochs: 1 }, "epochs", 3],
];
for (const [what, stop, stopReason, last] of LIMITS) {
  Deno.test(`train() is done after ${what}`, () => {
    const curve = finish(planOf({ batchSize: 2, stop }), contextOf(scripted({ examples: 5 })));
    assertEquals(endOf(curve), { status: "done", stopReason, last });
  });
}

// Target

/** 8, 7, 6, … */
const falling = (steps: number) => 8 - steps;

Deno.test("train() ends on target when a recorded loss is at most the target", () => {
  const curve = finish(
    planOf({ stop: { iterations: 10, targetLoss: 5 } }),
    contextOf(scripted({ lossAfter: falling })),
  );
  assertEquals(endOf(curve), { status: "target", stopReason: "targetLoss", last: 3 });
});

Deno.test("train() ends on target without a step when the start is there", () => {
  const curve = finish(
    planOf({ stop: { iterations: 10, targetLoss: 8 } }),
    contextOf(scripted({ lossAfter: falling })),
  );
  assertEquals([endOf(curve), curve.records.length], [
    { status: "target", stopReason: "targetLoss", last: 0 },
    1,
  ]);
});

Deno.test("train() looks at the target when a point is recorded, not before", () => {
  const curve = finish(
    planOf({ record: "geometric", stop: { iterations: 10, targetLoss: 3 } }),
    contextOf(scripted({ lossAfter: falling })),
  );
  // 3 is reached at 5, which is not recorded.
  assertEquals(endOf(curve), { status: "target", stopReason: "targetLoss", last: 6 });
});

Deno.test("train() looks at the target at the last record, too", () => {
  const curve = finish(
    planOf({ record: [], stop: { iterations: 5, targetLoss: 3 } }),
    contextOf(scripted({ lossAfter: falling })),
  );
  assertEquals(endOf(curve), { status: "target", stopReason: "targetLoss", last: 5 });
});

Deno.test("train() is done when the target is never reached", () => {
  const curve = finish(
    planOf({ stop: { iterations: 5, targetLoss: 2.9 } }),
    contextOf(scripted({ lossAfter: falling })),
  );
  assertEquals(endOf(curve), { status: "done", stopReason: "iterations", last: 5 });
});

Deno.test("train() has no target unless told", () => {
  const curve = finish(planOf(), contextOf(scripted({ lossAfter: () => -1000 })));
  assertEquals(curve.status, "done");
});

// Divergence

const DIVERGED = { status: "diverged", stopReason: "diverged" };

Deno.test("train() has diverged when a recorded loss is above the limit times the first", () => {
  const lossAfter = (steps: number) => steps < 4 ? 2 : 200.5;
  const curve = finish(planOf(), contextOf(scripted({ lossAfter })));
  assertEquals(endOf(curve), { ...DIVERGED, last: 4 });
});

Deno.test("train() has not diverged at the limit itself", () => {
  const lossAfter = (steps: number) => steps < 4 ? 2 : 200;
  const curve = finish(planOf(), contextOf(scripted({ lossAfter })));
  assertEquals(curve.status, "done");
});

Deno.test("train() obeys the limit of divergence that it is given", () => {
  const lossAfter = (steps: number) => steps < 4 ? 2 : 7;
  const curve = finish(
    planOf({ stop: { iterations: 10, divergence: 3 } }),
    contextOf(scripted({ lossAfter })),
  );
  assertEquals(endOf(curve), { ...DIVERGED, last: 4 });
});

Deno.test("train() takes the limit times 1 when the first loss is smaller", () => {
  const ends = [100, 101].map((later) => {
    const lossAfter = (steps: number) => steps < 4 ? 0.001 : later;
    return finish(planOf(), contextOf(scripted({ lossAfter }))).status;
  });
  assertEquals(ends, ["done", "diverged"]);
});

for (const loss of [NaN, Infinity, -Infinity]) {
  Deno.test(`train() has diverged when a recorded loss is ${loss}`, () => {
    const lossAfter = (steps: number) => steps < 2 ? 1 : loss;
    const curve = finish(planOf(), contextOf(scripted({ lossAfter })));
    assertEquals(endOf(curve), { ...DIVERGED, last: 2 });
  });

  Deno.test(`train() has diverged when a batch's loss is ${loss}, between records`, () => {
    const lossAt = (step: number) => step < 5 ? 1 : loss;
    const curve = finish(planOf({ record: [] }), contextOf(scripted({ lossAt })));
    assertEquals([endOf(curve), iterationsOf(curve)], [{ ...DIVERGED, last: 5 }, [0, 5]]);
  });
}

Deno.test("train() has diverged without a step when the start has no finite loss", () => {
  const curve = finish(planOf(), contextOf(scripted({ lossAfter: () => NaN })));
  assertEquals(endOf(curve), { ...DIVERGED, last: 0 });
});

Deno.test("train() sees divergence at the last record, too", () => {
  const lossAfter = (steps: number) => steps < 10 ? 1 : 1000;
  const curve = finish(planOf({ record: [] }), contextOf(scripted({ lossAfter })));
  assertEquals(endOf(curve), { ...DIVERGED, last: 10 });
});

Deno.test("train() with a huge step size ends where a record shows it", async () => {
  const curve = finish(
    planOf({ method: { name: "gradientDescent", stepSize: 1e300 } }),
    contextOf(await line()),
  );
  assertEquals(endOf(curve), { ...DIVERGED, last: 1 });
});

Deno.test("train() with a huge step size ends where a batch shows it", async () => {
  const curve = finish(
    planOf({ method: { name: "gradientDescent", stepSize: 1e300 }, record: [] }),
    contextOf(await line()),
  );
  // The first step leaves weights that are not finite, the second sees the loss of those.
  assertEquals([endOf(curve), curve.records.length], [{ ...DIVERGED, last: 2 }, 2]);
});

// Errors

function failing(at: number): LinearObjective {
  return scripted({
    onGradient(step) {
      if (step === at) throw new RangeError("no more paper");
    },
  });
}

Deno.test("train() of an objective that throws ends in an error with its message", () => {
  const { status, stopReason } = finish(planOf(), contextOf(failing(5)));
  assertEquals({ status, stopReason }, { status: "error", stopReason: "no more paper" });
});

Deno.test("train() does not take a failure of the machine for the run's", () => {
  const objective = scripted({
    onGradient() {
      throw new MachineError("a thread is gone");
    },
  });
  assertThrows(() => finish(planOf(), contextOf(objective)), MachineError, "a thread is gone");
});

Deno.test("train() of an objective that throws keeps its records", () => {
  const curve = finish(planOf(), contextOf(failing(5)));
  assertEquals(iterationsOf(curve), [0, 1, 2, 3, 4]);
});

Deno.test("train() of an objective that throws records nothing more, as the step is half done", () => {
  const curve = finish(planOf({ record: [2] }), contextOf(failing(5)));
  assertEquals(iterationsOf(curve), [0, 2]);
});

Deno.test("train() of an evaluation that throws ends in an error and keeps its records", () => {
  const objective = scripted();
  let evaluations = 0;
  function evaluate(weights: Parameters<LinearObjective["evaluate"]>[0]) {
    if (++evaluations === 3) throw new RangeError("no more ink");
    return objective.evaluate(weights);
  }
  const curve = finish(planOf(), contextOf({ ...objective, evaluate }));
  assertEquals([curve.status, curve.stopReason], ["error", "no more ink"]);
  assertEquals(iterationsOf(curve), [0, 1]);
});

Deno.test("train() of an objective that throws at once has the record of the start", () => {
  const curve = finish(planOf(), contextOf(failing(1)));
  assertEquals(endOf(curve), { status: "error", stopReason: "no more paper", last: 0 });
});

// Interruption

Deno.test("train() interrupted before the first step has the record of the start", () => {
  const curve = finish(planOf(), contextOf(scripted(), { signal: AbortSignal.abort() }));
  assertEquals(endOf(curve), { status: "interrupted", stopReason: "interrupted", last: 0 });
});

Deno.test("train() interrupted on its way ends with what is there", () => {
  const abort = new AbortController();
  const curve = finish(
    planOf({ record: "geometric", stop: { iterations: 1000 } }),
    contextOf(scripted(), { signal: abort.signal }),
    ({ examples }) => examples >= 6 * 4 && abort.abort(),
  );
  assertEquals([endOf(curve), iterationsOf(curve)], [
    { status: "interrupted", stopReason: "interrupted", last: 6 },
    [0, 1, 2, 3, 4, 6],
  ]);
});

Deno.test("train() interrupted between records makes a last one", () => {
  const abort = new AbortController();
  const curve = finish(
    // A pause comes after 1,024 examples or the batch that passes them.
    planOf({ record: [], stop: { iterations: 100_000 } }),
    contextOf(scripted({ examples: 100 }), { signal: abort.signal }),
    () => abort.abort(),
  );
  assertEquals([curve.status, iterationsOf(curve)], ["interrupted", [0, 11]]);
});

Deno.test("train() that is finished is not interrupted afterwards", () => {
  const abort = new AbortController();
  const curve = finish(
    planOf(),
    contextOf(scripted(), { signal: abort.signal }),
    ({ done }) => done === 1 && abort.abort(),
  );
  assertEquals(curve.status, "done");
});

// The stopwatch

Deno.test("train() does not count the time of evaluations as the solver's", () => {
  let now = 0;
  const objective = scripted({ onEvaluate: () => now += 5 });
  const { timing, records } = finish(planOf(), contextOf(objective, { clock: () => now }));
  const { length } = records;
  const atRecords = Array(length).fill(0);
  assertEquals(timing, { solverSeconds: 0, evaluationSeconds: 5 * length, atRecords });
});

Deno.test("train() does not count the time of steps as the evaluations'", () => {
  let now = 0;
  const objective = scripted({ onGradient: () => now += 3 });
  const { timing, records } = finish(
    planOf({ record: "geometric" }),
    contextOf(objective, { clock: () => now }),
  );
  assertEquals(records.map(({ iteration }) => iteration), [0, 1, 2, 3, 4, 6, 8, 10]);
  assertEquals(timing, {
    solverSeconds: 3 * 10,
    evaluationSeconds: 0,
    atRecords: [0, 3, 6, 9, 12, 18, 24, 30],
  });
});

Deno.test("train() does not count the time of those who watch it", () => {
  let now = 0;
  const { timing, records } = finish(
    planOf(),
    contextOf(scripted(), { clock: () => now }),
    () => now += 100,
  );
  const atRecords = records.map(() => 0);
  assertEquals(timing, { solverSeconds: 0, evaluationSeconds: 0, atRecords });
});

// Progress

/** What a watcher sees. */
function progressOf(plan: RunPlan, objective: LinearObjective): Progress[] {
  const seen: Progress[] = [];
  finish(plan, contextOf(objective), (progress) => seen.push(progress));
  return seen;
}

Deno.test("train() never goes back in its progress", () => {
  const shares = progressOf(planOf({ stop: { iterations: 50, epochs: 40 } }), scripted())
    .map(({ done }) => done);
  assertEquals(shares, shares.toSorted((a, b) => a - b));
});

Deno.test("train() ends its progress at 1", () => {
  const seen = progressOf(planOf({ batchSize: 3, stop: { examples: 5 } }), scripted());
  assertEquals(seen[seen.length - 1], { done: 1, examples: 7 });
});

Deno.test("train() tells the share of the limit that is nearest", () => {
  const [first] = progressOf(planOf({ stop: { iterations: 50, epochs: 4 } }), scripted());
  assertEquals(first, { done: 0.25, examples: 4 });
});

Deno.test("train() tells its progress every thousand examples or so", () => {
  const seen = progressOf(
    planOf({ record: [], stop: { iterations: 12 } }),
    scripted({ examples: 500 }),
  );
  // The third batch of 500 is the first to pass another 1,024.
  assertEquals(seen.map(({ examples }) => examples), [1500, 3000, 4500, 6000]);
});

// Determinism

Deno.test("train() gives the same curve twice", async () => {
  const plan = planOf({ batchSize: 2, init: { scale: 1 } });
  const objective = await line();
  assertEquals(finish(plan, contextOf(objective)), finish(plan, contextOf(objective)));
});

Deno.test("train() gives other weights for another seed", async () => {
  const objective = await line();
  const [one, two] = [1, 2].map((seed) =>
    finish(planOf({ init: { scale: 1 } }, seed), contextOf(objective)).weightsSha256
  );
  assertNotEquals(one, two);
});

Deno.test("train() ends with the same weights wherever it records", async () => {
  const objective = await line();
  const records: TrainSpec["record"][] = ["geometric", { every: 3 }, []];
  const [first, ...rest] = records.map((record) =>
    finish(planOf({ batchSize: 2, init: { scale: 1 }, record }), contextOf(objective)).weightsSha256
  );
  assertEquals(rest, [first, first]);
});

// Methods that ask for the loss and draw numbers. `probe` joins the registry for this file alone.

/** What the method `probe` does in a step. */
let probe: Step = () => {};
const probing = { method: { name: "probe" }, record: { every: 1 } } as const;
(methods.leaves as Leaf<MethodContext, Step>[]).push(leaf({
  name: "probe",
  summary: "Does what a test wants",
  options: z.strictObject({}),
  example: {},
  make: () => (...given) => probe(...given),
}));

Deno.test("train() counts evaluations of the loss", () => {
  probe = (weights, objective) => {
    objective.loss(weights);
    objective.loss(weights);
    objective.gradient(weights, weights.slice());
  };
  const { records } = finish(
    planOf({ ...probing, batchSize: 3, stop: { iterations: 2 } }),
    contextOf(scripted()),
  );
  // Batches of 3 and 1; each is asked about three times.
  assertEquals(
    records.map(({ epoch, examples, lossEvaluations, gradientEvaluations }) => [
      epoch,
      examples,
      lossEvaluations,
      gradientEvaluations,
    ]),
    [[0, 0, 0, 0], [9 / 4, 9, 2, 1], [12 / 4, 12, 4, 2]],
  );
});

Deno.test("train() counts a descent as an evaluation of the gradient", () => {
  probe = (weights, objective) => {
    objective.descend(weights, 0.5);
  };
  const { records: [, record], weightsSha256 } = finish(
    planOf({ ...probing, batchSize: 3, stop: { iterations: 1 } }),
    contextOf(scripted()),
  );
  const { examples, lossEvaluations, gradientEvaluations } = record;
  assertEquals([examples, lossEvaluations, gradientEvaluations], [3, 0, 1]);
  assertEquals(weightsSha256, sha256(Float32Array.of(-0.5)));
});

Deno.test("train() adds both kinds of evaluations for their limit", () => {
  probe = (weights, objective) => {
    objective.loss(weights);
    objective.gradient(weights, weights.slice());
  };
  const curve = finish(
    planOf({ ...probing, stop: { evaluations: 5 } }),
    contextOf(scripted()),
  );
  assertEquals(endOf(curve), { status: "done", stopReason: "evaluations", last: 3 });
});

Deno.test("train() gives a method the stream search, whatever the batches drew", () => {
  const drawn: number[] = [];
  probe = (_weights, _objective, rng) => drawn.push(rng.uint32());
  finish(planOf({ ...probing, batchSize: 3, stop: { iterations: 6 } }, 8), contextOf(scripted()));
  const search = stream(8, "search");
  assertEquals(drawn, Array.from({ length: 6 }, search.uint32));
});

Deno.test("train() gives a method the loss over its batch", () => {
  const seen: number[] = [];
  probe = (weights, objective) => seen.push(objective.loss(weights));
  const objective = scripted({ examples: 5 });
  finish(
    planOf({ ...probing, batchSize: 2, stop: { iterations: 3 } }),
    contextOf({ ...objective, loss: (_weights, batch) => batch?.length ?? NaN }),
  );
  assertEquals(seen, [2, 2, 1]);
});

Deno.test("train() of a method that throws ends in an error with its message", () => {
  probe = () => {
    throw new RangeError("no way down");
  };
  const curve = finish(planOf(probing), contextOf(scripted()));
  assertEquals(endOf(curve), { status: "error", stopReason: "no way down", last: 0 });
});

Deno.test("train() of a method without a step size says so", () => {
  probe = () => {};
  const { stepSize, method } = finish(planOf(probing), contextOf(scripted()));
  assertEquals({ stepSize, method }, { stepSize: null, method: "probe" });
});
