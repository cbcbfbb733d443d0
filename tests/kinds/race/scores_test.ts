/** Targets, profiles and ranks by hand. */
import { assertEquals } from "@std/assert";
import { costOf, costsOf, lossAt, medianCost, tuningCost } from "../../../src/kinds/race/costs.ts";
import { goodTrials } from "../../../src/kinds/race/costs.ts";
import { boardOf } from "../../../src/kinds/race/board.ts";
import {
  columnMeans,
  placesOf,
  profileOf,
  ranksOf,
  ratiosOf,
} from "../../../src/kinds/race/_scores.ts";
import { falling, final, raced, trial } from "./_raced.ts";

const { POSITIVE_INFINITY: INF } = Number;

Deno.test("lossAt() leaves a share of the way from the start to the lowest loss", () => {
  // 2 + 0.1·(12 − 2), and −5 + 0.01·(5 + 5)
  assertEquals([lossAt(0.1, 12, 2), lossAt(0.01, 5, -5)], [3, -4.9]);
});

Deno.test("costOf() is that of the first record at or below a target", () => {
  // L₀ = 10 and L* = 0: the targets are 1 and 0.1.
  const one = final(1, [[0, 10], [10, 2], [20, 1], [40, 0.05]]);
  assertEquals([0.1, 0.01].map((target) => costOf(one, target, 0)), [20, 40]);
});

Deno.test("costOf() is infinite where a target was not reached, and where nothing was recorded", () => {
  assertEquals(costOf(final(1, [[0, 10], [10, 2]]), 0.1, 0), INF);
  assertEquals(costOf(final(1, [[0, 10], [0, 10]], { lows: [] }), 0.1, 0), INF);
});

Deno.test("costOf() is 0 where the start is lowest", () => {
  assertEquals(costOf(final(1, [[0, 3]]), 0.1, 3), 0);
});

Deno.test("medianCost() is infinite where half of the seeds or more do not reach a target", () => {
  const costOfRuns = (...finals: Parameters<typeof raced>[2]) => {
    const [entry] = boardOf([raced("ravine", "a", finals)]).entries;
    return [costsOf(entry, 0.1), medianCost(entry, 0.1)];
  };
  const [good, bad] = [falling(1, 0.05), falling(2, 0.5)];
  assertEquals(costOfRuns(good, good, bad), [[10, 10, INF], 10]);
  assertEquals(costOfRuns(good, bad), [[10, INF], INF]);
  assertEquals(costOfRuns(), [[INF], INF]); // every trial was lost
});

Deno.test("tuningCost() is that of a trial ÷ the share of good ones, whose last loss reaches a target", () => {
  const trials = [
    trial(0.1, 0.5),
    trial(1, 0.05, { examples: 200 }),
    trial(2, 0.001, { status: "diverged" }),
    trial(3, NaN, { status: "diverged" }),
  ];
  const [entry] = boardOf([raced("ravine", "a", [falling(1, 0.05)], { trials })]).entries;
  assertEquals(goodTrials(entry, 0.1), 1 / 4);
  assertEquals(tuningCost(entry, 0.1), (100 + 200 + 100 + 100) / 4 / (1 / 4));
  assertEquals(medianCost(entry, 0.1, true), 500 + 10);
  assertEquals([goodTrials(entry, 0.01), tuningCost(entry, 0.01)], [0, INF]);
});

Deno.test("tuningCost() is nothing where nothing is tuned", () => {
  const [entry] = boardOf([raced("ravine", "a", [falling(1, 0.05)])]).entries;
  assertEquals([goodTrials(entry, 0.1), tuningCost(entry, 0.1)], [null, 0]);
});

