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

Deno.test("tableOf() breaks texts between words, or after what joins them, where no column fits", () => {
  const text = tableOf(
    ["gradientDescent(stepSize=1e-7)", "randomSearch"],
    [
      ["method", (name) => name],
      ["batch size", () => "full"],
      ["final training loss", () => "0.595 [0.594, 0.597]"],
    ],
    40,
    2,
  );
  assertEquals(
    text,
    [
      "       method  batch size          final",
      "                           training loss",
      "─────────────  ──────────  ─────────────",
      "gradientDesce        full  0.595 [0.594,",
      " nt(stepSize=                     0.597]",
      "        1e-7)",
      " randomSearch        full  0.595 [0.594,",
      "                                  0.597]",
      "",
    ].join("\n"),
  );
});

Deno.test("tableOf() pads characters that are as wide as two", () => {
  const text = tableOf(["数据", "a"], [["name", (name) => name], ["n", () => "1"]]);
  assertEquals(text, "name  n\n────  ─\n数据  1\n   a  1\n");
});

Deno.test("tableOf() repeats as many columns as it takes to know a row", () => {
  assertEquals(
    ones(["a", "b", "cc", "dd"], 9, 2),
    "a  b  cc\n─  ─  ──\n1  1   1\n\na  b  dd\n─  ─  ──\n1  1   1\n",
  );
});
