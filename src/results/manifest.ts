/**
 * What a manifest says of the results beside it.
 *
 * @module
 */
import { isRecord } from "../registry.ts";
import { type Inputs, UNKNOWN } from "./compare/inputs.ts";
import { type Files, hashes } from "./files.ts";

/**
 * The inputs that a manifest names; none of one that does not belong to the files beside it, as
 * another version of them was checked out since.
 */
export function manifestInputs(manifest: string, files: Files): Inputs {
  let fields: unknown;
  try {
    fields = JSON.parse(manifest);
  } catch {
    return UNKNOWN;
  }
  if (!isRecord(fields) || !isRecord(fields.files)) return UNKNOWN;
  const [now, then] = [hashes(files), Object.entries(fields.files)];
  if (then.length === 0 || then.some(([name, hash]) => now[name] !== hash)) return UNKNOWN;
  const text = (value: unknown) => typeof value === "string" ? value : null;
  const experiment = isRecord(fields.experiment) ? fields.experiment : null;
  const [codeSha256, version] = [text(fields.codeSha256), text(fields.version)];
  const isRecorded = experiment !== null && codeSha256 !== null;
  return { ...UNKNOWN, experiment, codeSha256, version, isRecorded };
}
