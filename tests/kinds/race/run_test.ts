/** Tuning and the runs that count. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { InputError, type Raced, type RaceSpec } from "../../../mod.ts";
import { log } from "../../../src/exact/math.ts";
import { bestTrial, trialValues } from "../../../src/kinds/race/_tuning.ts";
import { doneOf, experimentOf, type Fields, raceKind, trainKind } from "../../_done.ts";
import { trial } from "./_raced.ts";

const { POSITIVE_INFINITY: INF } = Number;

/** Gradient descent on three points, unless the fields say other things. */
const TINY: Fields = {
  dataset: { name: "toy" },
  method: { name: "gradientDescent" },
  init: { scale: 1 },
  tuning: { min: 0.01, max: 1, trials: 3 },
  finals: 2,
  stop: { epochs: 12 },
};
const races = (fields: Fields = {}) => experimentOf(raceKind, { ...TINY, ...fields });
const racedOf = (fields: Fields = {}) => doneOf(races(fields));
const resultOf = async (fields: Fields = {}) => (await racedOf(fields))[0].result;

const planOf = (tuning: RaceSpec["tuning"], seed = 1) => ({
  seed,
  spec: { tuning } as RaceSpec,
});

Deno.test("trialValues() of a grid have even factors, and the ends as they are given", () => {
  const values = (min: number, max: number, trials: number) =>
    trialValues(planOf({ min, max, trials, search: "grid" }));
  assertEquals(values(1e-4, 1e-1, 4), [1e-4, 1e-3, 1e-2, 1e-1]);
  assertEquals(values(0.12345, 10, 3), [0.12345, 1.11, 10]);
  assertEquals(values(0.1, 10, 1), [0.1]);
});

Deno.test("trialValues() of a random search are seeded, in the range, and each factor is as likely", () => {
  const values = (seed: number) =>
    trialValues(planOf({ min: 1e-6, max: 1e2, trials: 1000, search: "random" }, seed));
  assertEquals(values(1), values(1));
  assert(values(1).join() !== values(2).join());
  const all = values(1);
  assertEquals(all, all.toSorted((a, b) => a - b));
  assert(all.every((value) => value >= 1e-6 && value <= 1e2));
  // As many in each of eight decades: 125 with a deviation of √(1000·⅛·⅞) = 10.5.
  for (let decade = -6; decade < 2; decade++) {
    const share = all.filter((value) => Math.floor(log(value) / log(10)) === decade).length;
    assert(Math.abs(share - 125) < 4 * 10.5, `${share} at 1e${decade}`);
  }
});

Deno.test("bestTrial() is the lowest last loss; what diverged, failed or is no number is out", () => {
  const lost = [
    trial(1, 0.1, { status: "diverged" }),
    trial(2, 0.2, { status: "error" }),
    trial(3, NaN),
    trial(4, INF),
  ];
  assertEquals(bestTrial([...lost, trial(5, 0.9), trial(6, 0.8)])?.value, 6);
  assertEquals(bestTrial(lost), null);
  assertEquals(bestTrial([trial(1, 0.5), trial(2, 0.5)])?.value, 1); // of equals the smallest
});

Deno.test("bestTrial() goes by the validation loss where there is one", () => {
  const trials = [trial(1, 0.1, { validationLoss: 0.9 }), trial(2, 0.8, { validationLoss: 0.3 })];
  assertEquals(bestTrial(trials)?.value, 2);
});

Deno.test("race() tries values with the plan's seed, and runs the best on those that follow", async () => {
  const { of, trials, chosen, finals, minimum } = await resultOf({ seeds: [7] });
  assertEquals([of, trials.map(({ value }) => value), minimum], [
    "method.stepSize",
    [0.01, 0.1, 1],
    null,
  ]);
  assertEquals(finals.map(({ seed }) => seed), [8, 9]);
  const best = trials.toSorted((a, b) => a.loss - b.loss)[0];
  assertEquals(chosen, best.value);

  // Each is what training by itself gives.
  const { tuning: _, finals: __, ...fields } = TINY;
  const curveOf = async (seed: number, stepSize: number) => {
    const method = { name: "gradientDescent", stepSize };
    const training = experimentOf(trainKind, { ...fields, method, seeds: [seed] });
    return (await doneOf(training))[0].result.records;
  };
  for (const { value, startLoss, loss, examples } of trials) {
    const records = await curveOf(7, value);
    const last = records[records.length - 1];
    assertEquals([startLoss, loss, examples], [records[0].trainLoss, last.trainLoss, 36]);
  }
  for (const { seed, lows, loss, evaluations } of finals) {
    const records = await curveOf(seed, best.value);
    assertEquals([loss, evaluations], [records[records.length - 1].trainLoss, 12]);
    const lower = records.filter(({ trainLoss }, i) =>
      records.slice(0, i).every((before) => trainLoss < before.trainLoss)
    );
    assertEquals(lows, lower.map(({ examples, trainLoss }) => [examples, trainLoss]));
  }
});

