import { assertEquals } from "@std/assert";
import { InputError } from "../src/errors.ts";
import { tableOf } from "../src/figures/render/table.ts";
import { renderText } from "../src/figures/render/text.ts";
import {
  fromPlainCell,
  inert,
  inertCell,
  inertJson,
  inertLine,
  inertWord,
  plainCell,
} from "../src/inert.ts";

Deno.test("inert() writes out what a terminal obeys, and keeps ends of lines", () => {
  assertEquals(
    inert("a\x1b[2J\x07\x9b1m\r\t\u2028b\nc"),
    "a\\u{1b}[2J\\u{7}\\u{9b}1m\\r\\t\\u{2028}b\nc",
  );
});

Deno.test("inert() writes out marks of direction, what is not seen and halves of characters", () => {
  const marks = "\u061c\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u200b\ud800";
  assertEquals(
    inert(marks),
    "\\u{61c}\\u{200e}\\u{200f}\\u{202a}\\u{202e}\\u{2066}\\u{2069}\\u{feff}\\u{200b}\\u{d800}",
  );
});

Deno.test("inert() keeps letters of all scripts, with their joiners, and pictures", () => {
  const text = "Größe שלום مى‌خواهم 数 👩‍🔬";
  assertEquals(inert(text), text);
});

Deno.test("inertLine() is one line, cut between characters", () => {
  assertEquals(inertLine("one\ntwo"), "one\\ntwo");
  assertEquals(inertLine("👩".repeat(10), 10), "👩".repeat(10));
  assertEquals(inertLine("👩".repeat(11), 10), `${"👩".repeat(9)}…`);
  assertEquals(inertLine("x".repeat(1e7)).length, 1000);
  assertEquals(inertWord("x".repeat(1e7)), `${"x".repeat(99)}…`);
});

Deno.test("InputError has lines that are inert and cut", () => {
  const { message } = new InputError(`a\x1b[2J\n${"x".repeat(5000)}`);
  assertEquals(message, `a\\u{1b}[2J\n${"x".repeat(1999)}…`);
});

Deno.test("inertCell() puts a quote before what a spreadsheet would compute, but not before numbers", () => {
  for (const formula of ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "'=1"]) {
    assertEquals(inertCell(formula), `'${formula}`);
  }
  for (const text of ["-1.5", "+1", "-1e-7", "a=1", "'a", ""]) assertEquals(inertCell(text), text);
  assertEquals(inertCell("\t=1\n"), "\\t=1\\n");
});

Deno.test("fromPlainCell() gives back what plainCell() put a quote before", () => {
  for (const text of ["=1+1", "'=1", "''=1", "\t=1\n", "a", "'a", "-1", "", "'"]) {
    assertEquals(fromPlainCell(plainCell(text)), text);
  }
});

Deno.test("tableOf() has cells and headings that are inert, each on one line", () => {
  assertEquals(
    tableOf(["a\x1b[2J\nb"], [["h\x07", (row) => row, "left"]]),
    [
      "h\\u{7}\n",
      `${"─".repeat(13)}\n`,
      "a\\u{1b}[2J\\nb\n",
    ].join(""),
  );
});

Deno.test("renderText() has no codes but its own", () => {
  const text = "a\x1b[2J\nb";
  const canvas = { width: 80, color: true };
  assertEquals(renderText({ shape: "note", text }, canvas), "a\\u{1b}[2J\\nb\n");
  const axis = { name: text, log: false, range: [0, 1] } as const;
  const lines = renderText({
    shape: "lines",
    heading: text,
    x: axis,
    y: axis,
    lines: [{ label: text, parts: [[[0, 0], [1, 1]]] }],
    numbers: "even",
    legend: text,
    notes: [],
    height: 4,
  }, canvas);
  assertEquals(lines.includes("\x1b[2J"), false);
  assertEquals(lines.match(/a\\u\{1b\}\[2J\\nb/g)?.length, 3);
});

Deno.test("inertJson() is JSON of the same data, without what a terminal obeys", () => {
  const data = { a: "\x9b\u202e\u{e0001}\ud800\n" };
  const text = inertJson(data);
  assertEquals(text, '{\n  "a": "\\u009b\\u202e\\udb40\\udc01\\ud800\\n"\n}');
  assertEquals(JSON.parse(text), data);
});