Deno.test("boardOf() takes the known minimum, else the lowest loss that any method reached", () => {
  const unknown = (minimum: number | null) => [
    raced("saddle", "a", [falling(1, 0.5)], { minimum }),
    raced("saddle", "b", [falling(1, -3, -2)], { minimum, trials: [trial(1, -4), trial(2, NaN)] }),
    raced("ravine", "a", [falling(1, -9)], { minimum: null }),
  ];
  assertEquals(boardOf(unknown(null)).entries.map(({ lowest }) => lowest), [-4, -4, -9]);
  assertEquals(boardOf(unknown(0)).entries.map(({ lowest }) => lowest), [0, 0, -9]);
});

Deno.test("boardOf() names problems and methods by what differs", () => {
  const classifier = (loss: object, method: string, more = {}) =>
    raced("classifier", method, [], {
      spec: { loss, dataset: { name: "toy", seed: 1 }, ...more } as object,
    });
  const namesOf = (...done: Parameters<typeof boardOf>[0]) => {
    const { problems, methods } = boardOf(done);
    return [problems, methods];
  };
  assertEquals(namesOf(raced("ravine", "a", [])), [["ravine"], ["a"]]);
  assertEquals(
    namesOf(
      classifier({ name: "svm", l2: 0 }, "a"),
      classifier({ name: "softmax" }, "a"),
      raced("ravine", "b", []),
    ),
    [["classifier svm", "classifier softmax", "ravine"], ["a", "b"]],
  );
  // All are of one problem, whose name says nothing.
  assertEquals(
    namesOf(classifier({ name: "svm", l2: 0 }, "a"), classifier({ name: "svm", l2: 1 }, "a")),
    [["svm(l2=0)", "svm(l2=1)"], ["a"]],
  );
  const momentum = (decay: number) => ({ spec: { method: { name: "m", decay, rest: 1 } } });
  assertEquals(
    namesOf(raced("ravine", "", [], momentum(0.5)), raced("ravine", "", [], momentum(0.9))),
    [["ravine"], ["m(decay=0.5)", "m(decay=0.9)"]],
  );
});

Deno.test("boardOf() takes what else differs between runs of a method on a problem as the problem's", () => {
  const sized = (batchSize: number | "full", method: string) =>
    raced("ravine", method, [], { values: { batchSize }, spec: { batchSize } });
  const twice = [sized(1, "a"), sized("full", "a"), sized(1, "b"), sized("full", "b")];
  assertEquals(boardOf(twice).problems, ["batch size 1", "batch size full"]);
  assertEquals(boardOf(twice).methods, ["a", "b"]);
  // A method with a batch size of its own.
  assertEquals(boardOf([sized(1, "a"), sized("full", "b")]).problems, ["ravine"]);
});

Deno.test("ranksOf() gives equals the mean of their ranks, and what was not reached the last ones", () => {
  assertEquals(ranksOf([5, 3, 5]), [2.5, 1, 2.5]);
  assertEquals(ranksOf([INF, 1, INF, 2]), [3.5, 1, 3.5, 2]);
  assertEquals(ranksOf([7]), [1]);
});

Deno.test("placesOf() and columnMeans()", () => {
  assertEquals(placesOf([2, 1, 2, 3]), [2, 1, 2, 4]);
  assertEquals(columnMeans([[1, 2], [3, 5]]), [2, 3.5]);
});

Deno.test("profileOf() is Dolan and Moré's, of a table of four problems and two methods", () => {
  const costs = [[10, 20], [30, 10], [5, 5], [40, INF]];
  const ratios = costs.map(ratiosOf);
  assertEquals(ratios, [[1, 2], [3, 1], [1, 1], [1, INF]]);
  const [a, b] = [0, 1].map((method) => profileOf(ratios.map((own) => own[method])));
  assertEquals(a, [[1, 3 / 4], [3, 1]]);
  assertEquals(b, [[1, 2 / 4], [2, 3 / 4]]);
});

Deno.test("ratiosOf() has no number for what nobody reached, and 1 for a start that is lowest", () => {
  assertEquals(ratiosOf([INF, INF]), [INF, INF]);
  assertEquals(ratiosOf([0, 0, 5]), [1, 1, INF]);
  assertEquals(profileOf([INF, INF]), [[1, 0]]);
});
