/** Where the best value of a sweep is its smallest or its largest: a better one may lie beyond. */
import { valueText } from "../../numbers.ts";
import { valuesBeyond } from "../_beyond.ts";
import { pathWords, sweptNumber } from "../_groups.ts";
import type { SummaryOptions } from "../kind.ts";
import { trainingExamples } from "./_outcomes.ts";
import type { BestOf } from "./best.ts";

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
