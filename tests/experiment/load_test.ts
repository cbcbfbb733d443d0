import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../src/errors.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import { WRONG } from "../_files.ts";

const source = "mine.jsonc";

for (const { what, text, lines } of WRONG) {
  Deno.test(`loadExperiment() refuses ${what}`, () => {
    const { message } = assertThrows(() => loadExperiment(text, { source }), InputError);
    assertEquals(message.split("\n"), lines.map((line) => `${source}${line}`));
  });
}
