import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { stream } from "../../src/exact/rng.ts";
import type { Experiment } from "../../src/experiment/experiment.ts";
import type { Plan } from "../../src/kinds/plan.ts";
import type { Curve } from "../../src/kinds/train/curve.ts";
import type { TrainSpec } from "../../src/kinds/train/spec.ts";
import { type ExperimentContext, type RunEvent, runExperiment } from "../../src/runs/experiment.ts";
import { readStored, runKey, type RunStore, storedText } from "../../src/runs/store.ts";
import { experimentOf, type Fields, sliceKind, trainKind } from "../_done.ts";
import { SLICE, TOY } from "../_files.ts";

const planOf = (fields: Fields = {}) => experimentOf(trainKind, { ...TOY, ...fields }).runs[0];
const keyOf = (fields: Fields = {}, code = "c") => runKey(code, "train", planOf(fields));

// The key

Deno.test("runKey() depends on code, kind, spec and seed", () => {
  const others = [
    keyOf({}, "d"),
    runKey("c", "slice", planOf()),
    keyOf({ batchSize: 1 }),
    keyOf({ loss: { name: "svm", l2: 1 } }),
    keyOf({ seeds: [2] }),
  ];
  assertEquals(new Set([keyOf(), ...others]).size, 6);
});

Deno.test("runKey() does not depend on number, labels or title", () => {
  assertEquals(keyOf({ title: "Another", question: "Why?", charts: [] }), keyOf());
  const { runs: [, second] } = experimentOf(trainKind, {
    ...TOY,
    matrix: { batchSize: [1, "full"] },
  });
  assertEquals(runKey("c", "train", second), keyOf());
});

Deno.test("runKey() of a slice depends on the run at its centre", () => {
  const at = (run: number, more: Fields = {}) => {
    const other = { ...TOY, matrix: { batchSize: [1, 2] }, ...more };
    const center = { experiment: "other.jsonc", run };
    const { runs: [plan] } = experimentOf(sliceKind, { ...SLICE, center }, { other });
    return runKey("c", "slice", plan);
  };
  assertEquals(at(1), at(1, { title: "Another" }));
  assertEquals(
    new Set([at(1), at(2), at(1, { init: { scale: 3 } }), at(1, { seeds: [4] })]).size,
    4,
  );
});

// The text

const kept = (result: unknown) => ({ key: "k", by: { host: "#1" }, ended: "2026-07-01", result });
const ODD = kept({ losses: [NaN, Infinity, -Infinity, -0, 0.1, 5e-324], words: ["#NaN", "é\n"] });

/** Whether a text is found to be no run that can be trusted. */
const isRefused = (text: string, key = "k") => typeof readStored(text, key) === "string";

Deno.test("readStored() brings back what storedText() was given, whatever its numbers", () => {
  const read = readStored(storedText(ODD), "k");
  assertEquals<unknown>(read, ODD);
  const { result } = read as { result: { losses: number[] } };
  assert(Object.is(result.losses[3], -0));
});

Deno.test("readStored() finds 200 flipped bytes, or reads what was there", () => {
  const bytes = new TextEncoder().encode(storedText(ODD));
  const rng = stream(1, "data");
  for (let i = 0; i < 200; i++) {
    const flipped = bytes.slice();
    flipped[rng.below(bytes.length)] ^= 1 + rng.below(255);
    const read = readStored(new TextDecoder().decode(flipped), "k");
    if (typeof read !== "string") assertEquals<unknown>(read, ODD);
  }
});

Deno.test("readStored() finds a text that was cut anywhere, or goes on", () => {
  const text = storedText(kept({ a: 1 }));
  for (let length = 0; length < text.length; length++) assert(isRefused(text.slice(0, length)));
  for (const more of ["\n", " ", text]) assert(isRefused(text + more));
});

Deno.test("readStored() says why a text cannot be trusted", () => {
  assertEquals(readStored(storedText(ODD), "other"), "it is of another run");
  assertEquals(readStored(storedText(ODD).replace("host", "ghost"), "k"), "it is damaged");
  assertEquals(readStored("", "k"), "it is damaged");
});

// Running with a store

type Training = Experiment<TrainSpec, Curve>;
type Event = RunEvent<TrainSpec, Curve>;
type Kept = Map<string, Curve>;

const nameOf = (plan: Plan<TrainSpec>) => runKey("c", "train", plan);

/** A store in memory, and what was put into it. */
function storeOf(kept: Kept): { store: RunStore<TrainSpec, Curve>; put: number[] } {
  const put: number[] = [];
  const store: RunStore<TrainSpec, Curve> = {
    get: (plan) => Promise.resolve(kept.get(nameOf(plan)) ?? null),
    put(plan, result) {
      put.push(plan.run);
      kept.set(nameOf(plan), result);
      return Promise.resolve();
    },
  };
  return { store, put };
}

