import { dirname, relative } from "node:path";
import { z } from "zod";
import { InputError, isAccepted } from "../errors.ts";
import { experimentFields, loadExperiment } from "../experiment/load.ts";
import { fileSchemas } from "../experiment/schema.ts";
import { commentedFile } from "../experiment/template.ts";
import { registries } from "../kinds/mod.ts";
import { isRecord } from "../registry.ts";
import { type Command, EXIT, quoted } from "./terminal/command.ts";
import { flagsOf, readOptions } from "./terminal/options.ts";
import { DEFAULT, EXPERIMENTS, shippedNames } from "./work/experiments.ts";
import { reading, readText, writeNew } from "./work/folder.ts";
import { placesOf } from "./work/paths.ts";

const KINDS = fileSchemas(registries).kinds.map(({ kind }) => kind.name);

const options = z.strictObject({
  kind: z.enum(KINDS, `one of ${KINDS.join(", ")}`).default(KINDS[0]).meta({
    value: "KIND",
    description: `One of ${KINDS.join(", ")}; ${KINDS[0]} when left out`,
  }),
});

export const newCommand: Command = {
  summary: "Write an experiment file to begin with, in which each field says what it means.",
  usage: "deno task new NAME [--kind KIND]",
  details: `The file is NAME.jsonc, and runs as it is: it is a shipped experiment of its kind with
comments. What is there already is never replaced.

Exit codes: 0 fine, 1 the machine failed, 2 wrong usage, or the file is there already.`,
  flags: flagsOf(options.shape),
  examples: [
    ["deno task new mine", "mine.jsonc, which trains"],
    ["deno task new around --kind slice", "around.jsonc, with a slice of the loss"],
  ],
  async run({ names: [name, ...more], flags }, io) {
    const { kind } = readOptions(options, flags);
    if (name === undefined || more.length > 0) {
      throw new InputError("Give one name: deno task new NAME");
    }
    const typed = /\.jsonc?$/.test(name) ? name : `${name}.jsonc`;
    const [path] = placesOf(typed); // seen from the person's folder
    const fields = {
      ...await shippedFields(kind, dirname(path)),
      $schema: pathFrom(dirname(path), "schema.json"),
      title: typed.replace(/^.*[\\/]|\.jsonc?$/g, ""),
    };
    await writeNew(path, commentedFile(fields, registries));
    const command = `deno task experiments ${quoted(typed)}`;
    io.out(`Wrote ${typed}. Run it as it is, or change it first:\n\n  ${command}\n`);
    io.out(`\nWith --watch, it runs again whenever you save the file:\n\n  ${command} --watch\n`);
    return EXIT.fine;
  },
};

/**
 * The fields of the shipped experiment that is run by default, or of the first one of its kind that
 * names no other file; where all do, of the first one, whose paths are seen from a folder.
 */
async function shippedFields(kind: string, folder: string): Promise<Record<string, unknown>> {
  const found = [];
  for (const name of [DEFAULT, ...await shippedNames()]) {
    const file = `${EXPERIMENTS}/${name}.jsonc`;
    const text = await reading(file, readText);
    const { $schema, kind: own = KINDS[0], ...fields } = experimentFields(text, file);
    if (own !== kind) continue;
    found.push(seenFrom(folder, { $schema, kind, ...fields }));
    // Without a way to read others, a file that names one is refused.
    if (isAccepted(() => loadExperiment(text, { source: file }))) return found[found.length - 1];
  }
  if (found.length > 0) return found[0];
  throw new InputError(`Cannot write a file as there is no shipped experiment of kind "${kind}"`);
}

/** Fields of a shipped experiment, with the paths of others that they name as seen from a folder. */
function seenFrom(folder: string, fields: Record<string, unknown>): Record<string, unknown> {
  const seen = (value: unknown): unknown =>
    value instanceof Array ? value.map(seen) : isRecord(value) ? seenFrom(folder, value) : value;
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      key === "experiment" ? pathFrom(folder, String(value)) : seen(value),
    ]),
  );
}

/** The path of a file among the shipped experiments, as seen from a folder. */
function pathFrom(folder: string, name: string): string {
  const path = relative(folder, `${EXPERIMENTS}/${name}`).replaceAll("\\", "/");
  return path.startsWith(".") ? path : `./${path}`;
}
