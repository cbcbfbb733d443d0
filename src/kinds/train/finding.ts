import { counted, distinct, median, readable } from "../../numbers.ts";
import { pathWords, seedCount, sweptPaths, sweptText, titleOf } from "../_groups.ts";
import type { SummaryOptions } from "../kind.ts";
import type { Best } from "../plan.ts";
import { edgeAdvice } from "./_edges.ts";
import { bestWords, FIELD_NAMES, type Judge, judgeName, numberText } from "./_fields.ts";
import { fieldWords, hasEnded, judgeOf, type Outcomes, outcomesOf, stages } from "./_outcomes.ts";
import { byFunction, withoutFunction } from "./_functions.ts";
import { certainty, countWords, seedWords, type Stage } from "./_seeds.ts";
import { lawWords, scalingsOf, stepSizeWords, TUNED } from "./_scaling.ts";
import { type BestOf, bestOf, pathsBeside } from "./best.ts";
import type { Trained } from "./spec.ts";

/** Places that a finding names after the first. */
const RUNNERS_UP = 2;
/** Equals that a finding names one by one. */
const NAMED = 3;
/** Functions that a finding speaks of one by one. */
const MOST_FUNCTIONS = 20;

/**
 * What was found: which values are best, as a rule by the lowest training loss, for which cost, which
 * ones come next, and how many diverged. Equals share a place. Where several fields are swept, each
 * value of the first one stands with what suits it best. Runs that did not come to their end do not
 * count.
 */
export function trainFinding(done: readonly Trained[], options: SummaryOptions = {}): string {
  const functions = byFunction(done);
  return functions.size > 1 ? eachApart(functions, options) : findingOfOne(done, options);
}

/** What was found on each of several functions, whose values say nothing of each other. */
function eachApart(
  functions: ReadonlyMap<string, readonly Trained[]>,
  { planned }: SummaryOptions,
): string {
  const shown = [...functions].slice(0, MOST_FUNCTIONS).map(([words, done]) => {
    const own = planned === undefined ? {} : { planned: withoutFunction(planned) };
    const finding = findingOfOne(done, own);
    return `on ${words}: ${finding.replace(/^Finding: /, "")}`.replace(/\.$/, "");
  });
  const more = functions.size - shown.length;
  return sentences([
    "Finding: functions differ, so each is compared by itself",
    ...shown,
    ...more > 0 ? [`so are ${more} more`] : [],
  ]);
}

function findingOfOne(done: readonly Trained[], options: SummaryOptions): string {
  const { best = null, planned, allows } = options;
  const [swept, again] = stages(done, best);
  const by = judgeOf(done, best);
  const isWhole = swept.filter(hasEnded).length >= (planned?.length ?? swept.length);
  const advice = (of: string, from: BestOf) => isWhole ? edgeAdvice(of, from, allows) : [];
  if (best === null || again.length === 0) {
    const [path, ...others] = sweptPaths(swept);
    const sentence = findingOf(swept, {
      seeds: seedCount(swept, planned),
      noun: "seed",
      more: "seeds=1,2,3",
      chosen: "",
      by,
      paths: others.length > 0 ? [path] : [],
    });
    const scaling = scalingWords(swept, swept);
    const edges = tuned(swept, by, scaling.length > 0).flatMap(([of, from, before]) =>
      advice(of, from).map((words) => before + words)
    );
    return sentences([sentence, ...scaling, ...edges]);
  }
  const values = new Set(swept.map((one) => sweptText(one, best.of))).size;
  const sentence = findingOf(again, {
    seeds: best.seeds.length,
    noun: "other seed",
    more: "more of best.seeds",
    chosen: ` (chosen from ${values} by the sweep)`,
    by,
    paths: pathsBeside(best.of, again),
  });
  const notes = bestOf(best.of, swept, by).flatMap((from) => {
    const before = groupWords(best.of, from, swept);
    return [...tieWords(best, from, by), ...advice(best.of, from)].map((words) => before + words);
  });
  return sentences([sentence, ...scalingWords(again, swept), ...notes]);
}

