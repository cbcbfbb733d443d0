import { z } from "zod";
import { InputError, suggest } from "../errors.ts";
import { fileSchemas } from "../experiment/schema.ts";
import { meaning } from "../experiment/template.ts";
import { registries } from "../kinds/mod.ts";
import { counted } from "../numbers.ts";
import { stepSizes } from "../step_sizes/mod.ts";
import { type Command, EXIT, twoColumns } from "./terminal/command.ts";
import { findExperiments, shippedNames } from "./work/experiments.ts";

const { datasets, scoreFunctions, losses, methods, gradients } = registries;
const { kinds, problems } = fileSchemas(registries);

/** What files can name, by what it is called. */
const SECTIONS: Readonly<Record<string, readonly Listed[]>> = {
  kinds: kinds.map(({ kind: { name, about } }) => ({ name, summary: about })),
  problems,
  datasets: datasets.leaves,
  scores: scoreFunctions.leaves,
  losses: losses.leaves,
  methods: methods.leaves,
  stepSizes: stepSizes.leaves,
  gradients: gradients.leaves,
  charts: kinds.flatMap(({ kind }) => kind.figures.leaves),
};
const NAMES = ["experiments", ...Object.keys(SECTIONS)];

interface Listed {
  readonly name: string;
  readonly summary: string;
  readonly options?: z.ZodObject;
}

export const list: Command = {
  summary: "List the shipped experiments, and what experiment files can name.",
  usage: `deno task list [${NAMES.join("|")}]`,
  flags: [],
  examples: [
    ["deno task list", "Everything"],
    ["deno task list datasets", "The datasets with their options"],
  ],
  async run({ names }, io) {
    const unknown = names.find((name) => !NAMES.includes(name));
    if (unknown !== undefined) {
      throw new InputError(`Cannot list "${unknown}"${suggest(unknown, NAMES)}`);
    }
    const wanted = names.length > 0 ? names : NAMES;
    const sections = await Promise.all(wanted.map(sectionText));
    io.out(sections.join("\n"));
    return EXIT.fine;
  },
};

async function sectionText(section: string): Promise<string> {
  if (section === "experiments") {
    const rows = await Promise.all((await shippedNames()).map(experimentRow));
    return `Experiments, for deno task experiments NAME:\n${twoColumns(rows)}`;
  }
  const rows = SECTIONS[section].flatMap(({ name, summary, options }) => [
    [`  ${name}`, summary],
    ...options === undefined ? [] : optionRows(options),
  ]);
  const words = section.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const heading = words[0].toUpperCase() + words.slice(1);
  return `${heading}, with their options (and defaults):\n${twoColumns(rows)}`;
}

async function experimentRow(name: string): Promise<string[]> {
  try {
    const [{ experiment: { question, total } }] = await findExperiments([name]);
    return [`  ${name}`, `${question} (${counted(total, "run")})`];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return [`  ${name}`, error.message.split("\n")[0]]; // the others can be listed
  }
}

function optionRows(options: z.ZodObject): string[][] {
  const { properties = {} } = z.toJSONSchema(options, { io: "input" });
  return Object.entries(properties).map(([option, schema]) => {
    return [`    ${option}`, meaning(schema as z.core.JSONSchema.BaseSchema)];
  });
}
