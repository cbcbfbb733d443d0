import { z } from "zod";
import { InputError, reasonOf, suggest } from "../../errors.ts";
import { readJson } from "../../timing/samples/json.ts";
import type { Thresholds } from "../../timing/samples/thresholds.ts";
import { FEWEST_SAMPLES } from "../../timing/statistics/pairs.ts";
import type { Arguments, Io } from "../terminal/command.ts";
import { pathOf } from "../work/paths.ts";
import { onOff, readOptions, wholeNumber } from "../terminal/options.ts";

/** Files of benches, in the order in which they run. */
export const FILES = [
  "kernels",
  "experiments",
  "step",
  "losses",
  "methods",
  "network",
  "ladder",
  "peers",
  "rng",
  "slices",
];
/** Files of benches that show whether something got slower. */
const WATCHED = ["kernels", "experiments"];
/** Processes for each version and file when nothing else is asked for. */
const ROUNDS = 6;
/** Times as many processes decide on what looks changed: they are of few benches. */
export const AGAIN = 2;
export const THRESHOLDS = "bench/thresholds.json";
const SHARE = "a share above 0 and below 1, such as 0.05";

export const measuring = {
  rounds: wholeNumber(FEWEST_SAMPLES, 100).default(ROUNDS).meta({
    value: "N",
    description: `Processes for each version and file, 3 to 100; ${ROUNDS} when left out`,
  }),
  only: z.string().transform((word) => [globFrom(word)]).default(["*"]).meta({
    value: "GLOB",
    description: "Only benches whose name holds this; * stands for anything",
  }),
};
/** Of commands that judge times: one threshold for all benches, or those of the file. */
export const judging = {
  threshold: z.string()
    .transform((text) => text.endsWith("%") ? Number(text.slice(0, -1)) / 100 : Number(text))
    .pipe(z.number(SHARE).gt(0, SHARE).lt(1, SHARE))
    .transform((share): Thresholds => ({ "*": share }))
    .default(thresholdsFromFile)
    .meta({ value: "SHARE", description: "Changes up to this do not matter, 0.05 when left out" }),
};
export const reporting = {
  strict: onOff.meta({
    description: "Exit with 4 when something could not be compared or decided",
  }),
  out: z.string().transform(pathOf).optional()
    .meta({ value: "DIR", alias: "o", description: "Write the comparison here" }),
};

export interface Mode {
  /** Its options; others have no effect, and `place` says where they have one. */
  readonly shape: Readonly<Record<string, z.ZodType>>;
  run(args: Arguments, io: Io, place: (flag: string) => string): Promise<number>;
}

export function mode<Shape extends Mode["shape"]>(
  shape: Shape,
  run: (
    options: z.output<z.ZodObject<Shape>>,
    names: readonly string[],
    io: Io,
  ) => Promise<number>,
): Mode {
  return {
    shape,
    run: ({ names, flags }, io, place) =>
      run(readOptions(z.strictObject(shape), flags, place), names, io),
  };
}

/** The files of benches that are named, each once; `usual` when none is. */
export function filesFrom(
  names: readonly string[],
  known: readonly string[] = FILES,
  usual: readonly string[] = WATCHED,
): readonly string[] {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new InputError(`Unknown bench "${unknown}"${suggest(unknown, known)}`);
  }
  return names.length > 0 ? [...new Set(names)] : usual;
}

/** A word stands for all names that hold it; one that names a file first, for those of that file. */
export function globFrom(word: string): string {
  if (word.includes("*")) return word;
  return FILES.some((file) => word.startsWith(`${file}/`)) ? `${word}*` : `*${word}*`;
}

/** Such as `{ "*": 0.05, "kernels/*": 0.1 }`, of which the last that fits counts. */
export function thresholdsFromFile(): Thresholds {
  const fail = (reason: string) => new InputError(`${THRESHOLDS}: ${reason}`);
  try {
    const shares = z.record(z.string(), z.number().gt(0).lt(1));
    return readJson(Deno.readTextFileSync(THRESHOLDS), shares, fail);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error instanceof InputError ? error : fail(reasonOf(error));
  }
}
