import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { fits, globSource } from "../../../src/timing/samples/thresholds.ts";
import { benchName, readBenchName } from "../../../src/timing/samples/work.ts";

Deno.test("benchName() says group, name, work and inputs, and readBenchName() gets them back", () => {
  const words = fc.stringMatching(/^[a-z][a-z 0-9=(),.-]{0,20}$/);
  const count = fc.integer({ min: 1, max: 1e9 });
  const work = fc.record({ examples: count, flop: count, threads: count }, { requiredKeys: [] });
  const inputs = fc.stringMatching(/^[0-9a-f]{8}$/);
  fc.assert(fc.property(words, words, work, inputs, (group, name, work, inputs) => {
    const named = { group, name, work, inputs };
    assertEquals(readBenchName(benchName(named), group), named);
  }));
});

Deno.test("readBenchName() takes the work for the inputs where none are given", () => {
  const name = benchName({ group: "g", name: "n", work: { examples: 2, threads: 3 } });
  assertEquals(readBenchName(name, "g").inputs, "examples=2 threads=3");
});

Deno.test("readBenchName() takes names of other origin as they are", () => {
  assertEquals(readBenchName("plain", ""), { group: "", name: "plain", work: {}, inputs: "" });
  assertEquals(readBenchName("a/b", "c").name, "a/b");
});

Deno.test("fits() lets * stand for anything, and nothing else stand for more than itself", () => {
  const name = "experiments/batch_size/batchSize=1 method.stepSize=3e-8";
  for (const glob of [name, "*", "*batchSize=1 *", "experiments/*", "*/*/*"]) {
    assertEquals([glob, fits(name, [glob])], [glob, true]);
  }
  for (const glob of ["", "batch*", "experiments", name.replace(".", "?"), `${name}.`]) {
    assertEquals([glob, fits(name, [glob])], [glob, false]);
  }
  assertEquals([fits("a", ["b", "a"]), fits("a", [])], [true, false]);
});

Deno.test("globSource() of any name fits that name alone", () => {
  fc.assert(fc.property(fc.string(), fc.string(), (name, other) => {
    fc.pre(!name.includes("*") && !/[\r\n\u2028\u2029]/.test(name + other));
    const pattern = new RegExp(`^${globSource(name)}$`);
    assertEquals([pattern.test(name), pattern.test(other)], [true, other === name]);
  }));
});
