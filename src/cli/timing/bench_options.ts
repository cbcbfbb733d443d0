import { z } from "zod";
import { InputError, reasonOf, suggest } from "../../errors.ts";
import { FEWEST_SAMPLES } from "../../timing/statistics/pairs.ts";
import { unmatchedGlobs } from "../../timing/statistics/thresholds.ts";
import type { Arguments, Io } from "../terminal/command.ts";

/** Files of benches, in the order in which they run. */
export const FILES = ["kernels", "experiments", "step", "ladder", "peers", "rng", "slices"];
/** Files of benches that tell whether something got slower. */
export const WATCHED = ["kernels", "experiments"];
/** Processes for each version and file when nothing else is asked for. */
export const ROUNDS = 6;
/** Times as many processes decide on what looks changed: they are of few benches. */
export const AGAIN = 2;
const MOST = 100;
/** Where the thresholds of single benches are. */
const THRESHOLDS = "bench/thresholds.json";

/** What commands that measure or compare times are asked for. */
export interface BenchOptions {
  /** Files of benches. */
  readonly files: readonly string[];
  readonly rounds: number;
  /** Patterns of benches; all when undefined. */
  readonly only: readonly string[] | undefined;
  /** Of patterns of benches, the last that fits. */
  readonly thresholds: readonly { readonly glob: string; readonly threshold: number }[];
  /** Compare in spite of what differs. */
  readonly isForced: boolean;
  /** Exit with 4 when something could not be told. */
  readonly isStrict: boolean;
  /** Where a comparison is written; its usual place when undefined. */
  readonly out: string | undefined;
}

/**
 * The files of benches that are named, each once; `usual` when none is.
 *
 * @throws {InputError} When there is no such file
 */
export function filesFrom(
  { names }: Arguments,
  known: readonly string[],
  usual: readonly string[] = known,
): readonly string[] {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new InputError(`Unknown bench "${unknown}"${suggest(unknown, known)}`);
  }
  return names.length > 0 ? [...new Set(names)] : usual;
}

/** @throws {InputError} When a value is wrong */
export function benchOptions({ flags }: Arguments, files: readonly string[]): BenchOptions {
  const { rounds = String(ROUNDS), only, threshold, force, strict, out } = flags;
  const count = Number(rounds);
  if (!Number.isInteger(count) || count < FEWEST_SAMPLES || count > MOST) {
    throw new InputError(
      `Option --rounds must be a whole number from ${FEWEST_SAMPLES} to ${MOST}: current value is "${rounds}"`,
    );
  }
  return {
    files,
    rounds: count,
    only: typeof only === "string" ? [globFrom(only)] : undefined,
    thresholds: threshold === undefined
      ? thresholdsFromFile()
      : [{ glob: "*", threshold: share(threshold as string) }],
    isForced: force === true,
    isStrict: strict === true,
    out: typeof out === "string" ? out : undefined,
  };
}

/** A word stands for all names that hold it; one that names a file first, for those of that file. */
export function globFrom(word: string): string {
  if (word.includes("*")) return word;
  return FILES.some((file) => word.startsWith(`${file}/`)) ? `${word}*` : `*${word}*`;
}

function share(text: string): number {
  const value = text.endsWith("%") ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (value > 0 && value < 1) return value;
  throw new InputError(
    `Option --threshold must be a share above 0 and below 1, such as 0.05: current value is "${text}"`,
  );
}

const schema = z.record(z.string(), z.number().gt(0).lt(1));

/**
 * The thresholds of benches: `{ "*": 0.05, "kernels/*": 0.1 }`, of which the last that fits counts.
 *
 * @throws {InputError} When the file is wrong
 */
export function thresholdsFromFile(): BenchOptions["thresholds"] {
  let json: unknown;
  try {
    json = JSON.parse(Deno.readTextFileSync(THRESHOLDS));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw new InputError(`${THRESHOLDS}: ${reasonOf(error)}`);
  }
  const { data, error } = schema.safeParse(json);
  if (data === undefined) {
    const [{ path, message }] = error.issues;
    throw new InputError(`${THRESHOLDS}: ${path.join(".")}: ${message}`);
  }
  return Object.entries(data).map(([glob, threshold]) => ({ glob, threshold }));
}

/** Says which thresholds are of no bench that was measured: misspelt, as a rule. */
export function noteThresholds(
  { files, only, thresholds }: BenchOptions,
  benches: readonly string[],
  io: Io,
): void {
  if (only !== undefined) return;
  const others = FILES.filter((file) => !files.includes(file));
  const isElsewhere = (glob: string) => others.some((file) => glob.startsWith(`${file}/`));
  for (const glob of unmatchedGlobs(thresholds, benches)) {
    if (!isElsewhere(glob)) io.err(`${THRESHOLDS}: no bench fits "${glob}"\n`);
  }
}
