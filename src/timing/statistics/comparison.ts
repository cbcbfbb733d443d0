/** What a comparison of times says, and its form in JSON. */
import { z } from "zod";
import { inertJson } from "../../inert.ts";
import { InputError } from "../../errors.ts";
import { readJson } from "../samples/json.ts";
import { provenance } from "../samples/measurement.ts";

/**
 * What is said of a bench, from the worst. `unchanged`: the whole interval lies inside the band of
 * the threshold. `inconclusive`: the noise is too large to decide. See `compareTimings`.
 */
export const VERDICTS = [
  "regressed",
  "incomparable",
  "inconclusive",
  "improved",
  "unchanged",
] as const;
export type TimingVerdict = typeof VERDICTS[number];

/** JSON has no NaN: null stands for it. */
const number = z.number().nullable().transform((value) => value ?? NaN);

/** A bench of one version; null where that version has no such bench. */
const side = z.object({
  nanoseconds: z.number().positive(),
  /** Median; null for benches that do not go through examples. */
  examplesPerSecond: z.number().positive().nullable(),
  samples: z.int().positive(),
}).nullable();

const bench = z.object({
  bench: z.string(),
  verdict: z.enum(VERDICTS),
  /** Why it is `incomparable`; null otherwise. */
  reason: z.string().nullable(),
  /** Median of head ÷ median of base: above 1 is slower. NaN when incomparable. */
  ratio: number,
  /** Bounds of the bootstrap interval of `ratio` that the verdict rests on; or NaN. */
  interval: z.tuple([number, number]).readonly(),
  /** Of the interval: after the correction, such as 0.9975; of `unchanged`, 0.9; or NaN. */
  confidence: number,
  /** Changes up to this share do not matter, such as 0.05. */
  threshold: z.number(),
  /** Whether it looked changed and was measured again; the figures are of the second time. */
  isRemeasured: z.boolean(),
  base: side,
  head: side,
});

/** Two versions, bench by bench. */
const schema = z.object({
  base: provenance,
  head: provenance,
  /** What differs between the machines although it should not: only there when forced. */
  differences: z.array(z.string()).readonly(),
  /** Worst first: by verdict, then by falling ratio. */
  benches: z.array(bench).readonly(),
});
export type TimingComparison = Readonly<z.infer<typeof schema>>;
export type BenchComparison = Readonly<z.infer<typeof bench>>;

/** A reader refuses other versions of the format. */
const format = z.literal(1, { error: ({ input }) => `must be 1: current value is ${input}` });

/** `"format": 1` and the fields of the comparison; NaN becomes null. */
export function comparisonJson(timings: TimingComparison): string {
  return `${inertJson({ format: 1, ...timings })}\n`;
}

export function readComparison(text: string, source: string): TimingComparison {
  const fail = (reason: string) =>
    new InputError(`Cannot read "${source}" as a comparison of timings: ${reason}`);
  const file = z.object({ format }).extend(schema.shape);
  const { format: _, ...comparison } = readJson(text, file, fail);
  return comparison;
}
