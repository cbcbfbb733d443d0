import { assert, assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../../src/errors.ts";
import { CHANGES, smallestChange } from "../../../src/timing/statistics/calibration.ts";
import { machine, measured, SETTING, slowerCode } from "../_simulate.ts";

/** The code measured against itself. */
function self(benches: number, noise: number, { samples = 8, outliers = 0, seed = 1 } = {}) {
  const draw = machine({ noise, outliers }, seed);
  const one = () =>
    measured(
      Object.fromEntries(Array.from({ length: benches }, (_, i) => [`b/${i}`, draw(samples)])),
    );
  return [one(), one()] as const;
}

const middle = (values: readonly (number | null)[]) =>
  values.map((value) => value ?? Infinity).sort((a, b) => a - b)[values.length >> 1];

Deno.test("smallestChange() grows with the noise", () => {
  const found = [0.002, 0.02, 0.05, 0.15].map((noise) =>
    middle(smallestChange(...self(9, noise)).map(({ smallestChange }) => smallestChange))
  );
  assertEquals(found, found.toSorted((a, b) => a - b));
  assertEquals(found[0], 0.075);
  assert(found[3] > 0.2, String(found));
});

Deno.test("smallestChange() is what is found nine times in ten on such a machine", () => {
  const again = 12;
  const noise = { noise: 0.03, outliers: 0 };
  // Many processes, so that what was observed is like what is to come.
  const [found] = smallestChange(...self(1, 0.03, { samples: 40 }), {
    again,
    simulations: 100,
  });
  const smallest = found.smallestChange ?? NaN;
  const below = CHANGES[CHANGES.indexOf(smallest) - 1];
  const simulation = { ...noise, benches: 1, rounds: 40, again, comparisons: 200 };
  assert(slowerCode(1 + smallest, simulation).found >= 0.85);
  assert(slowerCode(1 + below, simulation).found < 0.93);
});

Deno.test("smallestChange() is never within the threshold", () => {
  const still = measured({ "b/0": [100, 100, 100, 100] });
  const smallest = (threshold: number) =>
    smallestChange(still, still, { threshold, simulations: 20 })[0].smallestChange;
  assertEquals([0, 0.05, 0.06, 0.3, 1].map(smallest), [0.01, 0.075, 0.075, 0.5, null]);
});

Deno.test("smallestChange() takes the threshold of the bench", () => {
  const still = measured({ "a/0": [100, 100, 100], "b/0": [100, 100, 100] });
  const found = smallestChange(still, still, {
    thresholds: [{ glob: "b/*", threshold: 0.2 }],
    simulations: 20,
  });
  assertEquals(found.map(({ bench, smallestChange }) => [bench, smallestChange]), [
    ["a/0", 0.075],
    ["b/0", 0.3],
  ]);
});

Deno.test("smallestChange() is smaller when benches are measured again, with more processes still", () => {
  const machines = self(9, 0.03, { outliers: 0.03 });
  const [never, same, more] = [0, 8, 14].map((again) =>
    smallestChange(...machines, { again, simulations: 100 }).map((one) => one.smallestChange ?? 2)
  );
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  assert(sum(never) > sum(same) && sum(same) > sum(more), [never, same, more].map(sum).join(" "));
});

Deno.test("smallestChange() tells the noise and the samples", () => {
  // Deviations 0, ±2 %, ±4 % of each side's median, stretched by √(5 ∕ 4).
  const base = measured({ "b/0": [96, 98, 100, 102, 104] });
  const [{ noise, samples }] = smallestChange(base, base, { simulations: 1 });
  assertEquals([noise.toFixed(6), samples], [(0.02 * Math.sqrt(1.25)).toFixed(6), 5]);
});

Deno.test("smallestChange() leaves out benches that cannot be compared", () => {
  const base = measured({ "b/0": [1, 1, 1], "b/1": [1, 1, 1] });
  const head = measured({ "b/0": [1, 1], "b/1": [1, 1, 1] });
  assertEquals(smallestChange(base, head, { simulations: 1 }).map(({ bench }) => bench), ["b/1"]);
  const other = { ...base, setting: { ...SETTING, cores: 64 } };
  assertThrows(() => smallestChange(base, other), InputError, "cores: 2 against 64");
});

Deno.test("smallestChange() is the same for the same", () => {
  const machines = self(3, 0.03);
  assertEquals(smallestChange(...machines), smallestChange(...machines));
});
