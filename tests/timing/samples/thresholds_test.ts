import { assertEquals } from "@std/assert";
import { thresholdOf } from "../../../src/timing/samples/thresholds.ts";

const BENCHES = [
  "kernels/scores, 64 rows/simd",
  "kernels/scores, 64 rows/reference",
  "step/batch 1/simd",
];

Deno.test("thresholdOf() takes the last of several patterns, and 5 % where none fits", () => {
  const of = (thresholds: Record<string, number>) =>
    BENCHES.map((bench) => thresholdOf(bench, thresholds));
  assertEquals(of({ "*": 0.3, "kernels/*": 0.2, "*/reference": 0.1 }), [0.2, 0.1, 0.3]);
  assertEquals(of({ "kernels/*/simd": 0.2, "kernels": 0.3, "simd": 0.3 }), [0.2, 0.05, 0.05]);
});
