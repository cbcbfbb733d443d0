import { assertEquals } from "@std/assert";
import { textTable } from "../../src/charts/table.ts";

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
