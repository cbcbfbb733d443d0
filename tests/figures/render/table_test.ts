import { assertEquals } from "@std/assert";
import { textTable } from "../../../src/figures/render/table.ts";

/** Columns with a 1 under each heading. */
const columns = (...headings: readonly string[]) =>
  headings.map((heading) => ({ heading, cells: ["1"] }));

Deno.test("textTable() puts numbers to the right and words to the left, under a rule", () => {
  const text = textTable([
    { heading: "n", cells: ["1", "1000"] },
    { heading: "name", cells: ["a", "bcdefg"], align: "left" },
  ]);
  assertEquals(text, "   n  name\n────  ──────\n   1  a\n1000  bcdefg\n");
});

Deno.test("textTable() breaks what is too wide into tables with the first column again", () => {
  const three = columns("a", "bb", "ccc");
  const broken = "a  bb\n─  ──\n1   1\n\na  ccc\n─  ───\n1    1\n";
  assertEquals([5, 9, 10].map((width) => textTable(three, width)), [
    broken,
    broken,
    textTable(three),
  ]);
});

Deno.test("textTable() shows a column that is wider than all there is", () => {
  const [wide] = textTable(columns("a", "bbbbbb", "c"), 3).split("\n\n");
  assertEquals(wide, "a  bbbbbb\n─  ──────\n1       1");
});

Deno.test("textTable() repeats as many columns as it takes to know a row", () => {
  assertEquals(
    textTable(columns("a", "b", "cc", "dd"), 9, 2),
    "a  b  cc\n─  ─  ──\n1  1   1\n\na  b  dd\n─  ─  ──\n1  1   1\n",
  );
});
