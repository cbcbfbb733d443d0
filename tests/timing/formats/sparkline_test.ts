import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { sparkline } from "../../../src/timing/formats/sparkline.ts";

const CASES: [what: string, values: number[], width: number, text: string, span?: number][] = [
  ["a block for each value", [1, 2, 3, 4, 5, 6, 7, 8], 20, "▁▂▃▄▅▆▇█"],
  ["from the smallest to the largest", [100, 101, 100], 20, "▁█▁"],
  ["the same height for a constant", [5, 5, 5], 20, "▄▄▄"],
  ["a block for one value", [5], 20, "▄"],
  ["nothing for nothing", [], 20, ""],
  ["nothing without columns", [1, 2], 0, ""],
  ["medians where there are fewer columns", [1, 1, 9, 5, 5, 5, 9, 9, 0], 3, "▁▅█"],
  ["gaps for what is missing", [1, NaN, 8], 20, "▁ █"],
  ["gaps alone when all is missing", [NaN, NaN], 20, "  "],
  ["low hills for small noise", [100, 101, 99, 100], 20, "▅▅▄▅", 1.1],
  ["all heights where the span is reached", [100, 110], 20, "▁█", 1.1],
  ["zeros", [0, 0], 20, "▄▄", 1.1],
];
for (const [what, values, width, text, span] of CASES) {
  Deno.test(`sparkline() draws ${what}`, () => {
    assertEquals(sparkline(values, width, span), text);
  });
}

Deno.test("sparkline() has a column for each value, up to the width", () => {
  const values = fc.array(fc.double({ min: 1, max: 1e9, noNaN: true }), {
    minLength: 1,
    maxLength: 100,
  });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 120 }), (list, width) => {
      const text = sparkline(list, width);
      assertEquals([...text].length, Math.min(list.length, width));
      assert(/^[▁-█]+$/.test(text), text);
    }),
    { numRuns: 200, seed: 1 },
  );
});
