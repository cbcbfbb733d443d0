import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../../src/errors.ts";
import { checkComparable, machineClass } from "../../../src/timing/samples/settings.ts";
import { provenance, SETTING } from "../_fixtures.ts";

const CLASSES = [
  [{}, "amd-epyc-2-cores-linux-x86-64"],
  [{ deno: "3.0.0" }, "amd-epyc-2-cores-linux-x86-64"],
  [
    { cpu: "Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz" },
    "intel-core-i7-8650u-cpu-1-90ghz-2-cores-linux-x86-64",
  ],
  [{ cpu: "../../etc" }, "etc-2-cores-linux-x86-64"],
  [{ cpu: "" }, "unknown-2-cores-linux-x86-64"],
] as const;
for (const [fields, name] of CLASSES) {
  Deno.test(`machineClass() is ${name} for ${JSON.stringify(fields)}`, () => {
    assertEquals(machineClass({ ...SETTING, ...fields }), name);
  });
}

Deno.test("machineClass() is safe as a file name, whatever the processor is called", () => {
  const text = fc.string({ unit: "binary", maxLength: 300 });
  fc.assert(
    fc.property(text, text, text, (cpu, os, arch) => {
      const name = machineClass({ ...SETTING, cpu, os, arch });
      assert(/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && name.length < 200, name);
    }),
    { numRuns: 200, seed: 1 },
  );
});

Deno.test("checkComparable() names everything that differs, and how to compare all the same", () => {
  const setting = { cpu: "Apple M2", cores: 8, os: "darwin", arch: "aarch64", deno: "2.9.7" };
  const [base, head] = [provenance(), provenance("head", { setting })];
  const differences = [
    "cpu: AMD EPYC against Apple M2",
    "cores: 2 against 8",
    "os: linux against darwin",
    "arch: x86_64 against aarch64",
    "deno: 2.9.6 against 2.9.7",
  ];
  assertEquals(
    assertThrows(() => checkComparable(base, head), InputError).message,
    'Cannot compare the times of "base" and "head" as the settings differ: ' +
      `${differences.join(", ")}\nMeasure both on one machine, or compare with --force`,
  );
  assertEquals(checkComparable(base, head, true), differences);
  assertEquals(checkComparable(base, { ...head, setting: { ...SETTING } }), []);
});
