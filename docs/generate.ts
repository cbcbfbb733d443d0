/**
 * Writes what is derived from the code and the results: `experiments/schema.json` and the parts of
 * the documentation that follow `<!-- generated: NAME -->`. With `--check` it writes
 * nothing and exits with 1 when something is out of date.
 *
 * @module
 */
import { findExperiments, shippedNames } from "../src/cli/_experiments.ts";
import { jsonSchema } from "../src/experiment/schema.ts";
import { checkColumns } from "../src/results/checks.ts";
import { sliceColumns } from "../src/results/slices.ts";
import { columns } from "../src/results/tables.ts";

const RESULTS_README = "results/README.md";

/** The generated parts by name. */
const parts: Readonly<Record<string, () => string | Promise<string>>> = {
  chart: async () =>
    `\`\`\`text\n${await Deno.readTextFile("results/batch_size/chart.txt")}\`\`\`\n`,
  experiments: async () => {
    const found = await findExperiments(await shippedNames());
    const rows = found.map(({ name, experiment }) => [
      `[\`${name}\`](experiments/${name}.jsonc)`,
      experiment.question,
      String(experiment.total),
    ]);
    return markdownTable(["experiment", "question", "runs"], rows);
  },
  findings: async () => {
    const findings = (await shippedNames()).map(async (name) =>
      `- **[${name}](${name}/chart.txt)**: ${await findingOf(name)}\n`
    );
    return (await Promise.all(findings)).join("");
  },
  ...Object.fromEntries(
    Object.entries({
      ...columns,
      "slice.csv": sliceColumns["slice.csv"],
      "path.csv": sliceColumns["path.csv"],
      "runs.csv of slices": sliceColumns["runs.csv"],
      "gradient_check.csv": checkColumns["gradient_check.csv"],
      "runs.csv of gradient checks": checkColumns["runs.csv"],
    }).map(([file, list]) => [
      file,
      () =>
        markdownTable(
          ["column", "meaning"],
          list.map(({ name, meaning }) => [`\`${name}\``, meaning]),
        ),
    ]),
  ),
};

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

const files: Readonly<Record<string, string>> = {
  "experiments/schema.json": `${JSON.stringify(jsonSchema(), null, 2)}\n`,
  "README.md": await filled("README.md"),
  [RESULTS_README]: await filled(RESULTS_README),
};
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
