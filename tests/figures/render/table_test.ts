import { assertEquals } from "@std/assert";
import { tableOf } from "../../../src/figures/render/table.ts";

/** A row with a 1 under each heading. */
const ones = (headings: readonly string[], width?: number, keys?: number) =>
  tableOf([1], headings.map((heading) => [heading, String]), width, keys);

Deno.test("tableOf() puts numbers to the right and words to the left, under a rule", () => {
  const text = tableOf([{ n: 1, name: "a" }, { n: 1000, name: "bcdefg" }], [
    ["n", ({ n }) => String(n)],
    false,
    ["name", ({ name }) => name, "left"],
  ]);
  assertEquals(text, "   n  name\n────  ──────\n   1  a\n1000  bcdefg\n");
});

Deno.test("tableOf() breaks what is too wide into tables with the first column again", () => {
  const three = ["a", "bb", "ccc"];
  const broken = "a  bb\n─  ──\n1   1\n\na  ccc\n─  ───\n1    1\n";
  assertEquals([5, 9, 10].map((width) => ones(three, width)), [broken, broken, ones(three)]);
});

Deno.test("tableOf() shows a column that is wider than all there is", () => {
  const [wide] = ones(["a", "bbbbbb", "c"], 3).split("\n\n");
  assertEquals(wide, "a  bbbbbb\n─  ──────\n1       1");
});

Deno.test("tableOf() repeats as many columns as it takes to know a row", () => {
  assertEquals(
    ones(["a", "b", "cc", "dd"], 9, 2),
    "a  b  cc\n─  ─  ──\n1  1   1\n\na  b  dd\n─  ─  ──\n1  1   1\n",
  );
});
