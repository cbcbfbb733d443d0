import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../../src/errors.ts";
import type { Sample, Setting } from "../../../src/timing/samples/measurement.ts";
import { histories } from "../../../src/timing/statistics/history.ts";
import { measurement, samplesOf, SETTING } from "../_fixtures.ts";

/** A measurement on a day, of one bench with these times. */
function day(
  number: number,
  times: readonly number[],
  fields: Partial<Sample> = {},
  setting: Partial<Setting> = {},
) {
  return measurement({
    name: `day ${number}`,
    started: `2026-01-${String(number).padStart(2, "0")}T00:00:00.000Z`,
    setting: { ...SETTING, ...setting },
    samples: samplesOf(times, fields),
  });
}

/** A measurement on each of many days, of a level with a wobble. */
const days = (
  count: number,
  level: (i: number) => number,
  fields: (i: number) => Partial<Sample> = () => ({}),
  setting: (i: number) => Partial<Setting> = () => ({}),
) => Array.from({ length: count }, (_, i) => day(i + 1, [level(i) + i % 3], fields(i), setting(i)));
const slower = (i: number) => i < 10 ? 100 : 120;

Deno.test("histories() has a point of medians for each measurement, in the order of time", () => {
  const [later, earlier] = [
    day(2, [110, 130, 120], { examplesPerSecond: 5 }),
    day(1, [100, 104], { ceilingRatio: 3 }),
  ];
  const [{ bench, points, changes }, ...others] = histories([later, earlier]);
  assertEquals([bench, changes, others], ["kernels/scores/simd", [], []]);
  const [first, second] = [earlier, later].map(({ samples: _, failures: __, ...rest }) => (
    { ...rest, isNewDeno: false, isNewWork: false }
  ));
  assertEquals(points, [
    { ...first, nanoseconds: 102, ceilingRatio: 3, examplesPerSecond: null, samples: 2 },
    { ...second, nanoseconds: 120, ceilingRatio: 0.24, examplesPerSecond: 5, samples: 3 },
  ]);
});

Deno.test("histories() looks for changes in ratios to the ceiling", () => {
  const still = days(20, slower, () => ({ ceilingRatio: 7 }));
  assertEquals(histories(still)[0].changes, []);
});

Deno.test("histories() has no point where a measurement lacks the bench", () => {
  const other = { bench: "step/batch 1/simd" };
  const found = histories([day(1, [1]), day(2, [1], other), day(3, [1])]);
  assertEquals(found.map(({ bench, points }) => [bench, points.map(({ name }) => name)]), [
    ["kernels/scores/simd", ["day 1", "day 3"]],
    ["step/batch 1/simd", ["day 2"]],
  ]);
});

Deno.test("histories() marks changes of Deno, and looks for changes across them", () => {
  const all = days(20, slower, undefined, (i) => ({ deno: i < 10 ? "2.9.6" : "2.9.7" }));
  const [{ points, changes }] = histories(all);
  assertEquals(points.flatMap(({ isNewDeno }, i) => isNewDeno ? [i] : []), [10]);
  assertEquals(changes.map(({ index }) => index), [10]);
});

Deno.test("histories() does not take other work for a change", () => {
  const level = (i: number) => i < 10 ? 100 : i < 18 ? 200 : 230;
  const all = days(26, level, (i) => ({ inputs: i < 10 ? "abc" : "abd" }));
  const [{ points, changes }] = histories(all);
  assertEquals(points.flatMap(({ isNewWork }, i) => isNewWork ? [i] : []), [10]);
  assertEquals(changes.map(({ index, ratio }) => [index, ratio]), [[18, 231 / 201]]);
});

Deno.test("histories() takes the threshold of the bench", () => {
  const changes = (threshold: number) =>
    histories(days(20, slower), { "kernels/*": threshold })[0].changes.length;
  assertEquals([changes(0.05), changes(0.25)], [1, 0]);
});

Deno.test("histories() refuses other machines", () => {
  const two = [day(1, [1]), day(2, [1], {}, { cpu: "Apple M2", deno: "3.0.0" })];
  const { message } = assertThrows(() => histories(two), InputError);
  assertEquals(
    message.split("\n")[0],
    'Cannot compare the times of "day 1" and "day 2" as the settings differ: cpu: AMD EPYC against Apple M2',
  );
});
