import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../../src/errors.ts";
import { histories } from "../../../src/timing/statistics/history.ts";
import type { Sample, Setting } from "../../../src/timing/samples/measurement.ts";
import { measurement, sample, SETTING } from "../_simulate.ts";

/** A measurement on a day, of one bench with these times. */
function day(
  number: number,
  times: readonly number[],
  fields: Partial<Sample> = {},
  setting: Partial<Setting> = {},
) {
  return measurement({
    name: `day ${number}`,
    commit: `c${number}`,
    started: `2026-01-${String(number).padStart(2, "0")}T00:00:00.000Z`,
    setting: { ...SETTING, ...setting },
    samples: times.map((nanoseconds) => sample({ nanoseconds, ...fields })),
  });
}

Deno.test("histories() has a point for each measurement, in the order of time", () => {
  const [{ bench, points, changes }, ...others] = histories([
    day(2, [110, 130, 120], { examplesPerSecond: 5 }),
    day(1, [100, 104]),
  ], { by: "nanoseconds" });
  assertEquals([bench, changes, others], ["kernels/scores/simd", [], []]);
  const known = { dirty: false, deno: "2.9.6", isNewDeno: false, isNewWork: false };
  assertEquals(points, [
    {
      ...known,
      name: "day 1",
      commit: "c1",
      started: "2026-01-01T00:00:00.000Z",
      value: 102,
      examplesPerSecond: null,
      samples: 2,
    },
    {
      ...known,
      name: "day 2",
      commit: "c2",
      started: "2026-01-02T00:00:00.000Z",
      value: 120,
      examplesPerSecond: 5,
      samples: 3,
    },
  ]);
});

Deno.test("histories() goes by the ratio to the ceiling unless told", () => {
  const measurements = [day(1, [100, 100, 100], { ceilingRatio: 7 })];
  assertEquals(histories(measurements)[0].points[0].value, 7);
  assertEquals(histories(measurements, { by: "nanoseconds" })[0].points[0].value, 100);
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
  const days = Array.from(
    { length: 20 },
    (_, i) =>
      day(i + 1, [i < 10 ? 100 + (i % 3) : 120 + (i % 3)], {}, {
        deno: i < 10 ? "2.9.6" : "2.9.7",
      }),
  );
  const [{ points, changes }] = histories(days);
  assertEquals(points.flatMap(({ isNewDeno }, i) => isNewDeno ? [i] : []), [10]);
  assertEquals(changes.map(({ index }) => index), [10]);
});

Deno.test("histories() does not take other work for a change", () => {
  const level = (i: number) => i < 10 ? 100 : i < 18 ? 200 : 230;
  const days = Array.from(
    { length: 26 },
    (_, i) => day(i + 1, [level(i) + (i % 3)], { inputs: i < 10 ? "abc" : "abd" }),
  );
  const [{ points, changes }] = histories(days, { by: "nanoseconds" });
  assertEquals(points.flatMap(({ isNewWork }, i) => isNewWork ? [i] : []), [10]);
  assertEquals(changes.map(({ index, before }) => [index, before]), [[18, 201]]);
});

Deno.test("histories() takes the threshold of the bench", () => {
  const days = Array.from(
    { length: 20 },
    (_, i) => day(i + 1, [i < 10 ? 100 + (i % 3) : 120 + (i % 3)]),
  );
  const changes = (threshold: number) =>
    histories(days, { thresholds: [{ glob: "kernels/*", threshold }] })[0].changes.length;
  assertEquals([changes(0.05), changes(0.25)], [1, 0]);
});

Deno.test("histories() refuses other machines, unless forced", () => {
  const days = [day(1, [1]), day(2, [1], {}, { cpu: "Apple M2", deno: "3.0.0" })];
  const { message } = assertThrows(() => histories(days), InputError);
  assertEquals(
    message.split("\n")[0],
    'Cannot compare the times of "day 1" and "day 2" as the settings differ: CPU: AMD EPYC against Apple M2',
  );
  assertEquals(histories(days, { isForced: true })[0].points.length, 2);
});

Deno.test("histories() of nothing are none", () => {
  assertEquals(histories([]), []);
});
