import { assertEquals, assertThrows } from "@std/assert";
import { z } from "zod";
import { flagsOf, onOff, readOptions, wholeNumber } from "../../src/cli/terminal/options.ts";
import { InputError } from "../../src/errors.ts";

const shape = {
  name: z.string().meta({ value: "NAME", alias: "n", description: "Who" }),
  count: wholeNumber(1, 9).default(3),
  strict: onOff.meta({ description: "Be strict" }),
};
const read = (flags: Record<string, string | true>) =>
  readOptions(z.strictObject(shape), flags, (flag) => flag === "out" ? "it is for run" : "");

Deno.test("readOptions() gives values of the schema's types, or says which flag is wrong", () => {
  assertEquals(read({ name: "a" }), { name: "a", count: 3, strict: false });
  assertEquals(read({ name: "a", count: "9", strict: true }), {
    name: "a",
    count: 9,
    strict: true,
  });
  const cases: [flags: Record<string, string>, message: string][] = [
    [
      { name: "a", count: "10" },
      'Option --count must be a whole number from 1 to 9: current value is "10"',
    ],
    [{ count: "1" }, "Option --name must be given"],
    [{ name: "a", out: "x" }, "Option --out has no effect here: it is for run"],
    [{ name: "a", in: "x" }, "Option --in has no effect here"],
  ];
  for (const [flags, message] of cases) {
    assertEquals(assertThrows(() => read(flags), InputError).message, message);
  }
});

Deno.test("flagsOf() has what the metadata say", () => {
  assertEquals(flagsOf(shape), [
    { name: "name", meaning: "Who", value: "NAME", alias: "n" },
    { name: "count", meaning: "" },
    { name: "strict", meaning: "Be strict" },
  ]);
});
