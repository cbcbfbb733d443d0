import { assertEquals } from "@std/assert";
import { thresholdOf, unmatchedGlobs } from "../../../src/timing/statistics/thresholds.ts";

const BENCHES = [
  "kernels/scores, 64 rows/simd",
  "kernels/scores, 64 rows/reference",
  "step/batch 1/simd",
];

const CASES: [glob: string, benches: number[]][] = [
  ["*", [0, 1, 2]],
  ["kernels/*", [0, 1]],
  ["*/simd", [0, 2]],
  ["kernels/*/simd", [0]],
  ["kernels/scores, 64 rows/simd", [0]],
  ["kernels", []],
  ["simd", []],
];
for (const [glob, expected] of CASES) {
  Deno.test(`thresholdOf() takes ${glob} for ${expected.length} of the benches`, () => {
    const of = thresholdOf([{ glob, threshold: 0.3 }]);
    assertEquals(BENCHES.flatMap((bench, i) => of(bench) === 0.3 ? [i] : []), expected);
  });
}

Deno.test("thresholdOf() takes the last of several globs, and its own where none fits", () => {
  const of = thresholdOf([
    { glob: "*", threshold: 0.3 },
    { glob: "kernels/*", threshold: 0.2 },
    { glob: "*/reference", threshold: 0.1 },
  ]);
  assertEquals(BENCHES.map(of), [0.2, 0.1, 0.3]);
  assertEquals(BENCHES.map(thresholdOf([], 0.4)), [0.4, 0.4, 0.4]);
});

Deno.test("unmatchedGlobs() are those that match none of the benches", () => {
  const thresholds = ["kernals/*", "step/*"].map((glob) => ({ glob, threshold: 0.1 }));
  assertEquals(unmatchedGlobs(thresholds, BENCHES), ["kernals/*"]);
});
