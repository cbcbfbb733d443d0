/**
 * Measurements as a machine would make them, and how often a comparison of such is right. As a
 * program it prints the rates that `docs/method.md` speaks of:
 *
 *     deno run tests/timing/_simulate.ts
 *
 * @module
 */
import { stream } from "../../src/exact/rng.ts";
import { tableOf } from "../../src/figures/render/table.ts";
import { compareTimings, suspicious, withRemeasured } from "../../src/timing/statistics/compare.ts";
import { measured } from "./_fixtures.ts";

/** A machine that does other things too. */
export interface Noise {
  /** Standard deviation of the logarithm of a time. */
  readonly noise: number;
  /** Share of processes that take 30 % longer. */
  readonly outliers: number;
}

type Draw = (count: number, factor?: number) => number[];

/** Draws times of processes; each machine goes on with its own numbers. */
export function machine({ noise, outliers }: Noise, seed: number): Draw {
  const rng = stream(seed, "data");
  return (count, factor = 1) =>
    Array.from({ length: count }, () => {
      const isOutlier = rng.uint32() < outliers * 2 ** 32;
      return 1000 * factor * Math.exp(noise * rng.gaussian()) * (isOutlier ? 1.3 : 1);
    });
}

/** How comparisons are simulated. */
export interface Simulation extends Noise {
  readonly benches: number;
  /** Processes a side, at first and when measured again. */
  readonly rounds: number;
  readonly again: number;
  readonly comparisons: number;
  readonly seed?: number;
}

const isCalled = ({ verdict }: { verdict: string }) => /regressed|improved/.test(verdict);

/**
 * Compares code with itself, again and again: the share of comparisons that call a bench changed at
 * first, and after benches were measured again; how many these are; the share of benches unchanged.
 */
export function sameCode(
  { benches, rounds, again, comparisons, seed = 1, ...noise }: Simulation,
): Record<"first" | "alarms" | "remeasured" | "unchanged", number> {
  const draw = machine(noise, seed);
  let [first, alarms, remeasured, unchanged] = [0, 0, 0, 0];
  for (let i = 0; i < comparisons; i++) {
    const all = Array.from({ length: benches }, (_, bench) => `group/${bench}`);
    const times = (names: readonly string[], count: number) =>
      measured(Object.fromEntries(names.map((name) => [name, draw(count)])));
    const comparison = compareTimings(times(all, rounds), times(all, rounds));
    const names = suspicious(comparison);
    const final = withRemeasured(comparison, times(names, again), times(names, again));
    if (comparison.benches.some(isCalled)) first++;
    if (final.benches.some(isCalled)) alarms++;
    remeasured += names.length;
    unchanged += final.benches.filter(({ verdict }) => verdict === "unchanged").length;
  }
  return {
    first: first / comparisons,
    alarms: alarms / comparisons,
    remeasured: remeasured / comparisons,
    unchanged: unchanged / comparisons / benches,
  };
}

/** The share of comparisons in which a bench that became slower by `factor` is called regressed. */
export function slowerCode(
  factor: number,
  { benches, rounds, again, comparisons, seed = 2, ...noise }: Simulation,
): { readonly first: number; readonly found: number } {
  const draw = machine(noise, seed);
  // The other benches take their part of the confidence; they need no noise for that.
  const still = Object.fromEntries(
    Array.from({ length: benches - 1 }, (_, bench) => [`still/${bench}`, [1000, 1000, 1000]]),
  );
  let [first, found] = [0, 0];
  for (let i = 0; i < comparisons; i++) {
    const times = (count: number, by = 1) => ({ slow: draw(count, by) });
    const comparison = compareTimings(
      measured({ ...times(rounds), ...still }),
      measured({ ...times(rounds, factor), ...still }),
    );
    const [base, head] = [measured(times(again)), measured(times(again, factor))];
    const final = withRemeasured(comparison, base, head);
    if (comparison.benches[0].verdict === "regressed") first++;
    if (final.benches.some(({ verdict }) => verdict === "regressed")) found++;
  }
  return { first: first / comparisons, found: found / comparisons };
}

if (import.meta.main) {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const rows = [0.01, 0.02, 0.03, 0.05].flatMap((noise) =>
    [[5, 5], [6, 6], [8, 8], [10, 10], [6, 12], [8, 12]].map(([rounds, again]) => {
      const simulation = { benches: 30, rounds, again, comparisons: 1000, noise, outliers: 0.03 };
      const same = sameCode(simulation);
      const [ten, thirty] = [1.1, 1.3].map((factor) => slowerCode(factor, simulation));
      const pair = (first: number, found: number) => `${percent(first)} · ${percent(found)}`;
      return {
        "noise": percent(noise),
        "processes": `${rounds}, ${again}`,
        "false alarms, once measured · again": pair(same.first, same.alarms),
        "measured again": same.remeasured.toFixed(2),
        "unchanged": percent(same.unchanged),
        "+10 % found": pair(ten.first, ten.found),
        "+30 % found": pair(thirty.first, thirty.found),
      };
    })
  );
  const headings = Object.keys(rows[0]) as (keyof typeof rows[0])[];
  const table = tableOf(rows, headings.map((heading) => [heading, (row) => row[heading]]));
  Deno.stdout.writeSync(new TextEncoder().encode(`30 benches, 3 % outliers of +30 %\n\n${table}`));
}
