import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { z } from "zod";
import { InputError } from "../src/errors.ts";
import { leaf, registry } from "../src/registry.ts";

/** A leaf that says how it was made. */
const named = (name: string) =>
  leaf({
    name,
    summary: `The ${name}`,
    options: z.strictObject({ size: z.number().positive().default(1).describe("Size") }),
    example: { size: 2 },
    make: ({ size }, context: string) => `${name} of ${size} for ${context}`,
  });
const [apple, pear] = [named("apple"), named("pear")];
const fruits = registry("fruit", [apple]);

Deno.test("registry() makes what a choice names, from its options with their defaults", () => {
  assertEquals(fruits.make({ name: "apple" }, "me"), "apple of 1 for me");
  assertEquals(fruits.make({ name: "apple", size: 3 }, "you"), "apple of 3 for you");
});

Deno.test("with() has one thing more, and leaves the registry as it is", () => {
  const more = fruits.with(pear);
  assertEquals([more.kind, more.leaves.map(({ name }) => name)], ["fruit", ["apple", "pear"]]);
  assertEquals(more.make({ name: "pear" }, "me"), "pear of 1 for me");
  assert(more.schema.safeParse({ name: "pear", size: 2 }).success);
  assertStrictEquals(more.leaves[0], apple);
  assertEquals(fruits.leaves, [apple]);
  assert(!fruits.schema.safeParse({ name: "pear" }).success);
});

Deno.test("registry() and with() refuse a name twice", () => {
  const message = "Two leaves of fruit have the same name";
  assertThrows(() => registry("fruit", [apple, pear, named("pear")]), Error, message);
  assertThrows(() => fruits.with(named("apple")), Error, message);
});

for (
  const [choice, message] of [
    [{ name: "aple" }, 'unknown fruit "aple": did you mean "apple"?'],
    [{ name: "kumquat" }, 'unknown fruit "kumquat": known are apple, pear'],
  ] as const
) {
  Deno.test(`make() and schema refuse ${choice.name} and say what there is`, () => {
    const { make, schema } = fruits.with(pear);
    assertThrows(() => make(choice, "me"), InputError, message);
    assertEquals(schema.safeParse(choice).error?.issues[0].message, message);
  });
}

Deno.test("schema refuses a choice without a name, and says what there is", () => {
  const { error } = fruits.with(pear).schema.safeParse({ size: 1 });
  assertEquals(error?.issues[0].message, "must be given: one of apple, pear");
});

Deno.test("make() refuses options that are wrong, and names the leaf", () => {
  for (const options of [{ size: 0 }, { colour: "red" }]) {
    const make = () => fruits.make({ name: "apple", ...options }, "me");
    assertThrows(make, InputError, 'Cannot build "apple": ');
  }
});
