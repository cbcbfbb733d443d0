/** Results of races, made up. */
import type { Final, Race, Raced, RaceSpec, Trial } from "../../../mod.ts";

/** A trial that took 100 examples from a loss of 1. */
export function trial(value: number, loss: number, more: Partial<Trial> = {}): Trial {
  const usual = { status: "done", startLoss: 1, validationLoss: null, examples: 100 } as const;
  return { ...usual, value, loss, ...more };
}

/** A run that counts, with these records. */
export function final(
  seed: number,
  lows: readonly (readonly [examples: number, loss: number])[],
  more: Partial<Final> = {},
): Final {
  const [examples, loss] = lows[lows.length - 1];
  const usual = { status: "done", stopReason: "epochs", testAccuracy: null } as const;
  return { ...usual, seed, lows, loss, examples, evaluations: examples, ...more };
}

/** From a loss of 1 down to these losses after 10, 20, 40, 80, … examples. */
export function falling(seed: number, ...losses: number[]): Final {
  return final(seed, [[0, 1], ...losses.map((loss, i) => [10 * 2 ** i, loss] as const)]);
}

/** What else may be said of a result. */
export type More = Partial<Race> & {
  readonly run?: number;
  readonly seed?: number;
  readonly values?: Raced["plan"]["values"];
  readonly spec?: Partial<RaceSpec>;
};

/** A method on a function, known to be lowest at 0, of which these runs count. */
export function raced(
  problem: string,
  method: string,
  finals: readonly Final[],
  { run = 1, seed = 1, values = {}, spec = {}, ...more }: More = {},
): Raced {
  return {
    plan: {
      run,
      seed,
      values,
      spec: {
        problem: { name: problem },
        method: { name: method },
        gradient: { name: "analytic" },
        batchSize: "full",
        stop: { epochs: 100, divergence: 100 },
        record: "geometric",
        tuning: { trials: 3, search: "grid" },
        finals: finals.length,
        targets: [0.1, 0.01],
        ...spec,
      },
    },
    result: {
      of: null,
      trials: [],
      chosen: null,
      finals,
      minimum: 0,
      datasetSha256: null,
      ...more,
    },
  };
}