/** What batches buy, where three sizes or more reached a target. */
function scalingWords(done: readonly Trained[], swept: readonly Trained[]): string[] {
  return scalingsOf(done, swept).flatMap((one) => [lawWords(one), ...stepSizeWords(one)]);
}

/** Each once: several equals may have the same advice. */
function sentences(all: readonly string[]): string {
  return [...new Set(all)].map((one) => `${one[0].toUpperCase()}${one.slice(1)}.`).join(" ");
}

/**
 * The numbers of the method that were swept, each with where the best of all was reached: where batch
 * sizes are compared, the step size with the best of each.
 */
function tuned(
  swept: readonly Trained[],
  by: Judge,
  isScaling: boolean,
): [of: string, from: BestOf, before: string][] {
  const finished = swept.filter(hasEnded);
  const lowest = Math.min(...outcomesOf(finished, by).map(({ badness }) => badness));
  if (!Number.isFinite(lowest)) return [];
  return sweptPaths(finished).filter((path) => path.startsWith("method.")).flatMap((of) => {
    const isOfEach = isScaling && of === TUNED;
    return bestOf(of, finished, by)
      .filter(({ badness }) => isOfEach ? Number.isFinite(badness) : badness === lowest)
      .map((from): [string, BestOf, string] => [
        of,
        from,
        isOfEach ? groupWords(of, from, finished) : "",
      ]);
  });
}

/** `with batch size 1, `: the values of the other fields. */
function groupWords(of: string, { equals: [best] }: BestOf, swept: readonly Trained[]): string {
  const words = fieldWords(best, pathsBeside(of, swept));
  return words.length === 0 ? "" : `with ${words.join(" and ")}, `;
}

/** Which of several equals was run again, and why that one. */
function tieWords({ of }: Best, { equals, badness }: BestOf, by: Judge): string[] {
  if (equals.length === 1) return [];
  const name = pathWords(of);
  const [first] = equals.map((one) => sweptText(one, of));
  const why = Number.isFinite(badness)
    ? `${equals.length} values of ${name} share the ${bestWords(by)} of the sweep`
    : by === "examples"
    ? `no value of ${name} reached the target loss in the sweep`
    : `no value of ${name} has a final ${FIELD_NAMES[by]} in the sweep`;
  return [`${why}: the first of them in the list, ${first}, was run again`];
}

function findingOf(done: readonly Trained[], stage: Stage): string {
  const finished = done.filter(hasEnded);
  if (finished.length === 0) return "Finding: none, as no run came to its end";
  const groups = outcomesOf(finished, stage.by);
  const lost = groups.filter(({ hasDiverged }) => hasDiverged);
  const isRace = stage.by === "examples";
  const missed = groups.filter((one) => isRace && !one.hasDiverged && !Number.isFinite(one.final));
  const kept = groups.filter((one) => !lost.includes(one) && !missed.includes(one));
  if (groups.length === 1) return `Finding: ${wayOf(groups[0], stage)}`;
  if (kept.length === 0) {
    const isAll = finished.every(({ result }) => result.status === "diverged");
    return isAll
      ? "Finding: every run diverged"
      : missed.length > 0
      ? "Finding: none reached the target loss with more than half of the seeds"
      : "Finding: half of the seeds or more diverged each time";
  }
  const [first, ...others] = ranked(kept);
  const next = bestOfEach(others.flat(), first, stage.paths);
  const shown = [first, ...ranked(next).slice(0, RUNNERS_UP)];
  const ofEach = next.length < others.flat().length
    ? `the best of each other ${titleOf(stage.paths)}: `
    : "";
  const finals = distinct(shown.map(([{ final }]) => final), numberText(stage.by), 3);
  const texts = shown.map((equals, i) =>
    i === 0
      ? ""
      : `${namesOf(equals)}: ${finals[i]} in ${stepsOf(equals)}${countWords(equals, stage)}`
  ).slice(1);
  const verb = first.length === 1
    ? `${isRace ? "took" : "reached"} the ${bestWords(stage.by)}`
    : others.length > 0
    ? `share the ${bestWords(stage.by)}`
    : isRace
    ? "took the same number of examples to the target loss"
    : `end with the same final ${FIELD_NAMES[stage.by]}`;
  return [
    `Finding: ${costOf(kept)}${namesOf(first)} ${verb}: ${finals[0]} in ${stepsOf(first)}` +
    certainty(first, others.flat(), stage),
    ...texts.length > 0 ? [`then ${ofEach}${texts.join("; ")}`] : [],
    ...lost.length > 0 ? [`${lost.length} of ${groups.length} diverged`] : [],
    ...missed.length > 0 ? [`${missed.length} of ${groups.length} missed the target loss`] : [],
  ].join("; ");
}

