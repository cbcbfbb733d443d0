import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { InputError, MissingDataError } from "../../src/errors.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import type { ExperimentOf } from "../../src/kinds/plan.ts";
import { type RunContext, type RunEvent, runExperiment } from "../../src/runs/experiment.ts";
import type { Curve } from "../../src/types.ts";
import { checkFile, sliceFile, toyFile } from "../_files.ts";

/** An experiment with small images, unless `fields` says otherwise. */
function experimentOf(fields: Record<string, unknown> = {}): ExperimentOf<"train"> {
  const file = {
    title: "Test",
    question: "Does it do what it says?",
    dataset: { name: "synthetic", train: 12, test: 4 },
    method: { name: "gradientDescent", stepSize: 1e-7 },
    stop: { iterations: 3 },
    ...fields,
  };
  return loadExperiment(JSON.stringify(file), { source: "test.jsonc", kind: "train" });
}

/** All events; `each` sees them as they come. */
async function eventsOf(
  experiment: ExperimentOf<"train">,
  context: RunContext = {},
  each: (event: RunEvent<"train">) => void = () => {},
): Promise<RunEvent<"train">[]> {
  const events: RunEvent<"train">[] = [];
  for await (const event of runExperiment(experiment, context)) {
    events.push(event);
    each(event);
  }
  return events;
}

async function curvesOf(experiment: ExperimentOf<"train">, context?: RunContext): Promise<Curve[]> {
  const events = await eventsOf(experiment, context);
  return events.flatMap((event) => event.kind === "result" ? [event.result] : []);
}

Deno.test("runExperiment() gives the curve of each run, in order", async () => {
  const experiment = experimentOf({ matrix: { batchSize: [1, "full"] }, seeds: [4, 5] });
  const curves = await curvesOf(experiment);
  assertEquals(
    curves.map(({ run, seed, batchSize }) => [run, seed, batchSize]),
    [[1, 4, 1], [2, 5, 1], [3, 4, 12], [4, 5, 12]],
  );
});

Deno.test("runExperiment() starts all batch sizes from the same record", async () => {
  const curves = await curvesOf(experimentOf({ matrix: { batchSize: [1, 5, 12, "full"] } }));
  const starts = curves.map(({ records }) => records[0]);
  assertEquals(starts, new Array(4).fill(starts[0]));
});

Deno.test("runExperiment() starts all step sizes from the same record", async () => {
  const curves = await curvesOf(experimentOf({ matrix: { "method.stepSize": [1e-7, 1e-6] } }));
  assertEquals(curves[0].records[0], curves[1].records[0]);
});

Deno.test("runExperiment() gives a batch of all the bits of a full batch", async () => {
  const [all, full] = await curvesOf(experimentOf({ matrix: { batchSize: [12, "full"] } }));
  assertEquals([all.records, all.weightsSha256], [full.records, full.weightsSha256]);
});

Deno.test("runExperiment() gives other bits for another batch size", async () => {
  const [some, full] = await curvesOf(experimentOf({ matrix: { batchSize: [5, "full"] } }));
  assertNotEquals(some.weightsSha256, full.weightsSha256);
});

Deno.test("runExperiment() starts each seed from another record", async () => {
  const [one, two] = await curvesOf(experimentOf({ seeds: [1, 2] }));
  assertNotEquals(one.records[0], two.records[0]);
});

Deno.test("runExperiment() gives a run the same curve alone and among others", async () => {
  const [alone] = await curvesOf(experimentOf({ batchSize: 5 }));
  const [, among] = await curvesOf(experimentOf({ matrix: { batchSize: [3, 5] } }));
  assertEquals([among.records, among.weightsSha256], [alone.records, alone.weightsSha256]);
});

Deno.test("runExperiment() gives the same curves twice", async () => {
  const experiment = experimentOf({ matrix: { batchSize: [1, 5] }, seeds: [1, 2] });
  assertEquals(await curvesOf(experiment), await curvesOf(experiment));
});

Deno.test("runExperiment() gives the same curves with a clock, but for the timing", async () => {
  const experiment = experimentOf({ matrix: { batchSize: [1, 5] } });
  let now = 0;
  const withoutTiming = (curves: Curve[]) => curves.map(({ timing: _, ...rest }) => rest);
  assertEquals(
    withoutTiming(await curvesOf(experiment, { clock: () => now++ })),
    withoutTiming(await curvesOf(experiment)),
  );
});

