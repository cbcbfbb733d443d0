import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import benches from "../bench/deno.json" with { type: "json" };
import settings from "../deno.json" with { type: "json" };
import testing from "./deno.json" with { type: "json" };
import { COMMANDS as commands } from "../src/cli/main.ts";
import { type Command, readArguments } from "../src/cli/terminal/command.ts";
import { loadExperiment } from "../src/experiment/load.ts";
import { registries } from "../src/kinds/mod.ts";
import { trainTables } from "../src/kinds/train/tables.ts";
import { stepSizes } from "../src/step_sizes/mod.ts";
import { testFunctions } from "../src/problems/test_functions.ts";
import { withFolder } from "./_files.ts";
import { withProject } from "./cli/_module.ts";

/** The commands by the tasks that call them. */
const COMMANDS = new Map(
  await Promise.all(
    Object.values(commands).map(async (load): Promise<[string, Command]> => {
      const command = await load();
      return [command.usage.split(" ")[2], command];
    }),
  ),
);
const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "bench/README.md",
  "docs/architecture.md",
  "docs/formats.md",
  "docs/kernels.md",
  "docs/mathematics.md",
  "docs/method.md",
  "docs/notes.md",
  "docs/own_data.md",
  "docs/own_method.md",
  "docs/sweeps.md",
  "results/README.md",
];
const pages = await Promise.all(PAGES.map(async (path) => ({
  path,
  text: await Deno.readTextFile(path),
})));
const textOf = (wanted: string) => pages.find(({ path }) => path === wanted)?.text ?? "";

for (const { path, text } of pages) {
  Deno.test(`${path} links to files that are there`, async () => {
    const folder = path.replace(/[^/]*$/, "");
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      assert(await Deno.stat(`${folder}${target}`).then(() => true, () => false), target);
    }
  });

  Deno.test(`${path} names tasks that are there`, () => {
    for (const [, name] of text.matchAll(/deno(?:@[\d.]+)? task ([a-z:]+[a-z])/g)) {
      assert(Object.hasOwn(settings.tasks, name), name);
    }
  });

  Deno.test(`${path} shows command lines that are understood`, () => {
    for (const [, name, rest] of text.matchAll(/deno(?:@[\d.]+)? task ([\w:]+)([^`\n#]*)/g)) {
      const command = COMMANDS.get(name);
      // An unknown flag throws.
      if (command !== undefined) readArguments(rest.trim().split(/\s+/).filter(Boolean), command);
    }
  });
}

Deno.test("README.md shows an experiment file that loads", () => {
  const [, file] = /```jsonc\n([\s\S]*?)```/.exec(textOf("README.md")) ?? [];
  const { runs } = loadExperiment(file, { source: "README.md" });
  assertEquals(runs.length, 6); // two values, three seeds
});

Deno.test("README.md uses the Deno version that is tested here", () => {
  const versions = [...textOf("README.md").matchAll(/deno@([\d.]+)/g)].map(([, one]) => one);
  assertEquals([...new Set(versions)], [Deno.version.deno]);
});

Deno.test("help shows examples that are understood", () => {
  for (const [task, command] of COMMANDS) {
    for (const [line] of command.examples) {
      const [, name, rest] = /^deno task ([\w:]+) ?(.*)$/.exec(line) ?? [];
      assertEquals(name, task);
      assert(readArguments(rest.split(" ").filter(Boolean), command) !== null, line);
    }
  }
});

/** How a task ends that is given one word, and what it prints. */
async function ended(name: keyof typeof settings.tasks, word: string) {
  const words = settings.tasks[name].command.replace(/^deno | --allow-write=\S+/g, "").split(" ");
  const command = new Deno.Command("deno", { args: [...words, word], env: { NO_COLOR: "1" } });
  const { code, stdout, stderr } = await command.output();
  return [code, new TextDecoder().decode(stdout), new TextDecoder().decode(stderr)];
}

Deno.test("deno task fuzz --help prints help, and what is unknown is refused", async () => {
  const [exit, help, err] = await ended("fuzz", "--help");
  assertEquals([exit, err], [0, ""]);
  assertStringIncludes(String(help), "\nUsage: deno task fuzz [SUITE…] [options]\n");
  const option = 'Unknown option --run: did you mean "--runs"?\n';
  assertEquals(await ended("fuzz", "--run"), [2, "", option]);
  const suite = 'Unknown suite "fils": did you mean "files"?\n';
  assertEquals(await ended("fuzz", "fils"), [2, "", suite]);
});

for (const name of ["kernels", "generate"] as const) {
  Deno.test(`deno task ${name} --help prints help, and an unknown option is refused`, async () => {
    const call = (word: string) => ended(name, word);
    const [exit, help, err] = await call("--help");
    assertEquals([exit, err], [0, ""]);
    assertStringIncludes(String(help), `\nUsage: deno task ${name} [--check]\n`);
    const wrong = 'Unknown option --chekc: did you mean "--check"?\n';
    assertEquals(await call("--chekc"), [2, "", wrong]);
    const word = 'Cannot take "check": give options alone\n';
    assertEquals(await call("check"), [2, "", word]);
  });
}

Deno.test("README.md runs and verifies the same experiment on real pixels", () => {
  const [, lines] = /## Real CIFAR-10\n\n```sh\n([^`]*)```/.exec(textOf("README.md")) ?? [];
  const names = [...lines.matchAll(/deno task (?:experiments|verify) (.*)/g)].map(([, one]) => one);
  assertEquals(names, ["cifar10/batch_size", "cifar10/batch_size"]);
});

Deno.test("README.md shows a program that uses the library, and what it prints", async () => {
  const [, program, output] =
    /```ts\n([^`]*`[^`]*`[^`]*)```\n[^`]*```text\n([^`]*)```/.exec(textOf("README.md")) ?? [];
  await withFolder(async (folder) => {
    const library = import.meta.resolve("../mod.ts");
    await Deno.writeTextFile(`${folder}/mine.ts`, program.replace('"./mod.ts"', `"${library}"`));
    const { stdout, stderr } = await new Deno.Command("deno", {
      args: ["run", "--check", "--quiet", "--config", "deno.json", `${folder}/mine.ts`],
      env: { NO_COLOR: "1" },
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assertEquals([text(stdout), text(stderr)], [output, ""]);
  });
});

const CONFIGS = { "deno.json": settings, "tests/deno.json": testing, "bench/deno.json": benches };
for (const [file, { imports }] of Object.entries(CONFIGS)) {
  Deno.test(`docs/architecture.md gives a line to each dependency of ${file}`, () => {
    const rows = textOf("docs/architecture.md").split("\n").filter((line) => line.startsWith("| "));
    for (const [name, source] of Object.entries(imports)) {
      assert(/@\d+\.\d+\.\d+(\/|$)/.test(source), `${name} is not pinned: ${source}`);
      const words = name.startsWith("@std/") ? name.split("/").slice(0, 2).join("/") : name;
      const isThere = rows.some((row) => row.split("|")[1].includes(`\`${words}\``));
      assert(isThere, `${words} is not in docs/architecture.md`);
    }
  });
}

