/**
 * What a manifest tells of the results beside it.
 *
 * @module
 */
import { isRecord } from "../registry.ts";
import { type Inputs, UNKNOWN } from "./compare/inputs.ts";
import { type Files, hashes } from "./files.ts";

/**
 * The inputs that a manifest names. One that does not belong to the files beside it, as another
 * version of them was checked out since, tells nothing but that.
 */
export function manifestInputs(manifest: string, files: Files): Inputs {
  const unused = (reason: string) => ({
    ...UNKNOWN,
    remarks: [`manifest.json ${reason} and was ignored`],
  });
  let told: unknown;
  try {
    told = JSON.parse(manifest);
  } catch {
    return unused("is not valid JSON");
  }
  if (!isRecord(told) || !isRecord(told.files) || Object.keys(told.files).length === 0) {
    return unused("does not say which files it belongs to");
  }
  const now = hashes(files);
  for (const [name, hash] of Object.entries(told.files)) {
    if (!(name in now)) return unused(`belongs to a ${name} that is not there`);
    if (now[name] !== hash) return unused(`belongs to another ${name}`);
  }
  const text = (value: unknown) => typeof value === "string" ? value : null;
  return {
    ...UNKNOWN,
    experiment: isRecord(told.experiment) ? told.experiment : null,
    codeSha256: text(told.codeSha256),
    version: text(told.version),
    deno: isRecord(told.runtime) ? text(told.runtime.deno) : null,
  };
}