Deno.test("runExperiment() without a clock has timings of zero", async () => {
  const [{ timing, records }] = await curvesOf(experimentOf());
  const atRecords = records.map(() => 0);
  assertEquals(timing, { solverSeconds: 0, evaluationSeconds: 0, atRecords });
});

Deno.test("runExperiment() measures with the clock it is given", async () => {
  let now = 0;
  const [{ timing, records }] = await curvesOf(
    experimentOf({ record: { every: 1 } }),
    { clock: () => now++ },
  );
  // One tick from the start to the end of each of three steps and of each record.
  assertEquals(timing, {
    solverSeconds: 3,
    evaluationSeconds: records.length,
    atRecords: [0, 1, 2, 3],
  });
});

Deno.test("runExperiment() reads each distinct dataset once, before the first run", async () => {
  const events = await eventsOf(
    experimentOf({ matrix: { batchSize: [1, 5], "dataset.train": [12, 10] }, seeds: [1, 2] }),
  );
  const datasets = events.flatMap((event) => event.kind === "dataset" ? [event.dataset] : []);
  assertEquals(datasets.map(({ train }) => train.examples), [12, 10]);
  assertEquals(events.slice(0, 2).map(({ kind }) => kind), ["dataset", "dataset"]);
});

Deno.test("runExperiment() gives each run its own dataset", async () => {
  const events = await eventsOf(experimentOf({ matrix: { "dataset.train": [12, 10] } }));
  const fingerprints = events.flatMap((event) =>
    event.kind === "dataset" ? [event.dataset.fingerprint] : []
  );
  const curves = events.flatMap((event) => event.kind === "result" ? [event.result] : []);
  assertEquals(
    curves.map(({ datasetSha256, batchSize }) => [datasetSha256, batchSize]),
    [[fingerprints[0], 12], [fingerprints[1], 10]],
  );
});

Deno.test("runExperiment() gives each run its own loss", async () => {
  const curves = await curvesOf(
    experimentOf({ loss: { name: "svm" }, init: { scale: 0 }, matrix: { "loss.delta": [1, 2] } }),
  );
  // With W = 0 each of nine wrong classes misses the margin by Δ.
  assertEquals(curves.map(({ records }) => records[0].trainLoss), [9, 18]);
});

Deno.test("runExperiment() tells the progress of each run up to its result", async () => {
  const events = await eventsOf(experimentOf({ seeds: [1, 2], record: { every: 1 } }));
  const seen = events.flatMap((event) =>
    event.kind === "dataset" ? [] : [[
      event.kind,
      event.plan.run,
    ]]
  );
  assertEquals(
    seen,
    [1, 2].flatMap((run) => [
      ["progress", run],
      ["progress", run],
      ["progress", run],
      ["result", run],
    ]),
  );
});

// Errors. The three points of `toy` are not counted in the file, so the loader cannot know.

Deno.test("runExperiment() refuses a batch size above the training part", async () => {
  await assertRejects(
    () => curvesOf(experimentOf({ dataset: { name: "toy" }, batchSize: 4 })),
    InputError,
    'batchSize: must be 1 to 3, the number of training examples, or "full": current value is 4',
  );
});

Deno.test("runExperiment() refuses a batch size of its last run before its first one starts", async () => {
  const seen: string[] = [];
  await assertRejects(
    () =>
      eventsOf(
        experimentOf({ dataset: { name: "toy" }, matrix: { batchSize: [1, 4] } }),
        {},
        ({ kind }) => seen.push(kind),
      ),
    InputError,
  );
  assertEquals(seen, ["dataset"]);
});

Deno.test("runExperiment() refuses a dataset that is missing before the first run starts", async () => {
  const seen: string[] = [];
  await assertRejects(
    () =>
      eventsOf(
        experimentOf({
          dataset: { name: "cifar10" },
          matrix: { "dataset.directory": ["/tmp/no-such-folder-of-images"] },
        }),
        {},
        ({ kind }) => seen.push(kind),
      ),
    MissingDataError,
  );
  assertEquals(seen, []);
});

// What was finished before, and shards

