import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { bestCut } from "../../../src/timing/statistics/change_points.ts";
import { changePoints } from "../../../src/timing/statistics/change_points.ts";
import { machine } from "../_simulate.ts";

/** Points of a history, level after level. */
function series(levels: readonly [count: number, level: number][], noise: number, seed: number) {
  const draw = machine({ noise, outliers: 0 }, seed);
  return levels.flatMap(([count, level]) => draw(count, level));
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The energy as Matteson and James define it, for every cut and every end. */
function energies(values: readonly number[], fewest: number): { energy: number; index: number }[] {
  const differences = (a: readonly number[], b: readonly number[]) =>
    a.flatMap((one) => b.map((other) => Math.abs(one - other)));
  const within = (a: readonly number[]) =>
    mean(a.flatMap((one, i) => differences([one], a.filter((_, j) => j !== i))));
  const all = [];
  for (let m = fewest; m <= values.length - fewest; m++) {
    for (let end = m + fewest; end <= values.length; end++) {
      const [x, y] = [values.slice(0, m), values.slice(m, end)];
      const distance = 2 * mean(differences(x, y)) - within(x) - within(y);
      all.push({ energy: (x.length * y.length * distance) / (x.length + y.length), index: m });
    }
  }
  return all;
}

Deno.test("bestCut() is the largest energy of all cuts, by its definition", () => {
  const value = fc.double({ min: 1, max: 100, noNaN: true });
  const values = fc.array(value, { minLength: 4, maxLength: 14 });
  fc.assert(
    fc.property(values, fc.constantFrom(2, 3), (list, fewest) => {
      fc.pre(list.length >= 2 * fewest);
      const all = energies(list, fewest);
      const largest = Math.max(...all.map(({ energy }) => energy));
      const { energy, index } = bestCut(Float64Array.from(list), fewest);
      assertAlmostEquals(energy, largest, 1e-9 * (1 + Math.abs(largest)));
      const there = all.filter((one) => one.index === index).map((one) => one.energy);
      assertAlmostEquals(Math.max(...there), largest, 1e-9 * (1 + Math.abs(largest)));
    }),
    { numRuns: 100, seed: 1 },
  );
  assertEquals(bestCut(Float64Array.of(1, 1, 9, 9, 9), 3).energy, -Infinity); // too few points
});

// Annual flow of the Nile at Aswan, 1871 to 1970, in 10⁸ m³: R's `Nile`, from Cobb, "The problem of
// the Nile: conditional solution to a changepoint problem", Biometrika 65, 1978.
const NILE = `
  1120 1160 963 1210 1160 1160 813 1230 1370 1140 995 935 1110 994 1020 960 1180 799 958
  1140 1100 1210 1150 1250 1260 1220 1030 1100 774 840 874 694 940 833 701 916 692 1020 1050
  969 831 726 456 824 702 1120 1100 832 764 821 768 845 864 862 698 845 744 796 1040 759 781
  865 845 944 984 897 822 1010 771 676 649 846 812 742 801 1040 860 874 848 890 744 749 838
  1050 918 986 797 923 975 815 1020 906 901 1170 912 746 919 718 714 740
`.trim().split(/\s+/).map(Number);

Deno.test("changePoints() finds the one change of the Nile, after 1898", () => {
  assertAlmostEquals(mean(NILE), 919.35, 1e-9); // as in R
  const changes = changePoints(NILE);
  assertEquals(changes.map(({ index }) => 1871 + index), [1899]);
  assertEquals(changes[0].ratio, 842.5 / 1130);
});

Deno.test("changePoints() marks nothing in pure noise", () => {
  let marked = 0;
  for (const [count, noise] of [[20, 0.01], [20, 0.03], [60, 0.02], [200, 0.03]]) {
    for (let seed = 1; seed <= 25; seed++) {
      if (changePoints(series([[count, 1]], noise, seed)).length > 0) marked++;
    }
  }
  assertEquals(marked, 0);
});

Deno.test("changePoints() finds a change where there is none as often as its significance says", () => {
  let found = 0;
  for (let seed = 1; seed <= 400; seed++) {
    if (changePoints(series([[20, 1]], 0.02, seed), 0).length > 0) found++;
  }
  // 1 % of 400 are 4, with a standard deviation of 2.
  assert(found >= 1 && found <= 10, String(found));
});

const PLANTED: [what: string, levels: [number, number][], noise: number][] = [
  ["one of 7 %", [[20, 1], [20, 1.07]], 0.01],
  ["one of 10 %", [[25, 1], [25, 1.1]], 0.03],
  ["an improvement of 10 %", [[25, 1], [25, 1 / 1.1]], 0.02],
  ["one in the last five points", [[45, 1], [5, 1.1]], 0.02],
  ["a level that comes and goes", [[20, 1], [8, 1.1], [20, 1]], 0.02],
  ["three of a long series", [[100, 1], [100, 1.1], [100, 0.95], [100, 1.02]], 0.01],
];
for (const [what, levels, noise] of PLANTED) {
  Deno.test(`changePoints() finds ${what} at ${100 * noise} % noise, to a point`, () => {
    let end = 0;
    const ends = levels.slice(0, -1).map(([count]) => end += count);
    const right = Array.from({ length: 20 }, (_, i) => changePoints(series(levels, noise, i + 1)))
      .filter((found) =>
        found.length === ends.length &&
        found.every(({ index }, i) => Math.abs(index - ends[i]) <= 1)
      ).length;
    assert(right >= 18, `${right} of 20`);
  });
}

Deno.test("changePoints() marks changes larger than the threshold only", () => {
  const values = series([[30, 1], [30, 1.03], [30, 1.2]], 0.003, 1);
  const indices = (threshold: number) => changePoints(values, threshold).map(({ index }) => index);
  assertEquals([indices(0.02), indices(0.05), indices(0.3)], [[30, 60], [60], []]);
});

Deno.test("changePoints() compares the medians of neighbouring levels, in any unit", () => {
  const values = [100, 120, 60].flatMap((level) => new Array(10).fill(level));
  const expected = [{ index: 10, ratio: 1.2 }, { index: 20, ratio: 0.5 }];
  assertEquals(changePoints(values), expected);
  assertEquals(changePoints(values.map((value) => value * 1024)), expected);
});

Deno.test("changePoints() is not misled by single outliers", () => {
  for (const place of [2, 10, 18]) {
    const values = series([[20, 1]], 0.01, place);
    values[place] *= 1.5;
    assertEquals(changePoints(values), []);
  }
});

Deno.test("changePoints() waits for as many points of a new level as it says", () => {
  const values = Array.from({ length: 30 }, (_, i) => 100 + Math.sin(i));
  const found = (more: number) =>
    changePoints([...values, ...Array(more).fill(150)]).map(({ index }) => index);
  assertEquals([1, 2, 3, 4].map(found), [[], [], [30], [30]]);
});

Deno.test("changePoints() has nothing to find in few points or in a constant", () => {
  for (const values of [[], [1], [1, 1, 2, 2, 2], new Array(50).fill(7)]) {
    assertEquals(changePoints(values), []);
  }
});
