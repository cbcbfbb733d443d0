import { assertEquals } from "@std/assert";
import type { Experiment } from "../../../src/experiment/experiment.ts";
import { bestAgain, bestOf } from "../../../src/kinds/train/best.ts";
import type { Curve } from "../../../src/kinds/train/curve.ts";
import type { Trained, TrainSpec } from "../../../src/kinds/train/spec.ts";
import { runExperiment } from "../../../src/runs/experiment.ts";
import type { SweptValue } from "../../../src/types.ts";
import {
  curve,
  doneOf,
  experimentOf,
  type Fields,
  type MoreCurve,
  record,
  trainKind,
} from "../../_done.ts";
import { TOY } from "../../_files.ts";

type Values = Readonly<Record<string, SweptValue>>;
type Run = readonly [values: Values, final: number, more?: MoreCurve];

/** Runs with these values and final losses, numbered in order. */
function runs(...all: readonly Run[]): Trained[] {
  return all.map(([values, final, more], i) => curve([9, final], { run: i + 1, values, ...more }));
}

const at = (stepSize: number, batchSize = 1): Values => ({
  "method.stepSize": stepSize,
  batchSize,
});
const all = (values: Values, ...finals: number[]) => finals.map((final): Run => [values, final]);
const lost: MoreCurve = { status: "diverged" };
const groups: Run[] = [[at(0.1, 8), 1], [at(0.2, 8), 2], [at(0.1, 4), 4], [at(0.2, 4), 3]];
const [small, large] = [1, 2].map((scale) => ({ method: { name: "randomSearch", scale } }));

const CHOICES: readonly (readonly [what: string, runs: Run[], chosen: Values[], of?: string])[] = [
  ["the value with the lowest final loss", [[at(0.1), 3], [at(0.2), 1], [at(0.4), 2]], [at(0.2)]],
  [
    "what the last record says, not the lowest",
    [[at(0.1), 0, { records: curve([9, 0, 5]).result.records }], [at(0.2), 4]],
    [at(0.2)],
  ],
  [
    "the median over seeds, not the mean or the luckiest",
    [...all(at(0.2), 0, 5.5, 5.6), ...all(at(0.1), 4, 5, 6)],
    [at(0.1)],
  ],
  ["the first of equals", [[at(0.4), 2], [at(0.1), 2], [at(0.2), 2]], [at(0.4)]],
  ["none that diverged, however low its last loss", [[at(0.1), 0, lost], [at(0.2), 5]], [at(0.2)]],
  ["none that failed", [[at(0.1), 0, { status: "error" }], [at(0.2), 5]], [at(0.2)]],
  ["none that was interrupted", [[at(0.1), 0, { status: "interrupted" }], [at(0.2), 5]], [at(0.2)]],
  ["one that met its target", [[at(0.1), 0, { status: "target" }], [at(0.2), 5]], [at(0.1)]],
  [
    "a value of which fewer than half diverged",
    [...all(at(0.1), 1, 1), [at(0.1), 0, lost], [at(0.2), 5]],
    [at(0.1)],
  ],
  ["the first when all diverged", [[at(0.1), 3, lost], [at(0.2), 1, lost]], [at(0.1)]],
  ["none whose final loss is NaN", [[at(0.1), NaN], [at(0.2), 5]], [at(0.2)]],
  ["one for each combination of the other fields, in order", groups, [at(0.1, 8), at(0.2, 4)]],
  ["other groups of another field", groups, [at(0.1, 8), at(0.2, 8)], "batchSize"],
  ["whole methods by their options", [[small, 4], [large, 3]], [large], "method"],
];
for (const [what, some, chosen, of = "method.stepSize"] of CHOICES) {
  Deno.test(`bestOf() takes ${what}`, () => {
    assertEquals(
      bestOf(of, runs(...some), "trainLoss").map(({ equals: [{ plan }] }) => plan.values),
      chosen,
    );
  });
}

// What chooses: step sizes with the training loss, the validation loss and accuracy that they end at.

type Ends = readonly [trainLoss: number, loss: number | null, accuracy: number | null];
const CHOOSERS:
  readonly (readonly [what: string, by: string | undefined, ends: Ends[], chosen: number])[] = [
    [
      "the accuracy of the validation part",
      undefined,
      [[1, 1, 0.5], [2, 3, 0.75], [3, 2, 0.25]],
      2,
    ],
    ["the training loss", "trainLoss", [[2, 1, 0.5], [1, 3, 0.25], [3, 2, 0.75]], 2],
    ["the validation loss", "validationLoss", [[1, 2, 0.75], [2, 3, 0.5], [3, 1, 0.25]], 3],
    ["the validation accuracy", "validationAccuracy", [[1, 2, 0.25], [2, 3, 0.5], [3, 1, 0]], 2],
    ["the first of equal accuracies", undefined, [[3, 3, 0.25], [2, 2, 0.5], [1, 1, 0.5]], 2],
    [
      "no validation loss that is NaN",
      "validationLoss",
      [[1, NaN, 0], [2, 9, 0], [3, Infinity, 0]],
      2,
    ],
    ["the training loss where a run has no validation part", undefined, [[2, 1, 1], [
      1,
      null,
      null,
    ]], 2],
    [
      "never the test accuracy, which is higher with every run",
      undefined,
      [[1, 1, 0.5], [2, 2, 0]],
      1,
    ],
  ];
