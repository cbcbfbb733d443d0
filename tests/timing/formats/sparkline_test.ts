import { assertEquals } from "@std/assert";
import { sparkline } from "../../../src/timing/formats/sparkline.ts";

const RISING = [1, 2, 3, 4, 5, 6, 7, 8];
const CASES: [what: string, values: number[], text: string][] = [
  ["a block for each value", RISING, "▁▂▃▄▅▆▇█"],
  ["the same height for a constant", [5, 5, 5], "▅▅▅"],
  ["medians where there are fewer columns", RISING.flatMap((one) => [one, 99, one]), "▁▂▃▄▅▆▇█"],
  ["low hills for small noise", [100, 101, 99, 100], "▅▅▄▅"],
  ["all heights where values differ by 20 %", [100, 110, 120], "▁▅█"],
];
for (const [what, values, text] of CASES) {
  Deno.test(`sparkline() draws ${what}`, () => assertEquals(sparkline(values, 8), text));
}
