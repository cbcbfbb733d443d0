import { assertEquals } from "@std/assert";
import { sparkline } from "../../../src/timing/formats/sparkline.ts";

const CASES: [what: string, values: number[], width: number, text: string, span: number][] = [
  ["a block for each value", [1, 2, 3, 4, 5, 6, 7, 8], 20, "▁▂▃▄▅▆▇█", 1],
  ["from the smallest to the largest", [100, 101, 100], 20, "▁█▁", 1],
  ["the same height for a constant", [5, 5, 5], 20, "▄▄▄", 1],
  ["medians where there are fewer columns", [1, 1, 9, 5, 5, 5, 9, 9, 0], 3, "▁▅█", 1],
  ["low hills for small noise", [100, 101, 99, 100], 20, "▅▅▄▅", 1.1],
  ["all heights where the span is reached", [100, 110], 20, "▁█", 1.1],
];
for (const [what, values, width, text, span] of CASES) {
  Deno.test(`sparkline() draws ${what}`, () => assertEquals(sparkline(values, width, span), text));
}
