import { z } from "zod";
import { type Inputs, UNKNOWN } from "./compare/inputs.ts";
import { type Files, hashes } from "./files.ts";

const schema = z.object({
  experiment: z.record(z.string(), z.unknown()),
  codeSha256: z.string(),
  version: z.string().nullable().catch(null),
  files: z.record(z.string(), z.string()),
});

/**
 * The inputs that a manifest names; none of one that does not belong to the files beside it, as
 * another version of them was checked out since.
 */
export function manifestInputs(manifest: string, files: Files): Inputs {
  try {
    const { files: then, ...inputs } = schema.parse(JSON.parse(manifest));
    const [now, known] = [hashes(files), Object.entries(then)];
    const isOfThese = known.length > 0 && known.every(([name, hash]) => now[name] === hash);
    return isOfThese ? { ...UNKNOWN, ...inputs, isRecorded: true } : UNKNOWN;
  } catch {
    return UNKNOWN;
  }
}