/** How far a single combination went. */
function wayOf(group: Outcomes, stage: Stage): string {
  const { ended, last, hasDiverged, words } = group;
  const { by } = stage;
  const measure = by === "examples" ? "trainLoss" : by;
  const swept = sweptPaths(ended).length > 0 ? `with ${words}${stage.chosen}, ` : "";
  const seeds = stage.seeds > 1 ? ` (${seedWords(group, stage)})` : "";
  if (by === "examples" && Number.isFinite(group.final)) {
    return `${swept}${readable(group.final)} ${judgeName(by)}, in ${stepsOf([group])}${seeds}`;
  }
  const way = [ended.map(({ result: { records } }) => records[0]), last]
    .map((records) => median(records.map((record) => record[measure] ?? NaN)))
    .map((value) => Number.isFinite(value) ? numberText(measure)(value, 3) : "no finite number");
  const end = hasDiverged ? ", and diverged" : by === "examples" ? ", short of the target" : "";
  return `${swept}the ${FIELD_NAMES[measure]} went from ${way[0]} at the start to ${
    way[1]
  } after ` +
    `${stepsOf([group])}${end}${seeds}`;
}

/** Groups, best first: equals share a place. */
function ranked(groups: readonly Outcomes[]): Outcomes[][] {
  const sorted = groups.toSorted((a, b) => a.badness - b.badness);
  return [...Map.groupBy(sorted, ({ badness }) => badness).values()];
}

/** The best of each value of `paths` that `first` does not have; all without. */
function bestOfEach(
  groups: readonly Outcomes[],
  first: readonly Outcomes[],
  paths: readonly string[],
): Outcomes[] {
  if (paths.length === 0) return [...groups];
  const valueOf = ({ runs: [run] }: Outcomes) =>
    JSON.stringify(paths.map((path) => sweptText(run, path)));
  const lowest = new Map(
    groups.toReversed().map((group) => [valueOf(group), group.badness]), // the first one stays
  );
  for (const group of first) lowest.delete(valueOf(group));
  return groups.filter((group) => lowest.get(valueOf(group)) === group.badness);
}

/** The names of equals, the first few of many. */
function namesOf(equals: readonly Outcomes[]): string {
  const names = equals.map(({ words }) => words);
  const more = names.length - NAMED;
  const shown = more > 1 ? [...names.slice(0, NAMED), `${more} more`] : names;
  return shown.join(", ").replace(/, (?=[^,]*$)/, " and ");
}

/** `5 steps`, or `5 to 8 steps` where runs differ */
function stepsOf(groups: readonly Outcomes[]): string {
  const steps = groups.flatMap(({ last }) => last.map(({ iteration }) => iteration));
  const [least, most] = [Math.min(...steps), Math.max(...steps)];
  return `${least === most ? "" : `${readable(least)} to `}${counted(most, "step")}`;
}

/** The cost, where all groups share it. */
function costOf(groups: readonly Outcomes[]): string {
  const costs = new Set(groups.flatMap(({ last }) => last.map(({ examples }) => examples)));
  return costs.size === 1 ? `after ${readable([...costs][0])} examples each, ` : "";
}
