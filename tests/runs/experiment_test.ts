import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { registries } from "../../src/kinds/mod.ts";
import type { Done } from "../../src/kinds/plan.ts";
import type { Curve } from "../../src/kinds/train/curve.ts";
import type { TrainSpec } from "../../src/kinds/train/spec.ts";
import { type ExperimentContext, type RunEvent, runExperiment } from "../../src/runs/experiment.ts";
import {
  curvesOf,
  doneOf,
  experimentOf,
  type Fields,
  gradientCheckKind,
  raceKind,
  sliceKind,
  type Training,
  trainKind,
} from "../_done.ts";
import { CHECK, RACE, SLICE, TOY } from "../_files.ts";
import { openBackend } from "../../src/threads/backend.ts";

type Context = ExperimentContext<TrainSpec, Curve>;
type Event = RunEvent<TrainSpec, Curve>;

const SMALL: Fields = {
  dataset: { name: "synthetic", train: 12, test: 4 },
  method: { name: "gradientDescent", stepSize: 1e-7 },
  stop: { iterations: 3 },
};

/** Training on small images; `read` gets the size of each dataset that is made. */
function training(fields: Fields = {}, read: unknown[] = []): Training {
  const { datasets } = registries;
  const make: typeof datasets.make = (choice, memory) => {
    read.push(choice.train);
    return datasets.make(choice, memory);
  };
  const given = { registries: { ...registries, datasets: { ...datasets, make } } };
  return experimentOf(trainKind, { ...SMALL, ...fields }, given);
}

const bitsOf = ({ records, weightsSha256 }: Curve) => ({ records, weightsSha256 });

/** All events until the signal comes, which is when `isEnough` says so. */
async function eventsOf(
  experiment: Training,
  context: Context = {},
  isEnough: (event: Event) => boolean = () => false,
): Promise<Event[]> {
  const abort = new AbortController();
  const events: Event[] = [];
  for await (const event of runExperiment(experiment, { signal: abort.signal, ...context })) {
    events.push(event);
    if (isEnough(event)) abort.abort();
  }
  return events;
}

const doneIn = (events: readonly Event[]): Done<TrainSpec, Curve>[] =>
  events.flatMap((event) => event.kind === "done" ? [event.done] : []);

// What each run gets

Deno.test("runExperiment() gives each plan with its curve, in order", async () => {
  const done = await doneOf(training({ matrix: { batchSize: [1, "full"] }, seeds: [4, 5] }));
  assertEquals(
    done.map(({ plan: { run, seed }, result: { batchSize } }) => [run, seed, batchSize]),
    [[1, 4, 1], [2, 5, 1], [3, 4, 12], [4, 5, 12]],
  );
});

Deno.test("runExperiment() starts all batch and step sizes of a seed from the same record", async () => {
  for (const matrix of [{ batchSize: [1, 5, 12, "full"] }, { "method.stepSize": [1e-7, 1e-6] }]) {
    const starts = (await curvesOf(training({ matrix }))).map(({ records }) => records[0]);
    assertEquals(starts, starts.map(() => starts[0]));
  }
  const [one, two] = await curvesOf(training({ seeds: [1, 2] }));
  assertNotEquals(one.records[0], two.records[0]);
});

Deno.test("runExperiment() gives a batch of all the bits of a full batch, and others to another", async () => {
  const matrix = { batchSize: [12, "full", 5] };
  const [all, full, some] = (await curvesOf(training({ matrix }))).map(bitsOf);
  assertEquals(all, full);
  assertNotEquals(some.weightsSha256, full.weightsSha256);
});

Deno.test("runExperiment() gives a run the same curve alone, among others, and twice", async () => {
  const [alone] = await curvesOf(training({ batchSize: 5 }));
  const both = training({ matrix: { batchSize: [3, 5] } });
  const [first, among] = await curvesOf(both);
  assertEquals([among, await curvesOf(both)], [alone, [first, among]]);
});

