import { assertEquals } from "@std/assert";
import { suggest } from "../src/errors.ts";

Deno.test("suggest() names the nearest word, whatever its case", () => {
  assertEquals(suggest("BATCHSIZE", ["seeds", "batchSize"]), ': did you mean "batchSize"?');
  assertEquals(suggest("sead", ["seeds", "batchSize"]), ': did you mean "seeds"?');
});

Deno.test("suggest() lists what is known when nothing is near", () => {
  assertEquals(suggest("colour", ["seeds", "stop"]), ": known are seeds, stop");
});

Deno.test("suggest() has nothing to say when nothing is known", () => {
  assertEquals(suggest("colour", []), "");
});