/** What happens when an experiment runs with a store that has `kept`. */
async function ran(
  experiment: Training,
  kept: Kept = new Map(),
  context: ExperimentContext<TrainSpec, Curve> = {},
  each: (event: Event) => void = () => {},
) {
  const { store, put } = storeOf(kept);
  const events: Event[] = [];
  for await (const event of runExperiment(experiment, { store, ...context })) {
    events.push(event);
    each(event);
  }
  const done = events.flatMap((event) => event.kind === "done" ? [event] : []);
  return {
    put,
    kept,
    done: done.map(({ done }) => done),
    stored: done.filter(({ isStored }) => isStored).map(({ done: { plan } }) => plan.run),
    notices: events.flatMap((event) => event.kind === "notice" ? [event.text] : []),
  };
}

const training = (fields: Fields) => experimentOf(trainKind, { ...TOY, ...fields });
const sweep = training({ matrix: { batchSize: [1, 2, "full"] } });
const best = training({
  matrix: { batchSize: [1, "full"], "method.stepSize": [0.1, 0.01] },
  best: { of: "method.stepSize", seeds: [5, 6] },
});

/** Those of the finished runs of an experiment whose numbers are given. */
async function finished(experiment: Training, numbers: readonly number[]): Promise<Kept> {
  const { done } = await ran(experiment);
  const some = done.filter(({ plan }) => numbers.includes(plan.run));
  return new Map(some.map(({ plan, result }) => [nameOf(plan), result]));
}

Deno.test("runExperiment() computes no finished run again, and gives all in their places", async () => {
  const { done: whole, put } = await ran(sweep);
  assertEquals(put, [1, 2, 3]);
  for (const numbers of [[], [2], [1, 3], [1, 2, 3]]) {
    const again = await ran(sweep, await finished(sweep, numbers));
    assertEquals([again.done, again.stored], [whole, numbers]);
    assertEquals(again.put, [1, 2, 3].filter((run) => !numbers.includes(run)));
  }
});

Deno.test("runExperiment() takes what another experiment has finished", async () => {
  const kept = await finished(sweep, [2]);
  const { done: [one], stored } = await ran(training({ batchSize: 2, title: "Another" }), kept);
  assertEquals([one.plan.run, stored], [1, [1]]); // under its own number
});

Deno.test("runExperiment() does the best again from a store with any part of the sweep", async () => {
  const { done: whole } = await ran(best);
  assertEquals(whole.length, 8);
  for (let count = 0; count <= whole.length; count++) {
    const numbers = whole.slice(0, count).map(({ plan }) => plan.run);
    const again = await ran(best, await finished(best, numbers));
    assertEquals([again.done, again.stored], [whole, numbers]);
  }
});

Deno.test("runExperiment() puts no run that was interrupted", async () => {
  const abort = new AbortController();
  const long = training({ stop: { iterations: 1e9 }, record: [], seeds: [1, 2] });
  const { put, done } = await ran(long, new Map(), { signal: abort.signal }, () => abort.abort());
  assertEquals([put, done.map(({ result }) => result.status)], [[], ["interrupted"]]);
});

Deno.test("runExperiment() gives what is stored when it is interrupted from the start", async () => {
  const kept = await finished(sweep, [3]);
  const { stored, done } = await ran(sweep, kept, { signal: AbortSignal.abort() });
  assertEquals([stored, done.length], [[3], 1]);
});

/** Finished runs, some of them with other data. */
async function spoilt(
  numbers: readonly number[],
  others: readonly number[],
  experiment = sweep,
): Promise<Kept> {
  const kept = await finished(experiment, numbers);
  for (const plan of experiment.runs.filter(({ run }) => others.includes(run))) {
    const result = kept.get(nameOf(plan)) as Curve;
    kept.set(nameOf(plan), { ...result, datasetSha256: "0".repeat(64) });
  }
  return kept;
}

Deno.test("runExperiment() computes again what was finished with other data, and says so", async () => {
  const { done: whole } = await ran(sweep);
  const sha256 = whole[0].result.datasetSha256;
  assertNotEquals(sha256, "0".repeat(64));
  const notice = (run: number) =>
    `run ${run} was finished with other data, whose SHA-256 is ${"0".repeat(64)}, now it is ` +
    `${sha256}: it is computed again`;
  // One run is missing, so that the data is read; or two disagree, so that it has to be.
  for (const numbers of [[1, 2], [1, 2, 3]]) {
    const { done, stored, notices } = await ran(sweep, await spoilt(numbers, [1]));
    assertEquals([done, notices], [whole, [notice(1)]]);
    assertEquals(stored, numbers.slice(1));
  }
});

Deno.test("runExperiment() reads no data that only finished runs need", async () => {
  // All agree on data that is not there any more.
  const gone = await spoilt([1, 2, 3], [1, 2, 3]);
  const { stored, notices } = await ran(sweep, gone);
  assertEquals([stored, notices], [[1, 2, 3], []]);
});

Deno.test("runExperiment() computes a sweep again when its best meets other data", async () => {
  const { done: whole } = await ran(best);
  const swept = best.runs.map(({ run }) => run);
  const { done, put, notices } = await ran(best, await spoilt(swept, swept, best));
  assertEquals([done, put.length, notices.length], [whole, whole.length, swept.length]);
});
