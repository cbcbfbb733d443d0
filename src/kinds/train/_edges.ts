/** Where the best value of a sweep is its smallest or its largest: a better one may lie beyond. */
import { valueText } from "../../numbers.ts";
import { pathWords, sweptNumber } from "../_groups.ts";
import type { SummaryOptions } from "../kind.ts";
import { lastOf } from "./_outcomes.ts";
import type { BestOf } from "./best.ts";
import type { Trained } from "./spec.ts";

/** How often a step beyond the sweep is halved to find a value that is allowed. */
const HALVINGS = 4;

/**
 * What to type for values beyond the smallest or the largest of a sweep where that is best, and
 * which way; nothing where all values are equally good, or where nothing further is allowed.
 */
export function edgeAdvice(
  of: string,
  { group, equals: [best, ...others] }: BestOf,
  allows: SummaryOptions["allows"] = () => true,
): string[] {
  const numbersOf = (runs: typeof group) =>
    [...new Set(runs.flatMap((one) => sweptNumber(one, of) ?? []))].sort((a, b) => a - b);
  const values = numbersOf(group);
  const bests = numbersOf([best, ...others]);
  if (bests.length === values.length) return [];
  const isAllowed = (value: number) =>
    allows(best.plan, of, value) && !(of === "batchSize" && value > trainingExamples(best));
  const name = pathWords(of);
  return [
    { way: "smaller", extreme: "smallest", outward: values.toReversed() },
    { way: "larger", extreme: "largest", outward: values },
  ].flatMap(({ way, extreme, outward }) => {
    const [inner, edge] = outward.slice(-2);
    const further = valuesBeyond(inner, edge, isAllowed);
    if (!bests.includes(edge) || further.length === 0) return [];
    const typed = [edge, ...further].map(valueText).join(",");
    return `the best lies at the ${extreme} ${name} of the sweep, ${valueText(edge)}: ` +
      `try ${way} ones, with ${of}=${typed} on the command line`;
  });
}

/** How many there are, which the file may not say: as a pass over them counts. */
function trainingExamples(run: Trained): number {
  const { examples, epoch } = lastOf(run);
  return epoch > 0 ? Math.round(examples / epoch) : Infinity;
}

/** One or two values that go on as `inner`, `edge` do, as round as can be. */
function valuesBeyond(
  inner: number,
  edge: number,
  isAllowed: (value: number) => boolean,
): number[] {
  const candidates = [stepBeyond(inner, edge)];
  for (let i = 0; i < HALVINGS; i++) candidates.push((candidates[i] + edge) / 2);
  const first = candidates.map((value) => rounded(value, edge))
    .find((value) => Number.isFinite(value) && isAllowed(value));
  if (first === undefined) return [];
  const second = rounded(stepBeyond(edge, first), first);
  return Number.isFinite(second) && isAllowed(second) ? [first, second] : [first];
}

/** The same factor again where both have the same sign, the same difference otherwise. */
function stepBeyond(inner: number, edge: number): number {
  return inner * edge > 0 ? edge * (edge / inner) : edge + (edge - inner);
}

/** With as few digits as it takes to be on the same side of `edge`: whole numbers stay whole. */
function rounded(value: number, edge: number): number {
  for (let digits = 1; digits < 15; digits++) {
    const round = Number(value.toPrecision(digits));
    if (value > edge ? round > edge : round < edge) return round;
  }
  return value;
}
