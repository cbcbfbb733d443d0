import { type Registry, registry } from "../../registry.ts";
import type { Draw, Kind } from "../kind.ts";
import { makeTrain } from "../train/mod.ts";
import type { TrainRegistries } from "../train/spec.ts";
import { checkRace } from "./_tuning.ts";
import { performanceProfile } from "./performance_profile.ts";
import type { Race } from "./race.ts";
import { race } from "./run.ts";
import { type Raced, raceFields, type RaceSpec } from "./spec.ts";
import { raceFinding } from "./finding.ts";
import { raceSummary } from "./summary.ts";
import { raceTables } from "./tables.ts";
import { tuningCurves } from "./tuning_curves.ts";

/** To add a chart: a file as `performance_profile.ts`, and its name here. */
export const raceFigures: Registry<void, Draw<Raced>> = registry("chart of races", [
  performanceProfile,
  tuningCurves,
]);

export function makeRace(registries: TrainRegistries): Kind<RaceSpec, Race> {
  const training = makeTrain(registries);
  return {
    name: "race",
    about: "Races methods: each is tuned with the same number of trials, then run on other seeds",
    fields: raceFields(registries),
    defaults: training.defaults,
    shown: ["method.name", "batchSize", "tuning.min", "tuning.max", "tuning.trials", "finals"],
    tables: raceTables,
    figures: raceFigures,
    check: (spec, ...of) =>
      checkRace(spec, (run) => training.check(run, ...of), registries.methods),
    batch: ({ batchSize }) => batchSize,
    run: (plan, context) => race(plan, context, registries),
    usual: () => ({ name: "performanceProfile" }),
    drawn: (done) => done,
    summary: raceSummary,
    finding: raceFinding,
    isInterrupted: () => false,
    failure: ({ result: { finals } }) =>
      finals.find(({ status }) => status === "error")?.stopReason ?? null,
  };
}
