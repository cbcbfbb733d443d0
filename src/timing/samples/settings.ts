/**
 * Which times may be compared: those of one machine and one Deno.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import type { Measurement, Setting } from "./measurement.ts";

const WORDS: readonly (readonly [keyof Setting, string])[] = [
  ["cpu", "CPU"],
  ["cores", "cores"],
  ["os", "system"],
  ["arch", "architecture"],
  ["deno", "Deno"],
];

/** No name of a processor is longer; file names may have 255 characters. */
const LONGEST = 60;

/**
 * What differs between two settings, in words.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const here = { cpu: "AMD EPYC", cores: 2, os: "linux", arch: "x86_64", deno: "2.9.6" };
 * assertEquals(settingDifferences(here, { ...here, cores: 4 }), ["cores: 2 against 4"]);
 * ```
 */
export function settingDifferences(a: Setting, b: Setting): string[] {
  return WORDS.filter(([key]) => a[key] !== b[key])
    .map(([key, word]) => `${word}: ${a[key]} against ${b[key]}`);
}

/**
 * A short name for machines whose times can be compared, fit for a file name: processor, cores,
 * system and architecture. Deno's version is not part of it, as a history goes on across versions.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const setting = { cpu: "AMD EPYC 9R14", cores: 2, os: "linux", arch: "x86_64", deno: "2.9.6" };
 * assertEquals(machineClass(setting), "amd-epyc-9r14-2-cores-linux-x86-64");
 * ```
 */
export function machineClass({ cpu, cores, os, arch }: Setting): string {
  return `${slug(cpu)}-${slug(String(cores))}-cores-${slug(os)}-${slug(arch)}`;
}

/** Letters and digits; `(R)` and `(TM)` are no part of a name. */
function slug(text: string): string {
  const words = text.toLowerCase().replace(/\((r|tm)\)/g, " ").match(/[a-z0-9]+/g) ?? ["unknown"];
  return words.join("-").slice(0, LONGEST).replace(/-$/, "");
}

/**
 * Makes sure that times of two measurements can be compared. Returns what differs all the same:
 * only with `force`.
 *
 * @throws {InputError} When the machines or Deno's versions differ, and it is not forced
 */
export function checkComparable(
  base: Pick<Measurement, "name" | "setting">,
  head: Pick<Measurement, "name" | "setting">,
  { force = false }: { readonly force?: boolean } = {},
): string[] {
  const differences = settingDifferences(base.setting, head.setting);
  if (differences.length > 0 && !force) {
    throw new InputError(
      `Cannot compare the times of "${base.name}" and "${head.name}" as the settings differ: ` +
        `${differences.join(", ")}\nMeasure both on one machine, or compare with --force`,
    );
  }
  return differences;
}
