import { assertEquals } from "@std/assert";
import { thresholdOf, unmatchedGlobs } from "../../src/timing/thresholds.ts";

const BENCHES = [
  "kernels/scores, 64 rows/simd",
  "kernels/scores, 64 rows/reference",
  "step/batch 1/simd",
];

for (
  const [glob, expected] of [
    ["**", [0, 1, 2]],
    ["kernels/**", [0, 1]],
    ["**/simd", [0, 2]],
    ["kernels/*", []],
    ["kernels/*/simd", [0]],
    ["kernels/scores, 64 rows/simd", [0]],
    ["{kernels,step}/*/simd", [0, 2]],
    ["simd", []],
  ] as const
) {
  Deno.test(`thresholdOf() takes ${glob} for ${expected.length} of the benches`, () => {
    const of = thresholdOf([{ glob, threshold: 0.3 }]);
    assertEquals(BENCHES.flatMap((bench, i) => of(bench) === 0.3 ? [i] : []), [...expected]);
  });
}

Deno.test("unmatchedGlobs() are those that match none of the benches", () => {
  const thresholds = ["kernals/**", "step/**"].map((glob) => ({ glob, threshold: 0.1 }));
  assertEquals(unmatchedGlobs(thresholds, BENCHES), ["kernals/**"]);
});