/** Runs of the events of each kind. */
const runsIn = (events: readonly RunEvent<"train">[], kind: "progress" | "result") => [
  ...new Set(
    events.flatMap((event) =>
      event.kind === kind ? [(event as { plan: { run: number } }).plan.run] : []
    ),
  ),
];

Deno.test("runExperiment() yields finished runs in their places and does the others", async () => {
  const experiment = experimentOf({ matrix: { batchSize: [1, 5, "full"] }, record: { every: 1 } });
  const whole = await curvesOf(experiment);
  for (const finished of [[], [whole[1]], [whole[2], whole[0]], whole]) {
    const events = await eventsOf(experiment, { finished });
    const curves = events.flatMap((event) => event.kind === "result" ? [event.result] : []);
    assertEquals(curves, whole);
    const left = [1, 2, 3].filter((run) => !finished.some((curve) => curve.run === run));
    assertEquals(runsIn(events, "progress"), left);
  }
});

Deno.test("runExperiment() reads no dataset that only finished runs need", async () => {
  const experiment = experimentOf({ matrix: { "dataset.train": [12, 10] }, seeds: [1, 2] });
  const whole = await curvesOf(experiment);
  const sizes = async (finished: readonly Curve[]) =>
    (await eventsOf(experiment, { finished })).flatMap((event) =>
      event.kind === "dataset" ? [event.dataset.train.examples] : []
    );
  assertEquals(await sizes(whole.slice(0, 1)), [12, 10]);
  assertEquals(await sizes(whole.slice(0, 2)), [10]);
  assertEquals(await sizes(whole), []);
});

const withBest = () =>
  experimentOf({
    matrix: { "dataset.train": [12, 10], "method.stepSize": [1e-6, 1e-7] },
    best: { of: "method.stepSize", seeds: [5, 6] },
  });

Deno.test("runExperiment() does the best again after a sweep that was finished in part", async () => {
  const whole = await curvesOf(withBest());
  assertEquals(whole.length, 8);
  for (let done = 0; done <= whole.length; done++) {
    const events = await eventsOf(withBest(), { finished: whole.slice(0, done) });
    const curves = events.flatMap((event) => event.kind === "result" ? [event.result] : []);
    assertEquals(curves, whole);
    const datasets = events.filter(({ kind }) => kind === "dataset").length;
    // Runs 5 and 6 are on the first dataset, 7 and 8 on the second.
    assertEquals(datasets, done < 6 ? 2 : done < 8 ? 1 : 0);
  }
});

Deno.test("runExperiment() refuses finished runs of other data", async () => {
  const experiment = experimentOf({ seeds: [1, 2] });
  const [first] = await curvesOf(experiment);
  const finished = [{ ...first, datasetSha256: "0".repeat(64) }];
  await assertRejects(
    () => eventsOf(experiment, { finished }),
    InputError,
    "test.jsonc: dataset: must be the one that run 1 was done with",
  );
});

Deno.test("runExperiment() does the runs of a shard, and nothing again", async () => {
  const whole = await curvesOf(withBest());
  const runs = async (part: number, of: number) =>
    await curvesOf(withBest(), { shard: { part, of } });
  assertEquals(await runs(2, 3), [whole[1]]);
  assertEquals(await runs(1, 3), [whole[0], whole[3]]);
  assertEquals(await runs(1, 1), whole.slice(0, 4));
  assertEquals(await runs(5, 5), []);
});

// Interruption

Deno.test("runExperiment() aborted within a run ends it and starts no other", async () => {
  const abort = new AbortController();
  const events = await eventsOf(
    experimentOf({ seeds: [1, 2, 3], record: { every: 1 } }),
    { signal: abort.signal },
    ({ kind }) => kind === "progress" && abort.abort(),
  );
  const curves = events.flatMap((event) => event.kind === "result" ? [event.result] : []);
  assertEquals(
    curves.map(({ run, status, records }) => [run, status, records.length]),
    [[1, "interrupted", 2]],
  );
});

Deno.test("runExperiment() aborted between two runs starts no other", async () => {
  const abort = new AbortController();
  const events = await eventsOf(
    experimentOf({ seeds: [1, 2, 3] }),
    { signal: abort.signal },
    ({ kind }) => kind === "result" && abort.abort(),
  );
  const curves = events.flatMap((event) => event.kind === "result" ? [event.result] : []);
  assertEquals(curves.map(({ run, status }) => [run, status]), [[1, "done"]]);
});

