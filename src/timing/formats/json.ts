/**
 * A comparison as JSON, to be kept and read again.
 *
 * @module
 */
import { z } from "zod";
import { InputError } from "../../errors.ts";
import type { TimingComparison } from "../statistics/comparison.ts";

/** Version of the format: a reader refuses others. */
const FORMAT = 1;

/** JSON has no NaN: null stands for it. */
const number = z.number().nullable().transform((value) => value ?? NaN);

const side = z.object({
  nanoseconds: z.number().positive(),
  examplesPerSecond: z.number().positive().nullable(),
  samples: z.int().positive(),
});

const measurement = z.object({
  name: z.string(),
  commit: z.string().nullable(),
  dirty: z.boolean(),
  started: z.string(),
  setting: z.object({
    cpu: z.string(),
    cores: z.int().positive(),
    os: z.string(),
    arch: z.string(),
    deno: z.string(),
  }),
});

const comparison = z.object({
  base: measurement,
  head: measurement,
  differences: z.array(z.string()),
  benches: z.array(z.object({
    bench: z.string(),
    verdict: z.enum(["improved", "regressed", "unchanged", "inconclusive", "incomparable"]),
    reason: z.string().nullable(),
    ratio: number,
    interval: z.tuple([number, number]),
    confidence: number,
    threshold: number,
    isRemeasured: z.boolean(),
    base: side.nullable(),
    head: side.nullable(),
  })),
});

/** `"format": 1` and the fields of the comparison; NaN becomes null. */
export function comparisonJson(timings: TimingComparison): string {
  const replaced = (_: string, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value) ? null : value;
  return `${JSON.stringify({ format: FORMAT, ...timings }, replaced, 2)}\n`;
}

/**
 * Reads what `comparisonJson` wrote.
 *
 * @throws {InputError} When it is no JSON, of another version, or has a wrong field
 */
export function readComparison(text: string, source: string): TimingComparison {
  const fail = (reason: string) =>
    new InputError(`Cannot read "${source}" as a comparison of timings: ${reason}`);
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    throw fail("it is not JSON, or cut off");
  }
  const { success, data, error } = z.object({ format: z.number() }).safeParse(found);
  if (!success) throw fail(problemText(error));
  if (data.format !== FORMAT) {
    throw fail(`its format must be ${FORMAT}: current value is ${data.format}`);
  }
  const read = comparison.safeParse(found);
  if (!read.success) throw fail(problemText(read.error));
  return read.data;
}

/** The first thing that is wrong, with its place: `benches[3].ratio: …`. */
function problemText({ issues: [{ path, message }] }: z.ZodError): string {
  const place = z.core.toDotPath(path);
  return `${place === "" ? "the whole" : place}: ${message}`;
}
