import { assertEquals, assertThrows } from "@std/assert";
import { ensure, isAccepted, suggest, unknown } from "../src/errors.ts";

Deno.test("isAccepted() is false where the user has something to mend, and hides no other error", () => {
  assertEquals([true, false].map((isRight) => isAccepted(() => ensure(isRight, "no"))), [
    true,
    false,
  ]);
  const fail = () => {
    throw new RangeError("of the program");
  };
  assertThrows(() => isAccepted(fail), RangeError, "of the program");
});

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

Deno.test("unknown() shows a name that is no text, whatever it is", () => {
  const name = { toString: 1 }; // String() of it fails
  assertEquals(unknown("loss", name, ["svm"]), 'unknown loss {"toString":1}: known are svm');
});