Deno.test("race() tunes nothing of a method that is given its step size, or has none", async () => {
  for (const method of [{ name: "gradientDescent", stepSize: 0.1 }, { name: "randomSearch" }]) {
    const { of, trials, chosen, finals } = await resultOf({ method, tuning: {} });
    assertEquals([of, trials, chosen, finals.length], [null, [], null, 2]);
  }
});

Deno.test("race() tunes another field of a method, beside the step size it is given", async () => {
  const method = { name: "momentum", stepSize: 0.01 };
  const tuning = { of: "method.momentum", min: 0.1, max: 0.9, trials: 2 };
  const { of, trials, finals } = await resultOf({ method, tuning });
  assertEquals([of, trials.map(({ value }) => value), finals.length], [
    "method.momentum",
    [0.1, 0.9],
    2,
  ]);
  assert(trials[0].loss !== trials[1].loss);
});

Deno.test("race() tunes a number inside of a step size that is no number", async () => {
  const method = { name: "gradientDescent", stepSize: { name: "cosine", from: 1 } };
  const tuning = { of: "method.stepSize.from", min: 0.01, max: 0.1, trials: 2 };
  const { trials } = await resultOf({ method, tuning });
  assertEquals(trials.map(({ status }) => status), ["done", "done"]);
});

Deno.test("race() gives every method of a problem the same budget and the same values", async () => {
  const done = await racedOf({
    tuning: { min: 0.01, max: 1, trials: 4, search: "random" },
    matrix: {
      method: [{ name: "gradientDescent" }, { name: "adam" }, { name: "localSearch" }],
    },
    batchSize: 1,
    stop: { examples: 12 },
  });
  const [first, ...others] = done.map(({ result: { trials } }) =>
    trials.map(({ value, examples }) => [value, examples])
  );
  assertEquals(first.map(([, examples]) => examples), [12, 12, 12, 12]);
  for (const other of others) assertEquals(other, first);
});

Deno.test("race() has no run that counts where every trial was lost", async () => {
  const { trials, chosen, finals } = await resultOf({
    tuning: { min: 1e200, max: 1e300, trials: 2 },
  });
  assertEquals(trials.map(({ status }) => status), ["diverged", "diverged"]);
  assertEquals([chosen, finals], [null, []]);
});

Deno.test("race() knows the lowest value of a function", async () => {
  const fields = { dataset: undefined, init: undefined, problem: { name: "styblinskiTang" } };
  const { minimum, datasetSha256 } = await resultOf({
    ...fields,
    tuning: { min: 1e-3, max: 1e-2, trials: 2 },
  });
  assertEquals([minimum, datasetSha256], [2 * -39.16616570377142, null]);
});

Deno.test("race() chooses by the validation loss", async () => {
  const dataset = { name: "synthetic", train: 60, validation: 20, test: 0 };
  const { trials, chosen } = await resultOf({
    dataset,
    init: { scale: 1e-4 },
    tuning: { min: 1e-7, max: 1e-3, trials: 3 },
  });
  const best = trials.toSorted((a, b) => Number(a.validationLoss) - Number(b.validationLoss))[0];
  assertEquals(chosen, best.value);
  assert(trials.every(({ validationLoss }) => validationLoss !== null));
});

Deno.test("race() says how far it is, and counts the examples of all its runs", async () => {
  const shares: number[] = [];
  let most = 0;
  const { runExperiment } = await import("../../../mod.ts");
  for await (const event of runExperiment(races())) {
    if (event.kind !== "progress") continue;
    shares.push(event.progress.done);
    most = Math.max(most, event.progress.examples);
  }
  assertEquals(shares, shares.toSorted((a, b) => a - b));
  assertEquals([shares.at(-1), most], [1, 5 * 36]); // three trials and two runs that count
});