for (const [what, by, ends, chosen] of CHOOSERS) {
  Deno.test(`bestAgain() chooses by ${what}`, () => {
    const done = ends.map(([trainLoss, validationLoss, validationAccuracy], i) => {
      const last = { validationLoss, validationAccuracy, testAccuracy: i / 10 };
      const records = [record(0, 9, last), record(1, trainLoss, last)];
      return curve([], { run: i + 1, values: at(i + 1), records });
    });
    const best = { of: "method.stepSize", seeds: [7], by };
    const [{ values }] = bestAgain(best, [], done);
    assertEquals(values, at(chosen));
  });
}

/** Runs to a target: the examples that each step size took, null where the target was missed. */
function towards(...costs: readonly (readonly [stepSize: number, examples: number | null])[]) {
  return costs.map(([stepSize, examples], i) =>
    curve([], {
      run: i + 1,
      values: at(stepSize),
      status: examples === null ? "done" : "target",
      records: [
        record(0, 9),
        record(i + 1, examples === null ? 2 : 1, { examples: examples ?? 5 }),
      ],
      spec: { stop: { targetLoss: 1, divergence: 100 } },
    })
  );
}

for (
  const [what, done, chosen] of [
    ["took the fewest examples to the target", towards([0.1, 80], [0.2, 60], [0.4, 70]), 0.2],
    ["reached it, not one that missed it sooner", towards([0.1, null], [0.2, 60]), 0.2],
    ["comes first where none reached it", towards([0.1, null], [0.2, null]), 0.1],
  ] as const
) {
  Deno.test(`bestAgain() of runs with a target chooses the one that ${what}`, () => {
    const [{ values }] = bestAgain({ of: "method.stepSize", seeds: [7] }, [], done);
    assertEquals(values, at(chosen));
  });
}

Deno.test("bestAgain() of runs with a target chooses by what best.by says", () => {
  const done = towards([0.1, 80], [0.2, 60]);
  const [{ values }] = bestAgain({ of: "method.stepSize", seeds: [7], by: "trainLoss" }, [], done);
  assertEquals(values, at(0.1)); // both end at 1: the first of equals
});

// Runs again.

const sweep = {
  matrix: { batchSize: [1, "full"], "method.stepSize": [0.1, 0.2] },
  seeds: [1, 2],
  best: { of: "method.stepSize", seeds: [7, 8, 9] },
};
const experiment = (fields: Fields) => experimentOf(trainKind, { ...TOY, ...fields });

Deno.test("bestAgain() numbers its runs after those of the sweep, seeds fastest, with their specs", () => {
  const { runs } = experiment(sweep);
  // The medians of batch size 1 are 4 and 2, those of full 1.5 and 3.
  const finals = [3, 5, 2, 2, 1, 2, 3, 3];
  const done = runs.map((plan, i) => ({ plan, result: curve([9, finals[i]]).result }));
  assertEquals(
    bestAgain(sweep.best, runs, done).map(({ run, seed, values, spec: { batchSize, method } }) => [
      [run, seed, values.batchSize, values["method.stepSize"]],
      [batchSize, method.stepSize],
    ]),
    [
      [[9, 7, 1, 0.2], [1, 0.2]],
      [[10, 8, 1, 0.2], [1, 0.2]],
      [[11, 9, 1, 0.2], [1, 0.2]],
      [[12, 7, "full", 0.1], ["full", 0.1]],
      [[13, 8, "full", 0.1], ["full", 0.1]],
      [[14, 9, "full", 0.1], ["full", 0.1]],
    ],
  );
});

/** From W = 0, 0.1 goes down and 1e6 does not. */
const short = {
  init: { scale: 0 },
  matrix: { "method.stepSize": [1e6, 0.1] },
  best: { of: "method.stepSize", seeds: [5, 6] },
};

Deno.test("runExperiment() runs the best again after the sweep, up to its total", async () => {
  const done = await doneOf(experiment(short));
  assertEquals(
    done.map(({ plan: { run, seed, spec } }) => [run, seed, spec.method.stepSize]),
    [[1, 1, 1e6], [2, 1, 0.1], [3, 5, 0.1], [4, 6, 0.1]],
  );
  assertEquals(done.length, experiment(short).total);
});

Deno.test("runExperiment() gives a run again the bits of a sweep with its seed", async () => {
  const fields = { ...short, init: { scale: 0.5 }, batchSize: 2 };
  const [, , again] = await doneOf(experiment(fields));
  const matrix = { "method.stepSize": [0.1] };
  const [direct] = await doneOf(experiment({ ...fields, seeds: [5], matrix, best: null }));
  assertEquals(again.result, direct.result);
});

/** The runs that are done when the signal comes with that of a number. */
async function doneUntil(last: number, runs: Experiment<TrainSpec, Curve>) {
  const abort = new AbortController();
  const seen: [number, string][] = [];
  for await (const event of runExperiment(runs, { signal: abort.signal })) {
    if (event.kind !== "done") continue;
    const { plan: { run }, result: { status } } = event.done;
    seen.push([run, status]);
    if (run === last) abort.abort();
  }
  return seen;
}

Deno.test("runExperiment() interrupted within or after the sweep runs nothing again", async () => {
  assertEquals(await doneUntil(1, experiment(short)), [[1, "diverged"]]);
  assertEquals(await doneUntil(2, experiment(short)), [[1, "diverged"], [2, "done"]]);
});