Deno.test("runExperiment() measures with the clock that it is given, and has zeros without one", async () => {
  const experiment = training({ record: { every: 1 } });
  let now = 0;
  const [measured] = await curvesOf(experiment, { clock: () => now++ });
  const [timeless] = await curvesOf(experiment);
  assertEquals(bitsOf(measured), bitsOf(timeless));
  // One tick from the start to the end of each of three steps and of each of four records.
  const atRecords = [0, 1, 2, 3];
  assertEquals(measured.timing, { solverSeconds: 3, evaluationSeconds: 4, atRecords, jobs: 1 });
  assertEquals(timeless.timing, {
    solverSeconds: 0,
    evaluationSeconds: 0,
    atRecords: [0, 0, 0, 0],
    jobs: 1,
  });
});

Deno.test("runExperiment() reads each distinct dataset once, before the first run, for its runs", async () => {
  const read: unknown[] = [];
  const matrix = { batchSize: [1, "full"], "dataset.train": [12, 10] };
  const experiment = training({ matrix, seeds: [1, 2] }, read);
  let before: unknown[] = [];
  const events = await eventsOf(experiment, {}, () => {
    if (before.length === 0) before = [...read];
    return false;
  });
  assertEquals([before, read], [[12, 10], [12, 10]]);
  const found = doneIn(events).map(({ result }) => [result.batchSize, result.datasetSha256]);
  const [large, small] = [found[0][1], found[2][1]];
  assertNotEquals(large, small);
  assertEquals(found.slice(4), [[12, large], [12, large], [10, small], [10, small]]);
});

Deno.test("runExperiment() gives each run its own loss", async () => {
  const curves = await curvesOf(
    training({ loss: { name: "svm" }, init: { scale: 0 }, matrix: { "loss.delta": [1, 2] } }),
  );
  // With W = 0 each of nine wrong classes misses the margin by Δ.
  assertEquals(curves.map(({ records }) => records[0].trainLoss), [9, 18]);
});

Deno.test("runExperiment() reports the progress of each run up to its result", async () => {
  const events = await eventsOf(training({ seeds: [1, 2], record: { every: 1 } }));
  const seen = events.map((event) => {
    if (event.kind === "done") return `done ${event.done.plan.run}`;
    return event.kind === "progress" ? `progress ${event.plan.run}` : event.kind;
  });
  const ofRun = (run: number) => [...Array(3).fill(`progress ${run}`), `done ${run}`];
  assertEquals(seen, [...ofRun(1), ...ofRun(2)]);
});

Deno.test("runExperiment() does one experiment on a backend at a time", async () => {
  const backend = { kernels: referenceKernels("f32"), team: null };
  const first = runExperiment(training(), { backend });
  await first.next();
  await assertRejects(() => curvesOf(training(), { backend }), Error, "open another");
  await first.return();
  assertEquals((await curvesOf(training(), { backend })).length, 1);
});

Deno.test("runExperiment() gives memory back when nobody waits for the end of a race", async () => {
  using backend = await openBackend({ threads: 1 });
  const rows = [[{ dataset: { name: "toy" } }], [{ method: { name: "gradientDescent" } }]];
  const experiment = experimentOf(raceKind, { ...RACE, rows });
  for await (const { kind } of runExperiment(experiment, { backend })) {
    if (kind === "progress") break;
  }
  const { byteOffset } = backend.kernels.allocate(1);
  assertEquals(byteOffset, 64);
});

// Shards

Deno.test("runExperiment() does the runs of a shard, and nothing again", async () => {
  const experiment = training({
    matrix: { "dataset.train": [12, 10], "method.stepSize": [1e-6, 1e-7] },
    best: { of: "method.stepSize", seeds: [5, 6] },
  });
  const whole = await doneOf(experiment);
  const shard = (part: number, of: number) => doneOf(experiment, { shard: { part, of } });
  assertEquals(await shard(2, 3), [whole[1]]);
  assertEquals(await shard(1, 3), [whole[0], whole[3]]);
  assertEquals(await shard(1, 1), whole.slice(0, 4));
  assertEquals(await shard(5, 5), []);
});

// Interruption

Deno.test("runExperiment() interrupted within a run ends it and starts no other", async () => {
  const experiment = training({ seeds: [1, 2, 3], record: { every: 1 } });
  const done = doneIn(await eventsOf(experiment, {}, ({ kind }) => kind === "progress"));
  assertEquals(
    done.map(({ plan: { run }, result }) => [run, result.status, result.records.length]),
    [[1, "interrupted", 2]],
  );
});

