import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { z } from "zod";
import { batches } from "../../../src/datasets/batches.ts";
import { MachineError } from "../../../src/errors.ts";
import { stream } from "../../../src/exact/rng.ts";
import { sha256 } from "../../../src/exact/sha256.ts";
import { referenceKernels } from "../../../src/kernels/reference.ts";
import type { RunContext } from "../../../src/kinds/kind.ts";
import { registries } from "../../../src/kinds/mod.ts";
import type { Plan } from "../../../src/kinds/plan.ts";
import type { Curve } from "../../../src/kinds/train/curve.ts";
import { train } from "../../../src/kinds/train/run.ts";
import type { TrainRegistries, TrainSpec } from "../../../src/kinds/train/spec.ts";
import { defineMethod, type Step } from "../../../src/methods/method.ts";
import type { Problem } from "../../../src/problems/problem.ts";
import type { Progress, Vector } from "../../../src/types.ts";
import { countsOf } from "../../_done.ts";
import { svmOver, toyOf } from "../../_toy.ts";

type Spec =
  & Partial<Omit<TrainSpec, "stop">>
  & { readonly stop?: Partial<TrainSpec["stop"]>; readonly seed?: number };

/** A plan for what is given; `stop` gets the usual limit of divergence. */
function planOf({ stop = { iterations: 10 }, seed = 1, ...spec }: Spec = {}): Plan<TrainSpec> {
  return {
    run: 7,
    seed,
    values: { batchSize: 2 },
    spec: {
      problem: { name: "scripted" },
      method: { name: "gradientDescent", stepSize: 0.5 },
      gradient: { name: "analytic" },
      batchSize: "full",
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
  readonly onGradient?: (step: number, batch: Uint32Array | null) => void;
  readonly onMeasure?: () => void;
}

/** A problem that plays a part: one weight from 0, a gradient of 1, losses as the script says. */
function scripted({
  examples = 4,
  lossAfter = () => 1,
  lossAt = () => 1,
  onGradient = () => {},
  onMeasure = () => {},
}: Script = {}): Problem {
  let steps = 0;
  let batch: Uint32Array | null = null;
  function step(): number {
    steps += 1;
    onGradient(steps, batch);
    return lossAt(steps);
  }
  return {
    size: 1,
    space: referenceKernels("f32"),
    examples,
    fingerprint: "f".repeat(64),
    layers: [{ name: "W", rows: 1, columns: 1 }],
    shortcuts: null,
    use: (given) => batch = given,
    start: () => new Float32Array(1),
    loss: () => batch?.length ?? examples,
    gradient(_, gradient) {
      gradient.fill(1);
      return step();
    },
    descend(weights, stepSize) {
      const value = step();
      weights[0] -= stepSize;
      return value;
    },
    measure() {
      onMeasure();
      const held = {
        validationLoss: null,
        validationAccuracy: null,
        testLoss: null,
        testAccuracy: null,
        distance: null,
      };
      return { trainLoss: lossAfter(steps), trainAccuracy: 0, ...held };
    },
    parts: () => ({ data: 0, penalty: 0 }),
    bends: () => null,
    exact: () => scripted(),
  };
}

interface Given extends Partial<RunContext> {
  /** Sees the progress. */
  readonly each?: (progress: Progress) => void;
  readonly registries?: TrainRegistries;
  readonly watch?: Parameters<typeof train>[3];
}

/** Runs to the end. */
function trained(spec: Spec, problem: Problem, given: Given = {}): Curve {
  const { each = () => {}, registries: own = registries, watch, ...context } = given;
  const training = train(planOf(spec), { problem, clock: () => 0, ...context }, own, watch);
  let next = training.next();
  for (; !next.done; next = training.next()) each(next.value);
  return next.value;
}

const iterationsOf = ({ records }: Curve) => records.map(({ iteration }) => iteration);
const lastOf = ({ records }: Curve) => records[records.length - 1].iteration;
const endOf = (curve: Curve) => [curve.status, curve.stopReason, lastOf(curve)];

/** Five points on a line in two classes. */
async function line(scale = 0): Promise<Problem> {
  const points = { points: [[2], [-2], [1], [-1], [3]], labels: [0, 1, 0, 1, 0] };
  return svmOver(await toyOf(points), { scale });
}

// Counts

Deno.test("train() counts iterations, epochs, examples and evaluations", async () => {
  // Batches of 2, 2 and 1 out of 5 make a pass.
  assertEquals(
    countsOf(trained({ batchSize: 2, stop: { iterations: 4 } }, await line())),
    [[0, 0, 0, 0, 0], [1, 0.4, 2, 0, 1], [2, 0.8, 4, 0, 2], [3, 1, 5, 0, 3], [4, 1.4, 7, 0, 4]],
  );
});

Deno.test("train() that drops the last batch counts an epoch without it", async () => {
  const spec = { batchSize: 2, lastBatch: "drop", stop: { epochs: 2 } } as const;
  assertEquals(
    countsOf(trained(spec, await line())),
    [[0, 0, 0, 0, 0], [1, 0.5, 2, 0, 1], [2, 1, 4, 0, 2], [3, 1.5, 6, 0, 3], [4, 2, 8, 0, 4]],
  );
});

Deno.test("train() records what the problem measures", async () => {
  const { records } = trained({ stop: { iterations: 1 } }, await line());
  // From W = 0 with Δ = 1 each loss is 1. All five margins are violated, so the gradient of class 0
  // is −(2 + 1 + 3 + 2 + 1) ∕ 5 = −9∕5 for x and −(3 − 2) ∕ 5 = −1∕5 for the bias, and the opposite
  // for class 1. With η = ½, s₀ − s₁ = 9∕5 · x + 1∕5 is over 1 for every point, on its side.
  assertEquals(
    records.map(({ trainLoss, trainAccuracy, testLoss }) => [trainLoss, trainAccuracy, testLoss]),
    [[1, 0.6, null], [0, 1, null]],
  );
});

Deno.test("train() starts from scale · normal numbers of the stream init, and shows its weights", async () => {
  const seen: Vector[] = [];
  const watch = (_: unknown, weights: Vector) => seen.push(weights.slice());
  const { records, weightsSha256 } = trained({ seed: 5 }, await line(0.01), { watch });
  const init = stream(5, "init");
  assertEquals(seen[0], Float32Array.from({ length: 4 }, () => 0.01 * init.gaussian()));
  assertEquals([seen.length, sha256(seen[records.length - 1])], [records.length, weightsSha256]);
});

Deno.test("train() steps along the gradient", () => {
  // W = 0 − 3 · ½ · 1
  const { weightsSha256 } = trained({ stop: { iterations: 3 } }, scripted());
  assertEquals(weightsSha256, sha256(Float32Array.of(-1.5)));
});

Deno.test("train() takes its batches from the stream batches of its seed, and all for a full one", () => {
  const batchesOf = (spec: Spec) => {
    const seen: (number[] | null)[] = [];
    const onGradient = (_: number, batch: Uint32Array | null) => seen.push(batch && [...batch]);
    trained({ stop: { iterations: 6 }, seed: 3, ...spec }, scripted({ examples: 9, onGradient }));
    return seen;
  };
  const next = batches(9, 4, stream(3, "batches"));
  assertEquals(batchesOf({ batchSize: 4 }), Array.from({ length: 6 }, () => [...next()]));
  assertEquals(batchesOf({ batchSize: "full" }), Array(6).fill(null));
});

Deno.test("train() says how large its batches were, and over which data", () => {
  const { batchSize, datasetSha256 } = trained({}, scripted({ examples: 6 }));
  assertEquals([batchSize, datasetSha256], [6, "f".repeat(64)]);
});

// Record points

const RECORD_POINTS: [string, TrainSpec["record"], number, number[]][] = [
  ["geometrically", "geometric", 40, [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 40]],
  ["geometrically up to a point of its own", "geometric", 8, [0, 1, 2, 3, 4, 6, 8]],
  ["every so many iterations", { every: 7 }, 20, [0, 7, 14, 20]],
  ["every so many iterations up to a multiple", { every: 5 }, 10, [0, 5, 10]],
  ["first and last when every is beyond the end", { every: 100 }, 10, [0, 10]],
  ["every so many examples, which steps of four do not hit", { examples: 6 }, 7, [0, 2, 4, 6, 7]],
  ["every step that has as many examples", { examples: 3 }, 3, [0, 1, 2, 3]],
  ["at the iterations of a list", [5, 15, 10], 20, [0, 5, 10, 15, 20]],
  ["once at the ends when a list names them", [0, 3, 20, 20], 20, [0, 3, 20]],
  ["first and last for a list of none, or beyond the end", [30], 20, [0, 20]],
];
for (const [how, record, iterations, expected] of RECORD_POINTS) {
  Deno.test(`train() records ${how}, and measures once for each`, () => {
    let measured = 0;
    const problem = scripted({ onMeasure: () => measured += 1 });
    const curve = trained({ record, stop: { iterations } }, problem);
    assertEquals([iterationsOf(curve), measured], [expected, expected.length]);
  });
}

// Ends

/** Batches of 2, 2 and 1 of 5: 2, 4, 5, 7, 9, 10, 12, … examples. */
const five = (
  stop: Partial<TrainSpec["stop"]>,
): [Spec, Script] => [{ batchSize: 2, stop }, { examples: 5 }];
/** Losses of 8, 7, 6, … with a target. */
const falling = (
  targetLoss: number,
  { iterations = 10, ...spec }: Spec & { iterations?: number },
) => [{ stop: { iterations, targetLoss }, ...spec }, { lossAfter: (n) => 8 - n }] as [Spec, Script];
/** Losses that are another from a step on. */
const from = (step: number, loss: number, before = 1) => (n: number) => n < step ? before : loss;
const recorded = (...of: Parameters<typeof from>): Script => ({ lossAfter: from(...of) });
const strict: Spec = { stop: { iterations: 10, divergence: 3 } };
const sparse: Spec = { record: "geometric" }; // 3 is reached at 5, which is not recorded
const never: Spec = { record: [] };

/** What is seen, and how the run ends: status, reason and last iteration. */
const ENDS: readonly (readonly [what: string, end: string, given: [Spec, Script]])[] = [
  ["so many iterations", "done iterations 7", five({ iterations: 7 })],
  ["so many epochs", "done epochs 6", five({ epochs: 2 })],
  ["a part of an epoch", "done epochs 2", five({ epochs: 0.5 })],
  ["so many examples", "done examples 4", five({ examples: 7 })],
  ["so many examples, passed within a batch", "done examples 4", five({ examples: 6 })],
  ["so many evaluations", "done evaluations 3", five({ evaluations: 3 })],
  ["the first limit", "done examples 3", five({ iterations: 9, epochs: 5, examples: 5 })],
  ["limits reached together", "done epochs 3", five({ examples: 5, epochs: 1 })],

  ["a recorded loss at the target", "target targetLoss 3", falling(5, {})],
  ["a start at the target", "target targetLoss 0", falling(8, {})],
  ["a target between records, at the next", "target targetLoss 6", falling(3, sparse)],
  ["a target at the last record", "target targetLoss 5", falling(3, { ...never, iterations: 5 })],
  ["a target never reached", "done iterations 5", falling(2.9, { iterations: 5 })],
  ["no target", "done iterations 10", [{}, { lossAfter: () => -1000 }]],

  ["a loss above the limit", "diverged diverged 4", [{}, recorded(4, 200.5, 2)]],
  ["a loss at the limit itself", "done iterations 10", [{}, recorded(4, 200, 2)]],
  ["a loss above a limit of its own", "diverged diverged 4", [strict, recorded(4, 7, 2)]],
  ["100 after a small first loss", "done iterations 10", [{}, recorded(4, 100, 0.001)]],
  ["101 after a small first loss", "diverged diverged 4", [{}, recorded(4, 101, 0.001)]],
  ...[NaN, Infinity, -Infinity].flatMap((loss): [string, string, [Spec, Script]][] => [
    [`a recorded loss of ${loss}`, "diverged diverged 2", [{}, recorded(2, loss)]],
    [`a step that returns ${loss}`, "diverged diverged 5", [never, { lossAt: from(5, loss) }]],
  ]),
  ["a start without a finite loss", "diverged diverged 0", [{}, recorded(0, NaN)]],
  ["a last record above the limit", "diverged diverged 10", [never, recorded(10, 1000)]],
];
for (const [what, end, [spec, script]] of ENDS) {
  Deno.test(`train() with ${what} ends: ${end}`, () => {
    assertEquals(endOf(trained(spec, scripted(script))).join(" "), end);
  });
}

const DIVERGED = ["diverged", "diverged"];
const DONE = ["done", "iterations"];
const huge = { method: { name: "gradientDescent", stepSize: 1e300 } };

Deno.test("train() with a huge step size ends where a record or a batch shows it", async () => {
  assertEquals(endOf(trained(huge, await line())), [...DIVERGED, 1]);
  // The first step leaves weights that are not finite, the second returns the loss of those.
  const unseen = trained({ ...huge, record: [] }, await line());
  assertEquals([endOf(unseen), iterationsOf(unseen)], [[...DIVERGED, 2], [0, 2]]);
});

// Errors

function failing(at: number): Problem {
  return scripted({
    onGradient(step) {
      if (step === at) throw new RangeError("no more paper");
    },
  });
}

Deno.test("train() of a problem that throws ends in an error with its message, and keeps its records", () => {
  const curve = trained({}, failing(5));
  assertEquals([endOf(curve), iterationsOf(curve)], [["error", "no more paper", 4], [
    0,
    1,
    2,
    3,
    4,
  ]]);
  assertEquals(endOf(trained({}, failing(1))), ["error", "no more paper", 0]);
  // The step is half done: nothing more is recorded.
  assertEquals(iterationsOf(trained({ record: [2] }, failing(5))), [0, 2]);
});

Deno.test("train() of a measurement that throws ends in an error and keeps its records", () => {
  let measured = 0;
  const onMeasure = () => {
    if (++measured === 3) throw new RangeError("no more ink");
  };
  const curve = trained({}, scripted({ onMeasure }));
  assertEquals([endOf(curve), iterationsOf(curve)], [["error", "no more ink", 1], [0, 1]]);
});

Deno.test("train() does not take a failure of the machine for the run's", () => {
  const onGradient = () => {
    throw new MachineError("a thread is gone");
  };
  assertThrows(() => trained({}, scripted({ onGradient })), MachineError, "a thread is gone");
});

// Interruption

Deno.test("train() interrupted ends with what is there, the last record at its last step", () => {
  const ended = (spec: Spec, script: Script, when: (progress: Progress) => boolean) => {
    const abort = new AbortController();
    const each = (progress: Progress) => when(progress) && abort.abort();
    const curve = trained(spec, scripted(script), { signal: abort.signal, each });
    return [curve.status, curve.stopReason, iterationsOf(curve)];
  };
  const interrupted = ["interrupted", "interrupted"];
  assertEquals(
    ended({ record: "geometric", stop: { iterations: 1000 } }, {}, (one) => one.examples >= 24),
    [...interrupted, [0, 1, 2, 3, 4, 6]],
  );
  // A pause comes after 1,024 examples or the batch that passes them.
  assertEquals(
    ended({ record: [], stop: { iterations: 100_000 } }, { examples: 100 }, () => true),
    [...interrupted, [0, 11]],
  );
  // One that is finished is not interrupted afterwards.
  assertEquals(ended({ record: [] }, {}, ({ done }) => done === 1), ["done", "iterations", [
    0,
    10,
  ]]);
  const early = trained({}, scripted(), { signal: AbortSignal.abort() });
  assertEquals(endOf(early), [...interrupted, 0]);
});

// The stopwatch

Deno.test("train() counts the seconds of steps and of measurements apart, and no others", () => {
  const timed = (spec: Spec, script: (tick: (seconds: number) => void) => Script, watched = 0) => {
    let now = 0;
    const problem = scripted(script((seconds) => now += seconds));
    return trained(spec, problem, { clock: () => now, each: () => now += watched }).timing;
  };
  assertEquals(timed({}, (tick) => ({ onMeasure: () => tick(5) })), {
    solverSeconds: 0,
    evaluationSeconds: 5 * 11,
    atRecords: Array(11).fill(0),
    jobs: 1,
  });
  // Recorded at 0, 1, 2, 3, 4, 6, 8 and 10.
  assertEquals(timed({ record: "geometric" }, (tick) => ({ onGradient: () => tick(3) })), {
    solverSeconds: 3 * 10,
    evaluationSeconds: 0,
    atRecords: [0, 3, 6, 9, 12, 18, 24, 30],
    jobs: 1,
  });
  // The time of those who watch it belongs to neither.
  assertEquals(timed({}, () => ({}), 100), {
    solverSeconds: 0,
    evaluationSeconds: 0,
    atRecords: Array(11).fill(0),
    jobs: 1,
  });
});

// Progress

/** What a watcher sees. */
function progressOf(spec: Spec, script: Script = {}): Progress[] {
  const seen: Progress[] = [];
  trained(spec, scripted(script), { each: (progress) => seen.push(progress) });
  return seen;
}

Deno.test("train() reports the share of the limit that is nearest, never less than before, up to 1", () => {
  const seen = progressOf({ stop: { iterations: 50, epochs: 4 } });
  const shares = seen.map(({ done }) => done);
  assertEquals(seen[0], { done: 0.25, examples: 4 });
  assertEquals(shares, shares.toSorted((a, b) => a - b));
  const last = progressOf({ batchSize: 3, stop: { examples: 5 } }).at(-1);
  assertEquals(last, { done: 1, examples: 7 });
});

Deno.test("train() reports its progress every thousand examples or so", () => {
  const seen = progressOf({ record: [], stop: { iterations: 12 } }, { examples: 500 });
  // The third batch of 500 is the first to pass another 1,024.
  assertEquals(seen.map(({ examples }) => examples), [1500, 3000, 4500, 6000]);
});

// Determinism

Deno.test("train() gives the same curve twice, and other weights for another seed", async () => {
  const problem = await line(1);
  const curveOf = (seed: number) => trained({ batchSize: 2, seed }, problem);
  assertEquals(curveOf(1), curveOf(1));
  assertNotEquals(curveOf(1).weightsSha256, curveOf(2).weightsSha256);
});

Deno.test("train() ends with the same weights wherever it records", async () => {
  const problem = await line(1);
  const records: TrainSpec["record"][] = ["geometric", { every: 3 }, []];
  const [first, ...rest] = records.map((record) =>
    trained({ batchSize: 2, record }, problem).weightsSha256
  );
  assertEquals(rest, [first, first]);
});

// Methods that ask for the loss and draw numbers.

/** What comes of a method that does this in a step. */
function probed(spec: Spec, probe: Step, script: Script = {}): Curve {
  const leaf = defineMethod({
    name: "probe",
    summary: "Does what a test wants",
    options: z.strictObject({}),
    example: {},
    make: () => probe,
  });
  const own = { ...registries, methods: registries.methods.with(leaf) };
  return trained({ method: { name: "probe" }, ...spec }, scripted(script), { registries: own });
}

Deno.test("train() counts losses, gradients and descents, each with the examples of its batch", () => {
  const { records } = probed({ batchSize: 3, stop: { iterations: 2 } }, (weights, objective) => {
    objective.loss(weights);
    objective.loss(weights);
    return objective.gradient(weights, weights.slice());
  });
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
  const { records: [, record], weightsSha256 } = probed(
    { batchSize: 3, stop: { iterations: 1 } },
    (weights, objective) => objective.descend?.(weights, 0.5) ?? NaN,
  );
  assertEquals([record.examples, record.lossEvaluations, record.gradientEvaluations], [3, 0, 1]);
  assertEquals(weightsSha256, sha256(Float32Array.of(-0.5)));
});

Deno.test("train() adds both kinds of evaluations for their limit", () => {
  const curve = probed({ stop: { evaluations: 5 } }, (weights, objective) => {
    objective.loss(weights);
    return objective.gradient(weights, weights.slice());
  });
  assertEquals(endOf(curve), ["done", "evaluations", 3]);
});

Deno.test("train() goes by the loss that a step returns, whatever else it has asked for", () => {
  // A rejected trial may have any loss.
  const curve = probed({ record: [] }, (weights, objective) => {
    objective.gradient(weights, weights.slice());
    return 1;
  }, { lossAt: () => Infinity });
  assertEquals(endOf(curve), [...DONE, 10]);
});

Deno.test("train() gives a method the stream search, and the loss over its batch", () => {
  const drawn: number[] = [];
  const seen: number[] = [];
  const spec = { batchSize: 2, stop: { iterations: 3 }, seed: 8 };
  probed(spec, (weights, objective, { rng }) => {
    drawn.push(rng.uint32());
    seen.push(objective.loss(weights));
    return 1;
  }, { examples: 5 });
  const search = stream(8, "search");
  assertEquals([drawn, seen], [Array.from({ length: 3 }, search.uint32), [2, 2, 1]]);
});

Deno.test("train() says at which moment a step is", () => {
  const moments: unknown[] = [];
  probed({ batchSize: 2, stop: { iterations: 3 } }, (weights, objective, now) => {
    moments.push([now.iteration, now.epoch]);
    return objective.loss(weights);
  });
  assertEquals(moments, [[0, 0], [1, 0.5], [2, 1]]);
});

Deno.test("train() of a method that throws ends in an error with its message", () => {
  const curve = probed({}, () => {
    throw new RangeError("no way down");
  });
  assertEquals(endOf(curve), ["error", "no way down", 0]);
});
