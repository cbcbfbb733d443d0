import { assertEquals } from "@std/assert";
import { textTable } from "../../../src/figures/render/table.ts";

Deno.test("textTable() puts numbers to the right and words to the left, under a rule", () => {
  const text = textTable([
    { heading: "n", cells: ["1", "1000"] },
    { heading: "name", cells: ["a", "bcdefg"], align: "left" },
  ]);
  assertEquals(
    text,
    [
      "   n  name",
      "────  ──────",
      "   1  a",
      "1000  bcdefg",
      "",
    ].join("\n"),
  );
});

Deno.test("textTable() breaks what is too wide into tables with the first column again", () => {
  const columns = ["a", "bb", "ccc"].map((heading) => ({ heading, cells: ["1"] }));
  assertEquals(textTable(columns, 5), "a  bb\n─  ──\n1   1\n\na  ccc\n─  ───\n1    1\n");
  assertEquals(textTable(columns, 10), textTable(columns));
  assertEquals(textTable(columns, 9), "a  bb\n─  ──\n1   1\n\na  ccc\n─  ───\n1    1\n");
});

Deno.test("textTable() shows a column that is wider than all there is", () => {
  const columns = ["a", "bbbbbb", "c"].map((heading) => ({ heading, cells: ["1"] }));
  const [wide] = textTable(columns, 3).split("\n\n");
  assertEquals(wide, "a  bbbbbb\n─  ──────\n1       1");
});

Deno.test("textTable() repeats as many columns as it takes to know a row", () => {
  const columns = ["a", "b", "cc", "dd"].map((heading) => ({ heading, cells: ["1"] }));
  assertEquals(
    textTable(columns, 9, 2),
    "a  b  cc\n─  ─  ──\n1  1   1\n\na  b  dd\n─  ─  ──\n1  1   1\n",
  );
});
