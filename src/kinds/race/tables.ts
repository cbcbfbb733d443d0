import { dataset, defineTable, f32, key, label, type Table, value } from "../table.ts";
import { boardOf } from "./board.ts";
import { costOf } from "./costs.ts";
import type { Race } from "./race.ts";
import { meanGoodTrials, rankingOf, reachedBy } from "./ranking.ts";
import type { Raced, RaceSpec } from "./spec.ts";

const labels = {
  problem: label("What is minimised, in as few words as tell it from the others"),
  method: label("The method, likewise"),
};
const tuned = "The value that was chosen by tuning; empty where nothing was tuned";

const race = defineTable({
  file: "race.csv",
  isBare: true,
  labels,
  columns: {
    finalSeed: key("Seed of the run that counts"),
    chosen: value(tuned),
    status: value("done, diverged or error"),
    stopReason: value("What ended the run, as in runs.csv"),
    examples: value("Examples whose loss or gradient the method has asked for"),
    evaluations: value("Calls of the loss and of the gradient, each over a batch"),
    finalLoss: f32("Training loss of the last record"),
    finalTestAccuracy: value("Test accuracy of the last record; empty without a test part"),
    lowestLoss: f32(
      "L*: the lowest loss that the problem is known to have, else the lowest in this race",
    ),
    datasetSha256: dataset,
  },
  outcome: {
    words: "final training loss",
    of: ({ status = "done", final_loss: loss }) =>
      status === "done" ? loss && Number(loss) : status,
  },
  rows(done: readonly Raced[]) {
    const { entries, targets } = boardOf(done);
    return entries.flatMap(({ problem, method, runs, lowest }) =>
      runs.flatMap(({ plan, result: { finals, chosen, datasetSha256 } }) =>
        finals.map((one) => ({
          plan,
          cells: {
            problem,
            method,
            finalSeed: one.seed,
            chosen,
            status: one.status,
            stopReason: one.stopReason,
            examples: one.examples,
            evaluations: one.evaluations,
            finalLoss: one.loss,
            finalTestAccuracy: one.testAccuracy,
            lowestLoss: lowest,
            datasetSha256,
          },
          more: Object.fromEntries(targets.map((target) => {
            const cost = costOf(one, target, lowest);
            return [`cost_to_${target}`, Number.isFinite(cost) ? cost : null];
          })),
        }))
      )
    );
  },
});

const trials = defineTable({
  file: "trials.csv",
  isBare: true,
  labels,
  columns: {
    trial: key("Number of the trial, from 1 with the smallest value"),
    field: label("The field that is tuned"),
    value: label("Its value"),
    status: value("done, diverged or error"),
    startLoss: f32("Training loss at the start"),
    finalLoss: f32("Training loss at the end"),
    finalValidationLoss: f32("Validation loss at the end; empty without a validation part"),
    examples: value("Examples whose loss or gradient the method has asked for"),
    isChosen: value(
      "yes or no: whether it is the best one, with which the runs that count were made",
    ),
  },
  rows(done: readonly Raced[]) {
    const { entries } = boardOf(done);
    return entries.flatMap(({ problem, method, runs }) =>
      runs.flatMap(({ plan, result: { of, trials, chosen } }) =>
        trials.map(({ value, status, startLoss, loss, validationLoss, examples }, i) => ({
          plan,
          cells: {
            problem,
            method,
            trial: i + 1,
            field: of,
            value,
            status,
            startLoss,
            finalLoss: loss,
            finalValidationLoss: validationLoss,
            examples,
            isChosen: value === chosen ? "yes" : "no",
          },
        }))
      )
    );
  },
});

const ranking = defineTable({
  file: "ranking.csv",
  isBare: true,
  isOptional: true,
  labels: { method: label("The method; run and seed are those of its first problem") },
  columns: {
    place: value("One more than there are methods with a lower mean rank"),
    placeLow: value("The best place in nine of ten draws of the seeds"),
    placeHigh: value("The worst place in nine of ten draws of the seeds"),
    behindFirst: value(
      "Share of draws in which its mean rank is above that of the first; empty of the first itself",
    ),
    meanRank: value("Mean over all targets of its rank by the median cost"),
    targets: value("Targets that some method reached: those that ranks are of"),
    reached: value("Those that this method reached, by the median over seeds"),
    goodTrials: value(
      "Mean share of trials whose last loss reaches a target; empty without trials",
    ),
    placeWithTuning: value("As place, where what tuning is expected to cost is paid for"),
    meanRankWithTuning: value("As mean_rank, likewise"),
  },
  rows: (done: readonly Raced[]) =>
    rankingOf(boardOf(done)).map((place) => ({
      plan: place.own[0].entry.runs[0].plan,
      cells: {
        method: place.method,
        place: place.place,
        placeLow: place.interval[0],
        placeHigh: place.interval[1],
        behindFirst: place.isBehind,
        meanRank: place.meanRank,
        targets: place.own.length,
        reached: reachedBy(place),
        goodTrials: meanGoodTrials(place),
        placeWithTuning: place.tuned.place,
        meanRankWithTuning: place.tuned.meanRank,
      },
    })),
});

/** The tables of races. */
export const raceTables: readonly Table<RaceSpec, Race>[] = [trials, race, ranking];