for (const after of [1, 4]) {
  Deno.test(`race() that is interrupted in run ${after} has no result`, async () => {
    const controller = new AbortController();
    const { runExperiment } = await import("../../../mod.ts");
    const done: Raced[] = [];
    for await (const event of runExperiment(races(), { signal: controller.signal })) {
      if (event.kind === "done") done.push(event.done);
      else if (event.kind === "progress" && event.progress.done >= (after - 0.5) / 5) {
        controller.abort();
      }
    }
    assertEquals(done, []);
  });
}

// What is refused.

const tuning = (fields: Fields) => ({ tuning: { ...TINY.tuning as Fields, ...fields } });
const REFUSED: readonly (readonly [fields: Fields, message: string])[] = [
  [tuning({ min: 1, max: 0.1 }), "tuning.max: must be above tuning.min, 1: current value is 0.1"],
  [tuning({ max: 0.01 }), "tuning.max: must be above tuning.min, 0.01: current value is 0.01"],
  [
    { tuning: { max: 1 } },
    "tuning.min: must be given, as method.stepSize of gradientDescent is tuned",
  ],
  [
    { tuning: { min: 1 } },
    "tuning.max: must be given, as method.stepSize of gradientDescent is tuned",
  ],
  [tuning({ min: 0 }), "tuning.min: must be above 0: current value is 0"],
  [tuning({ trials: 0 }), "tuning.trials: must be at least 1: current value is 0"],
  [
    tuning({ search: "bayes" }),
    'tuning.search: must be one of grid, random: current value is "bayes"',
  ],
  [
    tuning({ of: "stepSize" }),
    'tuning.of: must be a field of the method, such as method.stepSize: current value is "stepSize"',
  ],
  [
    tuning({ of: "method.decay" }),
    'tuning.of: must be a field of gradientDescent that is a number: it is "method.decay"',
  ],
  [
    { method: { name: "randomSearch" }, ...tuning({ of: "method.stepSize" }) },
    'tuning.of: must be a field of randomSearch that is a number: it is "method.stepSize"',
  ],
  [tuning({ trails: 3 }), 'tuning.trails: unknown key: did you mean "trials"?'],
  [{ targets: [0.1, 1] }, "targets[1]: must be below 1: current value is 1"],
  [{ targets: [0] }, "targets[0]: must be above 0: current value is 0"],
  [{ targets: [0.1, 0.1] }, "targets: must not name a target twice: current value is [0.1,0.1]"],
  [{ targets: [] }, "targets: must have at least 1 value: current value is []"],
  [{ finals: 0 }, "finals: must be at least 1: current value is 0"],
  [
    { stop: { iterations: 5 } },
    "stop.iterations: must be left out of a race, as methods' steps differ in cost: take epochs, " +
    "examples or evaluations",
  ],
  [
    { stop: { epochs: 5, targetLoss: 1 } },
    "stop.targetLoss: must be left out of a race, as a race has targets of its own, the field targets",
  ],
  [
    { method: { name: "gradientDescent", stepSze: 1 } },
    'method.stepSze: unknown key: did you mean "stepSize"?',
  ],
  [{ keep: "weights" }, "keep: unknown key"],
  [{ best: { of: "batchSize", seeds: [2] } }, "best: unknown key"],
  [
    { dataset: { name: "synthetic", train: 3 }, batchSize: 4 },
    'batchSize: must be 1 to 3, the number of training examples, or "full": current value is 4',
  ],
];
for (const [fields, message] of REFUSED) {
  Deno.test(`a race is refused: ${message}`, () => {
    const { message: found } = assertThrows(() => races(fields), InputError);
    assertEquals(found.split("\n").length, 1);
    assertEquals(found.slice(0, `test.jsonc: ${message}`.length), `test.jsonc: ${message}`);
  });
}

Deno.test("a race refuses values that a method cannot have", () => {
  const method = { name: "momentum", stepSize: 0.1 };
  const wrong = tuning({ of: "method.momentum", min: 0.5, max: 2 });
  const { message } = assertThrows(() => races({ method, ...wrong }), InputError);
  assertEquals(
    message,
    "test.jsonc: tuning: must try values that method.momentum can have, which 1 is not",
  );
});
