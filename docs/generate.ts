/**
 * Writes what is derived from the code and the results: `experiments/schema.json`, the script of
 * pages, and the parts of the documentation that follow `<!-- generated: NAME -->`.
 *
 * @module
 */
import { type Command, EXIT, refuseNames, runCommand } from "../src/cli/terminal/command.ts";
import { start } from "../src/cli/terminal/process.ts";
import { findExperiments, shippedNames } from "../src/cli/work/experiments.ts";
import { readIfThere } from "../src/cli/work/folder.ts";
import { fileSchemas, jsonSchema } from "../src/experiment/schema.ts";
import { registries } from "../src/kinds/mod.ts";
import { stepSizes } from "../src/step_sizes/mod.ts";
import { testFunctions } from "../src/problems/test_functions.ts";
import type { Entry } from "../src/registry.ts";
import { benchColumns } from "../src/timing/samples/bench_csv.ts";
import { formats } from "../src/timing/formats/mod.ts";

/** The documents with generated parts. */
const DOCUMENTS = [
  "README.md",
  "results/README.md",
  "docs/formats.md",
  "docs/mathematics.md",
  "docs/notes.md",
];

/** Parts of documents, by name. */
type Parts = Readonly<Record<string, () => string | Promise<string>>>;

const generate: Command = {
  summary: "Write experiments/schema.json and the generated parts of the documentation.",
  usage: "deno task generate [--check]",
  details: "Exit codes: 0 fine, 1 (with --check) something is out of date, 2 wrong usage.",
  flags: [{ name: "check", meaning: "Write nothing; say what is out of date" }],
  examples: [
    ["deno task generate", "After a change of the code or of results"],
    ["deno task generate --check", "As the gate does"],
  ],
  async run({ names, flags }, io) {
    refuseNames(names);
    let exit: number = EXIT.fine;
    for (const [file, text] of Object.entries(await generated())) {
      if (await readIfThere(file) === text) continue;
      if (!flags.check) await Deno.writeTextFile(file, text);
      else exit = EXIT.failed;
      io.out(flags.check ? `${file} is out of date: deno task generate\n` : `${file}\n`);
    }
    return exit;
  },
};

/** What a page runs: a module with all that it imports, as one script. */
async function bundled(file: string): Promise<string> {
  const args = ["bundle", "--quiet", "--platform", "browser", "--format", "iife", "--minify", file];
  const { success, stdout, stderr } = await new Deno.Command("deno", { args }).output();
  const [text, error] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (!success) throw new Error(error);
  return text;
}

/** All generated files, as they should be. */
async function generated(): Promise<Record<string, string>> {
  const parts = await generatedParts();
  const files: Record<string, string> = {
    "experiments/schema.json": `${JSON.stringify(jsonSchema(registries), null, 2)}\n`,
    "src/pages/script.js": await bundled("src/pages/script/main.ts"),
  };
  for (const file of DOCUMENTS) files[file] = await filled(file, parts);
  return files;
}

async function generatedParts(): Promise<Parts> {
  const names = await shippedNames();
  // Those with committed results: all but those on the whole of CIFAR-10.
  const charts = await Promise.all(names.map((name) => readIfThere(`results/${name}/chart.txt`)));
  const named = names.filter((_, i) => charts[i] !== undefined);
  return {
    experiments: async () => {
      const found = await findExperiments(names);
      const rows = found.filter(({ name }) => !name.includes("/")).map(({ name, experiment }) => [
        `[\`${name}\`](experiments/${name}.jsonc)`,
        experiment.question,
        String(experiment.total),
      ]);
      return markdownTable(["experiment", "question", "runs"], rows);
    },
    findings: async () => {
      const findings = named.map(async (name) =>
        `- **[${name}](${name}/chart.txt)**: ${await findingOf(name)}\n`
      );
      return (await Promise.all(findings)).join("");
    },
    losses: () => summaryTable("loss", registries.losses.leaves),
    "step sizes": () => summaryTable("step size", stepSizes.leaves),
    "test functions": () => summaryTable("function", testFunctions.map((make) => make())),
    formats: () =>
      markdownTable(
        ["format", "file", "what it is"],
        formats.map(({ name, file, summary }) => [`\`${name}\``, `\`${file}\``, summary]),
      ),
    ...Object.fromEntries(
      named.map((name) => [
        `chart of ${name}`,
        async () => `\`\`\`text\n${await Deno.readTextFile(`results/${name}/chart.txt`)}\`\`\`\n`,
      ]),
    ),
    ...Object.fromEntries(
      Object.entries({ ...columnsByFile(), "bench.csv": benchColumns }).map(([file, list]) => [
        file,
        () =>
          markdownTable(
            ["column", "meaning"],
            list.map(({ name, meaning }) => [`\`${name}\``, meaning]),
          ),
      ]),
    ),
  };
}

/** The columns of the tables of all kinds; a file that several kinds have, by the later kinds' names. */
function columnsByFile(): Record<string, readonly { name: string; meaning: string }[]> {
  const found: Record<string, readonly { name: string; meaning: string }[]> = {};
  for (const { kind: { name, tables } } of fileSchemas(registries).kinds) {
    for (const { file, columns } of tables) {
      const all = Object.entries(columns).map(([name, { meaning }]) => ({ name, meaning }));
      found[file in found ? `${file} of ${name}` : file] = all;
    }
  }
  return found;
}

async function findingOf(name: string): Promise<string> {
  const chart = await Deno.readTextFile(`results/${name}/chart.txt`);
  const [, finding = ""] = /^Finding: (.*)/ms.exec(chart) ?? [];
  return finding.trim().replaceAll("\n", " ").replace(/^./, (letter) => letter.toUpperCase());
}

function summaryTable(noun: string, entries: readonly Entry[]): string {
  // A | would end the cell.
  const rows = entries.map(({ name, summary }) => [`\`${name}\``, summary.replaceAll("|", "\\|")]);
  return markdownTable([noun, "what it is"], rows);
}

function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("");
}

async function filled(file: string, parts: Parts): Promise<string> {
  let text = await Deno.readTextFile(file);
  for (const [name, make] of Object.entries(parts)) {
    const place = new RegExp(
      `(<!-- generated: ${name} -->\\n<!-- deno-fmt-ignore-start -->\\n).*?(<!-- deno-fmt-ignore-end -->)`,
      "s",
    );
    if (!place.test(text)) continue;
    const part = await make();
    text = text.replace(place, (_, start, end) => `${start}\n${part}\n${end}`);
  }
  return text;
}

await start((io) => runCommand(() => Promise.resolve(generate), Deno.args, io));
