import { assert, assertEquals } from "@std/assert";
import { CHANGES, smallestChange } from "../../../src/timing/statistics/calibration.ts";
import { measured } from "../_fixtures.ts";
import { machine, slowerCode } from "../_simulate.ts";

/** The code measured against itself. */
function self(benches: number, noise: number, { samples = 8, outliers = 0, seed = 1 } = {}) {
  const draw = machine({ noise, outliers }, seed);
  const names = Array.from({ length: benches }, (_, i) => `b/${i}`);
  const one = () => measured(Object.fromEntries(names.map((name) => [name, draw(samples)])));
  return [one(), one()] as const;
}

Deno.test("smallestChange() grows with the noise", () => {
  const found = [0.002, 0.02, 0.05, 0.15].map((noise) => {
    const all = smallestChange(...self(9, noise), { again: 8, simulations: 100 });
    return all.map(({ smallestChange }) => smallestChange ?? Infinity).sort((a, b) => a - b)[4];
  });
  assertEquals(found, found.toSorted((a, b) => a - b));
  assertEquals(found[0], 0.075);
  assert(found[3] > 0.2, String(found));
});

Deno.test("smallestChange() is what is found nine times in ten on such a machine", () => {
  const again = 12;
  // Many processes, so that what was observed is like what is to come.
  const machines = self(1, 0.03, { samples: 40 });
  const [found] = smallestChange(...machines, { again, simulations: 100 });
  const smallest = found.smallestChange ?? NaN;
  const below = CHANGES.findLast((change) => change < smallest) ?? NaN;
  const simulation = { noise: 0.03, outliers: 0, benches: 1, rounds: 40, again, comparisons: 200 };
  assert(slowerCode(1 + smallest, simulation).found >= 0.85);
  assert(slowerCode(1 + below, simulation).found < 0.93);
});

Deno.test("smallestChange() is never within the threshold of the bench", () => {
  const still = measured({ "a/0": [100, 100, 100], "b/0": [100, 100, 100, 100] });
  const smallest = (threshold: number) =>
    smallestChange(still, still, { again: 4, thresholds: { "b/*": threshold }, simulations: 20 })
      .map(({ smallestChange }) => smallestChange);
  assertEquals([0, 0.05, 0.06, 0.3, 1].map((threshold) => smallest(threshold)), [
    [0.075, 0.01],
    [0.075, 0.075],
    [0.075, 0.075],
    [0.075, 0.5],
    [0.075, null],
  ]);
});

Deno.test("smallestChange() is smaller when more processes measure again", () => {
  const machines = self(9, 0.03, { outliers: 0.03 });
  const [few, more] = [6, 14].map((again) =>
    smallestChange(...machines, { again, simulations: 100 })
      .reduce((sum, one) => sum + (one.smallestChange ?? 2), 0)
  );
  assert(few > more, `${few} ${more}`);
});

Deno.test("smallestChange() gives the noise and the samples, and the same for the same", () => {
  // Deviations 0, ±2 %, ±4 % of each side's median, stretched by √(5 ∕ 4).
  const base = measured({ "b/0": [96, 98, 100, 102, 104] });
  const calibrate = () => smallestChange(base, base, { again: 5, simulations: 20 });
  const [{ noise, samples }] = calibrate();
  assertEquals([noise.toFixed(6), samples], [(0.02 * Math.sqrt(1.25)).toFixed(6), 5]);
  assertEquals(calibrate(), calibrate());
});

Deno.test("smallestChange() leaves out benches that cannot be compared", () => {
  const base = measured({ "b/0": [1, 1, 1], "b/1": [1, 1, 1] });
  const head = measured({ "b/0": [1, 1], "b/1": [1, 1, 1] });
  const options = { again: 3, simulations: 1 };
  assertEquals(smallestChange(base, head, options).map(({ bench }) => bench), ["b/1"]);
});
