import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { exactJson, fromExactJson } from "../../src/exact/json.ts";

/** Whether two pieces of plain data are the same to the last bit. */
function areSame(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || a === null) return Object.is(a, b);
  if (typeof b !== "object" || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return keys.length === others.length &&
    keys.every((key, i) =>
      key === others[i] &&
      areSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key])
    );
}

const numbers = fc.oneof(
  fc.double(),
  fc.float(),
  fc.integer(),
  fc.constantFrom(NaN, Infinity, -Infinity, -0, 0, 5e-324, Number.MAX_VALUE),
);
const texts = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("#", "##", "#NaN", "##NaN", "#-0", "NaN", "\ud800", "\n", "\u2028"),
);
const data = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    numbers,
    texts,
    fc.constantFrom(null, true, false),
    fc.array(tie("any")),
    fc.dictionary(texts, tie("any"), { noNullPrototype: true }),
  ),
})).any;

Deno.test("fromExactJson() brings back every bit that exactJson() was given", () => {
  fc.assert(
    fc.property(data, (value) => areSame(fromExactJson(exactJson(value)), value)),
    { numRuns: 2000 },
  );
});

Deno.test("exactJson() stays on one line", () => {
  fc.assert(fc.property(data, (value) => !exactJson(value).includes("\n")));
});

Deno.test("exactJson() is plain JSON where JSON will do", () => {
  const value = { a: [1, 0.1, "text", null, true], b: { c: 1e-300 } };
  assertEquals(exactJson(value), JSON.stringify(value));
});

Deno.test("exactJson() marks what JSON has no number for, and texts that look like it", () => {
  assertEquals(exactJson([NaN, -0, -Infinity, "#-0"]), '["#NaN","#-0","#-Infinity","##-0"]');
});