Deno.test("results/README.md documents every column of the committed tables", async () => {
  const documented = new Set(
    [...textOf("results/README.md").matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name),
  );
  for (const { file, columns } of trainTables.filter(({ plane }) => plane === "quality")) {
    const [header] = (await Deno.readTextFile(`results/batch_size/${file}`)).split("\n");
    for (const name of header.split(",")) assert(documented.has(name), `${file}: ${name}`);
    const usual = Object.entries(columns).filter(([, { isOptional }]) => !isOptional);
    assertEquals(header.split(","), usual.map(([name]) => name));
  }
});

Deno.test("docs/mathematics.md has a row for every loss, score function, gradient, method, step size and test function", () => {
  const rows = textOf("docs/mathematics.md").split("\n");
  const { losses, scoreFunctions, gradients, methods } = registries;
  const lists: readonly (readonly { name: string }[])[] = [
    losses.leaves,
    scoreFunctions.leaves,
    gradients.leaves,
    methods.leaves,
    stepSizes.leaves,
    testFunctions.map((make) => make()),
  ];
  const hasRow = (name: string) => rows.some((row) => row.startsWith(`| \`${name}\``));
  assertEquals(lists.flat().filter(({ name }) => !hasRow(name)), []);
});

Deno.test("no task that users run asks for all permissions", () => {
  for (const [name, { command }] of Object.entries({ ...settings.tasks, ...testing.tasks })) {
    // A mirror may be anywhere.
    const asked = name === "data" ? command.replace(" --allow-net ", " ") : command;
    assert(!/ -A|--allow-all|--allow-(read|write|run|net|env|sys|ffi)( |$)/.test(asked), name);
  }
});

Deno.test("docs/own_method.md shows the example, and modules that keep what methods promise", async () => {
  const blocks = [...textOf("docs/own_method.md").matchAll(/```ts\n([\s\S]*?)```/g)];
  const [first, ...others] = blocks.map(([, text]) => text);
  assertEquals(first, await Deno.readTextFile("examples/my_method.ts"));
  const files = Object.fromEntries([first, ...others].map((text, i) => [`${i}.ts`, text]));
  await withProject(files, async ({ call }) => {
    const { exit, out, err } = await call(`conformance ${Object.keys(files).join(" ")}`);
    assertEquals([exit, err], [0, ""], out);
  });
});

Deno.test("docs/own_method.md shows what examples/my_method.jsonc has in it", async () => {
  const [, lines] = /```jsonc\n([\s\S]*?)```/.exec(textOf("docs/own_method.md")) ?? [];
  const indented = lines.replaceAll(/^(?=.)/gm, "  ");
  assertStringIncludes(await Deno.readTextFile("examples/my_method.jsonc"), indented);
});