Deno.test("runExperiment() aborted from the start runs nothing", async () => {
  const curves = await curvesOf(experimentOf(), { signal: AbortSignal.abort() });
  assertEquals(curves, []);
});

Deno.test("runExperiment() goes on after a run that diverged", async () => {
  const curves = await curvesOf(
    experimentOf({ dataset: { name: "toy" }, matrix: { "method.stepSize": [1e300, 0.1] } }),
  );
  assertEquals(curves.map(({ status }) => status), ["diverged", "done"]);
});

Deno.test("runExperiment() lowers the loss of images", async () => {
  const [{ records }] = await curvesOf(experimentOf({ stop: { iterations: 20 } }));
  assert(records[records.length - 1].trainLoss < records[0].trainLoss);
});

/** Trains on 100 synthetic images and gives the hash of the weights. */
async function trained(stepSize: number): Promise<string> {
  const text = JSON.stringify({
    title: "Golden",
    question: "Are the bits the same?",
    dataset: { name: "synthetic", train: 100, test: 10 },
    loss: { name: "svm", l2: 0.5 },
    method: { name: "gradientDescent", stepSize },
    batchSize: 7,
    stop: { epochs: 2 },
    record: [],
  });
  const hashes: string[] = [];
  for await (
    const event of runExperiment(loadExperiment(text, { source: "golden.jsonc", kind: "train" }))
  ) {
    if (event.kind === "result") hashes.push(event.result.weightsSha256);
  }
  return hashes.join();
}

Deno.test("runExperiment() trains the same weights on every machine (golden)", async () => {
  assertEquals(
    await trained(1e-6),
    "d41606aad35014edf421ed594393935adfe3f27ea04ba04dc6dde2661e607da9",
  );
});

Deno.test("runExperiment() hashes NaN alike on every machine", async () => {
  // 1e39 is infinite in f32, which makes every weight NaN, and processors choose the bits of NaN.
  const bytes = new Uint8Array(new Uint32Array(10 * 3073).fill(0x7fc00000).buffer);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  const hex = [...new Uint8Array(digest)].map((one) => one.toString(16).padStart(2, "0")).join("");
  assertEquals(await trained(1e39), hex);
});

// Slices and checks.

/** A slice at the end of an endless run, on an axis so short that it takes no time. */
function endless(): ExperimentOf<"slice"> {
  const read = () => toyFile({ stop: { iterations: 1e12 }, record: [0] });
  const text = sliceFile({ center: { experiment: "other.jsonc", run: 1 }, seeds: [1, 2] });
  return loadExperiment(text, { source: "slice.jsonc", kind: "slice", read });
}

Deno.test("runExperiment() makes no slice of a centre whose training was cut short", async () => {
  const abort = new AbortController();
  const kinds: string[] = [];
  for await (const { kind } of runExperiment(endless(), { signal: abort.signal })) {
    kinds.push(kind);
    if (kind === "progress") abort.abort();
  }
  assertEquals(kinds, ["dataset", "progress"]);
});

Deno.test("runExperiment() gives the slice of each run, in order", async () => {
  const text = sliceFile({ matrix: { center: ["zero", "random"] }, seeds: [4, 5] });
  const experiment = loadExperiment(text, { source: "slice.jsonc", kind: "slice" });
  const seen: unknown[] = [];
  for await (const event of runExperiment(experiment)) {
    if (event.kind !== "result") continue;
    const { run, seed, values } = event.result;
    seen.push([run, seed, values.center]);
  }
  assertEquals(seen, [[1, 4, "zero"], [2, 5, "zero"], [3, 4, "random"], [4, 5, "random"]]);
});

Deno.test("runExperiment() checks a gradient in f64, whatever the backend", async () => {
  const experiment = loadExperiment(checkFile({ h: [1e-3] }), {
    source: "check.jsonc",
    kind: "gradientCheck",
  });
  for await (const event of runExperiment(experiment)) {
    if (event.kind !== "result") continue;
    // f32 has 24 bits, of which a difference at h = 1e-3 leaves errors of 1e-4.
    assert((event.result.judgement?.largest ?? 1) < 1e-10);
  }
});
