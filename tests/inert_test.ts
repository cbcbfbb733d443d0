import { assertEquals } from "@std/assert";
import { InputError, problemLines } from "../src/errors.ts";
import { inert, inertLine, inertWord } from "../src/inert.ts";

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
  assertEquals(message, `a\\u{1b}[2J\n${"x".repeat(999)}…`);
});

Deno.test("problemLines() has the first ten, and how many more there are", () => {
  const ten = Array.from({ length: 10 }, (_, i) => i);
  assertEquals(problemLines(ten, String), ten.join("\n"));
  assertEquals(problemLines([...ten, 10, 11], String), `${ten.join("\n")}\nand 2 more`);
});
