/**
 * Writes what is derived from the code and the results: `experiments/schema.json` and the parts of
 * the documentation that follow `<!-- generated: NAME -->`. With `--check` it writes
 * nothing and exits with 1 when something is out of date.
 *
 * @module
 */
import { findExperiments, shippedNames } from "../src/cli/work/experiments.ts";
import { fileSchemas, jsonSchema } from "../src/experiment/schema.ts";
import { registries } from "../src/kinds/mod.ts";
import { benchColumns } from "../src/timing/samples/bench_csv.ts";
import { formats } from "../src/timing/formats/mod.ts";

/** The documents with generated parts. */
const DOCUMENTS = ["README.md", "results/README.md", "docs/formats.md", "docs/notes.md"];
const names = await shippedNames();
/** Shipped experiments with committed results: all but those on the whole of CIFAR-10. */
const named: string[] = [];
for (const name of names) {
  const chart = await Deno.stat(`results/${name}/chart.txt`).catch(() => null);
  if (chart !== null) named.push(name);
}

/** The generated parts by name. */
const parts: Readonly<Record<string, () => string | Promise<string>>> = {
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

function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("");
}

async function filled(file: string): Promise<string> {
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

const files: Record<string, string> = {
  "experiments/schema.json": `${JSON.stringify(jsonSchema(registries), null, 2)}\n`,
};
for (const file of DOCUMENTS) files[file] = await filled(file);
let stale = 0;
for (const [file, text] of Object.entries(files)) {
  const before = await Deno.readTextFile(file).catch(() => "");
  if (before === text) continue;
  stale += 1;
  if (!Deno.args.includes("--check")) await Deno.writeTextFile(file, text);
  // deno-lint-ignore no-console -- a tool for developers, not part of the program
  console.log(Deno.args.includes("--check") ? `${file} is out of date: deno task generate` : file);
}
if (stale > 0 && Deno.args.includes("--check")) Deno.exit(1);
