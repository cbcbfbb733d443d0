import { ensure } from "../../errors.ts";
import type { Provenance, Setting } from "./measurement.ts";

/**
 * A short name for machines whose times can be compared, fit for a file name, such as
 * `amd-epyc-9r14-2-cores-linux-x86-64`. Deno's version is not part of it, as a history goes on across
 * versions.
 */
export function machineClass({ cpu, cores, os, arch }: Setting): string {
  return [cpu, cores, "cores", os, arch].map((part) => slug(String(part))).join("-");
}

/** Letters and digits, as file names are limited; `(R)` and `(TM)` are no part of a name. */
function slug(text: string): string {
  const words = text.toLowerCase().replace(/\((r|tm)\)/g, " ").match(/[a-z0-9]+/g) ?? ["unknown"];
  return words.join("-").slice(0, 60).replace(/-$/, "");
}

/** Times are compared of one machine and one Deno. Returns what differs all the same, if forced. */
export function checkComparable(
  base: Pick<Provenance, "name" | "setting">,
  head: Pick<Provenance, "name" | "setting">,
  isForced = false,
): string[] {
  const differences = Object.entries(base.setting).flatMap(([name, value]) => {
    const other = head.setting[name as keyof Setting];
    return value === other ? [] : `${name}: ${value} against ${other}`;
  });
  ensure(
    differences.length === 0 || isForced,
    `Cannot compare the times of "${base.name}" and "${head.name}" as the settings differ: ` +
      `${differences.join(", ")}\nMeasure both on one machine, or compare with --force`,
  );
  return differences;
}
