import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../../src/errors.ts";
import {
  checkComparable,
  machineClass,
  settingDifferences,
} from "../../../src/timing/samples/settings.ts";
import { measurement, SETTING } from "../_simulate.ts";

Deno.test("settingDifferences() names all that differs, and nothing else", () => {
  assertEquals(settingDifferences(SETTING, { ...SETTING }), []);
  const other = { cpu: "Apple M2", cores: 8, os: "darwin", arch: "aarch64", deno: "2.9.7" };
  assertEquals(settingDifferences(SETTING, other), [
    "CPU: AMD EPYC against Apple M2",
    "cores: 2 against 8",
    "system: linux against darwin",
    "architecture: x86_64 against aarch64",
    "Deno: 2.9.6 against 2.9.7",
  ]);
});

for (
  const [setting, name] of [
    [SETTING, "amd-epyc-2-cores-linux-x86-64"],
    [{ ...SETTING, deno: "3.0.0" }, "amd-epyc-2-cores-linux-x86-64"],
    [
      { ...SETTING, cpu: "Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz" },
      "intel-core-i7-8650u-cpu-1-90ghz-2-cores-linux-x86-64",
    ],
    [{ ...SETTING, cpu: "../../etc" }, "etc-2-cores-linux-x86-64"],
    [{ ...SETTING, cpu: "" }, "unknown-2-cores-linux-x86-64"],
  ] as const
) {
  Deno.test(`machineClass() is ${name} for "${setting.cpu}" and Deno ${setting.deno}`, () => {
    assertEquals(machineClass(setting), name);
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
  const base = measurement();
  const head = measurement({
    name: "head",
    setting: { ...SETTING, cpu: "Apple M2", deno: "2.9.7" },
  });
  const error = assertThrows(() => checkComparable(base, head), InputError);
  assertEquals(
    error.message,
    'Cannot compare the times of "base" and "head" as the settings differ: ' +
      "CPU: AMD EPYC against Apple M2, Deno: 2.9.6 against 2.9.7\n" +
      "Measure both on one machine, or compare with --force",
  );
  assertEquals(checkComparable(base, head, { force: true }), [
    "CPU: AMD EPYC against Apple M2",
    "Deno: 2.9.6 against 2.9.7",
  ]);
  assertEquals(checkComparable(base, { ...head, setting: SETTING }), []);
});
