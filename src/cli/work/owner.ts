/** Whose results a folder has: those of another experiment do not take their place. */
import { posix, resolve } from "node:path";
import { z } from "zod";
import { InputError } from "../../errors.ts";
import { parseJson } from "../../exact/json.ts";
import { experimentFields } from "../../experiment/load.ts";
import { compareInputs, UNKNOWN } from "../../results/compare/inputs.ts";
import { plansSha256 } from "../../results/files.ts";
import { EXPERIMENTS, type Found, LOCAL, RESULTS } from "./experiments.ts";
import { namesIn, readIfThere } from "./folder.ts";

/** Where a result, or a shard of a sweep, says what it was made from. */
const RECORD = /^(manifest|shard-\d+-of-\d+)\.json$/;
const recordSchema = z.object({ file: z.string(), plansSha256: z.string() });

/** @throws {InputError} When a folder has results of another experiment, or is the place of one's */
export async function checkOwner(found: Found, folder: string): Promise<void> {
  const owner = await ownerOf(folder, found);
  if (owner === null) return;
  const { file, overrides } = found;
  const own = [`"${file}"`, ...overrides].join(" ");
  throw new InputError(
    `Cannot write results of ${own} to "${folder}", which is of "${owner}": ` +
      "choose another folder with --out DIR",
  );
}

/** The file of the other experiment that a folder belongs to; null when there is none. */
async function ownerOf(folder: string, { file, experiment }: Found): Promise<string | null> {
  const place = posix.normalize(`${folder}/`).slice(0, -1);
  if (place.startsWith(`${RESULTS}/`) && !place.startsWith(`${LOCAL}/`)) {
    const owner = `${EXPERIMENTS}${place.slice(RESULTS.length)}.jsonc`;
    const text = await readIfThere(owner);
    if (text !== undefined) {
      const committed = { ...UNKNOWN, experiment: experimentFields(text, owner) };
      const { fields, shown } = compareInputs(committed, {
        ...UNKNOWN,
        experiment: experiment.file,
      });
      return fields.length + shown.length > 0 ? owner : null;
    }
  }
  for (const record of [...await recordsIn(folder), ...await recordsIn(`${folder}/interrupted`)]) {
    const isSame = resolve(record.file) === resolve(file) ||
      record.plansSha256 === plansSha256(experiment);
    if (!isSame) return record.file;
  }
  return null;
}

async function recordsIn(folder: string): Promise<z.output<typeof recordSchema>[]> {
  const names = (await namesIn(folder) ?? []).filter((name) => RECORD.test(name));
  const texts = await Promise.all(names.map((name) => readIfThere(`${folder}/${name}`)));
  return texts.flatMap((text = "") => {
    try {
      return recordSchema.parse(parseJson(text));
    } catch {
      return []; // it is damaged, or was written before files were recorded
    }
  });
}
