/** What findings say of seeds: how many there are, and how sure they make it. */
import { counted } from "../../numbers.ts";
import { isBetterHigh, type Judge } from "./_fields.ts";
import { endOf, type Outcomes } from "./_outcomes.ts";

/** What a finding is of, beside its runs. */
export interface Stage {
  /** Seeds that each combination of values was to have. */
  readonly seeds: number;
  /** What the seeds are called: those of `best` are other ones than the values were chosen with. */
  readonly noun: string;
  /** How to have more of them. */
  readonly more: string;
  /** How the values of a single combination came to be its own. */
  readonly chosen: string;
  /** What values are compared by. */
  readonly by: Judge;
  /** Fields whose values stand with what suits them best. */
  readonly paths: readonly string[];
}

/** ` (1 of 3 seeds)` where some are missing. */
export function countWords(equals: readonly Outcomes[], stage: Stage): string {
  const least = equals.toSorted((a, b) => a.ended.length - b.ended.length)[0];
  return least.ended.length < stage.seeds ? ` (${seedWords(least, stage)})` : "";
}

/** `median of 3 seeds`, `1 of 3 seeds`, `median of 2 of 3 seeds, 1 of them diverged` */
export function seedWords(
  { ended: { length }, ended }: Outcomes,
  { seeds, noun, by }: Stage,
): string {
  const of = length < seeds ? `${length} of ${seeds} ${noun}s` : counted(length, noun);
  const lost = ended.filter((run) => !Number.isFinite(endOf(run, by)));
  const missed = lost.filter(({ result: { status } }) => status === "done").length;
  const words = [
    ...lost.length > missed ? [`${lost.length - missed} diverged`] : [],
    ...missed > 0 ? [`${missed} missed the target`] : [],
  ].join(" and ");
  return `${length > 1 ? "median of " : ""}${of}${words === "" ? "" : `, of which ${words}`}`;
}

/** Whether the best is best with every seed, just by its median, or by the one seed there is. */
export function certainty(
  first: readonly Outcomes[],
  others: readonly Outcomes[],
  stage: Stage,
): string {
  const [best] = first;
  const words = seedWords(best, stage);
  if (stage.seeds === 1) {
    if (others.length === 0) return "";
    // Without data, nothing but noise or a search depends on the seed.
    const isSeeded = best.ended.some(({ result }) => result.datasetSha256 !== null);
    const advice = `; ${stage.more} would show whether the order holds with others`;
    return ` (${words} each${isSeeded ? advice : ""})`;
  }
  if (others.length === 0 || best.ended.length === 1) return ` (${words})`;
  const [ours, theirs] = [first, others].map((groups) =>
    groups.flatMap(({ ended }) => ended.map((run) => endOf(run, stage.by)))
  );
  const isHigh = isBetterHigh(stage.by);
  const isApart = isHigh
    ? Math.min(...ours) > Math.max(...theirs)
    : Math.max(...ours) < Math.min(...theirs);
  return ` (${words}` +
    (isApart
      ? `; each is ${isHigh ? "above" : "below"} every seed of the others)`
      : "; they overlap with those of the others)");
}