Deno.test("runExperiment() interrupted between two runs, or from the start, starts no other", async () => {
  const experiment = training({ seeds: [1, 2, 3] });
  const done = doneIn(await eventsOf(experiment, {}, ({ kind }) => kind === "done"));
  assertEquals(done.map(({ plan: { run }, result: { status } }) => [run, status]), [[1, "done"]]);
  assertEquals(await doneOf(experiment, { signal: AbortSignal.abort() }), []);
  // In the midst of its data, too.
  const stop = new AbortController();
  const turn = () => Promise.resolve(stop.abort());
  const images = training({ dataset: { name: "synthetic", train: 2000, test: 0 } });
  assertEquals(await doneOf(images, { signal: stop.signal, turn }), []);
});

Deno.test("runExperiment() goes on after a run that diverged", async () => {
  const curves = await curvesOf(
    training({ dataset: { name: "toy" }, matrix: { "method.stepSize": [1e300, 0.1] } }),
  );
  assertEquals(curves.map(({ status }) => status), ["diverged", "done"]);
});

// Bits

Deno.test("runExperiment() lowers the loss of images", async () => {
  const [{ records }] = await curvesOf(training({ stop: { iterations: 20 } }));
  assert(records[records.length - 1].trainLoss < records[0].trainLoss);
});

/** Trains on 100 synthetic images and gives the hash of the weights. */
async function trainedTo(stepSize: number): Promise<string> {
  const [{ weightsSha256 }] = await curvesOf(training({
    dataset: { name: "synthetic", train: 100, test: 10 },
    loss: { name: "svm", l2: 0.5 },
    method: { name: "gradientDescent", stepSize },
    batchSize: 7,
    stop: { epochs: 2 },
    record: [],
  }));
  return weightsSha256;
}

Deno.test("runExperiment() trains the same weights on every machine (golden)", async () => {
  assertEquals(
    await trainedTo(1e-6),
    "d41606aad35014edf421ed594393935adfe3f27ea04ba04dc6dde2661e607da9",
  );
});

Deno.test("runExperiment() hashes NaN alike on every machine", async () => {
  // 1e39 is infinite in f32, which makes every weight NaN, and processors choose the bits of NaN.
  const bytes = new Uint8Array(new Uint32Array(10 * 3073).fill(0x7fc00000).buffer);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  assertEquals(await trainedTo(1e39), digest.toHex());
});

// Slices and checks

Deno.test("runExperiment() makes no slice of a centre whose training was interrupted", async () => {
  const abort = new AbortController();
  // An endless run, and an axis so short that it takes no time.
  const other = { ...TOY, stop: { iterations: 1e12 }, record: [0] };
  const fields = { ...SLICE, center: { experiment: "other.jsonc", run: 1 }, seeds: [1, 2] };
  const seen: string[] = [];
  const experiment = experimentOf(sliceKind, fields, { other });
  for await (const { kind } of runExperiment(experiment, { signal: abort.signal })) {
    seen.push(kind);
    abort.abort();
  }
  assertEquals(seen, ["progress"]);
});

Deno.test("runExperiment() gives the slice of each run, in order", async () => {
  const fields = { ...SLICE, matrix: { center: ["zero", "random"] }, seeds: [4, 5] };
  const done = await doneOf(experimentOf(sliceKind, fields));
  assertEquals(
    done.map(({ plan: { run, seed }, result: { center } }) => [run, seed, center]),
    [[1, 4, "zero"], [2, 5, "zero"], [3, 4, "random weights"], [4, 5, "random weights"]],
  );
});

Deno.test("runExperiment() checks a gradient in f64, whatever the backend", async () => {
  const [{ result }] = await doneOf(experimentOf(gradientCheckKind, { ...CHECK, h: [1e-3] }));
  // f32 has 24 bits, of which a difference at h = 1e-3 leaves errors of 1e-4.
  assert((result.judgement?.largest ?? 1) < 1e-10);
});
