import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { COMMANDS } from "../../src/cli/main.ts";
import { shippedNames } from "../../src/cli/work/experiments.ts";
import { fileSchemas } from "../../src/experiment/schema.ts";
import { registries } from "../../src/kinds/mod.ts";
import { Y_FIELDS } from "../../src/kinds/train/_fields.ts";
import { stepSizes } from "../../src/step_sizes/mod.ts";
import { call } from "../_fake_io.ts";
import { checkFile, sliceFile, toyFile, WRONG } from "../_files.ts";
import { imagesFile, made, withPlace, writeImages } from "./_place.ts";

const commands = await Promise.all(
  Object.entries(COMMANDS).map(async ([name, load]) => ({ name, ...await load() })),
);

/** A command line that is refused: nothing on standard output, a message, exit code 2. */
function refuses(message: string, line: string, ...more: string[]): void {
  const words = [...line.split(" "), ...more];
  Deno.test(`main() refuses ${words.join(" ")}`, async () => {
    assertEquals(await call(words), { exit: 2, out: "", err: `${message}\n` });
  });
}

// Help.

for (const words of [[], ["--help"], ["-h"]]) {
  Deno.test(`main() shows every command for "${words.join(" ")}"`, async () => {
    const { exit, out, err } = await call(words);
    assertEquals([exit, err], [0, ""]);
    for (const { usage } of commands) {
      assertMatch(out, new RegExp(`\\n  ${usage.split(" ").slice(0, 3).join(" ")} +\\w.*`));
    }
  });
}

for (const { name, usage, flags, examples } of commands) {
  for (const flag of ["--help", "-h"]) {
    Deno.test(`main() answers ${name} ${flag} with usage, options and examples`, async () => {
      const { exit, out, err } = await call([name, flag]);
      assertEquals([exit, err], [0, ""]);
      assertStringIncludes(out, `Usage: ${usage}\n`);
      for (const { name, meaning } of flags) {
        assertMatch(out, new RegExp(`--${name}\\b.*${RegExp.escape(meaning)}`));
      }
      assertMatch(out, /-h, --help +Show this help/);
      for (const [line, meaning] of examples) {
        assertStringIncludes(out, `  # ${meaning}\n  ${line}\n`);
      }
    });
  }

  Deno.test(`main() shows the help of ${name} whatever else is given`, async () => {
    const { exit, out } = await call([name, "frobnicate", "--help"]);
    assertEquals([exit, out.includes("Usage: ")], [0, true]);
  });

  Deno.test(`deno task ${usage.split(" ")[2]} is what the usage of ${name} names`, async () => {
    const { tasks } = JSON.parse(await Deno.readTextFile("deno.json"));
    const task = usage.split(" ")[2];
    assertMatch(tasks[task]?.command ?? "no such task", new RegExp(`src/cli/main\\.ts ${name}$`));
  });
}

for (const [line] of commands[0].examples) {
  Deno.test(`main() can run the example "${line}"`, async () => {
    const words = line.replaceAll("'", "").split(" ").slice(3);
    const { exit, err } = await call(["run", ...words, "--dry-run"]);
    assertEquals([exit, err], [0, ""]);
  });
}

// Words.

refuses('Unknown command "chek": did you mean "check"?', "chek");

for (const word of ["frobnicate", "constructor", "__proto__"]) {
  refuses(`Unknown command "${word}": known are ${Object.keys(COMMANDS).join(", ")}`, word);
}

for (const words of [[], ["report"], ["compare", "."], ["list"], ["run", "--out"]]) {
  Deno.test(`main() cuts the line that refuses ${words.join(" ")} with a long word`, async () => {
    const { exit, err } = await call([...words, "x".repeat(10_000)]);
    assertEquals(exit, 2);
    assert(err.split("\n").every(({ length }) => length <= 2000), `${err.length} characters`);
  });
}

const known =
  "known are --jobs, --threads, --backend, --all, --allow-modules, --dry-run, --out, --overrides, " +
  "--resume, --restart, --shard, --svg, --watch, --help";
const value = "Option --out must have a value: --out DIR";
refuses('Unknown option --dryrun: did you mean "--dry-run"?', "run --dryrun");
refuses(`Unknown option --frobnicate: ${known}`, "run --frobnicate");
refuses(`Unknown option -x: ${known}`, "run -x");
refuses("Unknown option --outt: known are --help", "list --outt");
for (const words of ["--out", "--out=", "--out --dry-run"]) refuses(value, `run ${words}`);
refuses("Option --out must be given once", "run --dry-run --out /tmp/a --out /tmp/b");
refuses("Give either names or --all, not both", "run --all batch_size --dry-run");
refuses("Give either --resume or --restart, not both", "run --resume --restart");
refuses("Give the folders of the shards: deno task merge DIR…", "merge");
const shard = "Option --shard must be K/N, two whole numbers with K from 1 to N: current value is";
for (const text of ["0/4", "5/4", "x/4", "2"]) refuses(`${shard} "${text}"`, `run --shard ${text}`);
const list = 'Option --overrides must be a JSON list of KEY=VALUE, such as ["batchSize=1,32"]: ' +
  "current value is";
for (const text of ["seeds=5", '"seeds=5"', "{}", "[5]", '["seeds"]', "[", '["seeds=5"] x']) {
  refuses(`${list} ${text}`, "run --dry-run --overrides", text);
}

// Names.

const all = (await shippedNames()).join(", ");
const noFile = 'Cannot read "frobnicate.jsonc": there is no such file';
for (const command of ["run", "check", "verify"]) {
  const near = 'Cannot find experiment "batchsize": did you mean "batch_size"?';
  refuses(near, `${command} batchsize`);
  refuses(`Cannot find experiment "frobnicate": known are ${all}`, `${command} frobnicate`);
  refuses(noFile, `${command} frobnicate.jsonc`);
}
refuses(noFile, "run batch_size frobnicate.jsonc");
const up = "experiments/../experiments/batch_size.jsonc";
refuses(`Cannot verify "${up}" as only shipped experiments have results`, `verify ${up}`);
const zero = "zip.batchSize: must be at least 1: current value is 0";
refuses(`experiments/batch_size.jsonc: ${zero}`, "check batch_size batchSize=0");

// Files.

for (const [what, text] of WRONG) {
  Deno.test(`main() refuses to check or run ${what}`, async (t) => {
    await withPlace(text, async ({ file, call, run, files }) => {
      const checked = await call(["check", file]);
      assertEquals([checked.exit, checked.out], [2, ""]);
      await t.assertSnapshot(checked.err);
      assertEquals(await run(), checked);
      assertEquals(Object.keys(await files(".")), ["mine.jsonc"]);
    });
  });
}

Deno.test("main() checks every file and reports each wrong one", async () => {
  const beside = { "b.jsonc": toyFile({ seeds: [1, 2] }), "c.jsonc": toyFile({ batchSize: 0 }) };
  await withPlace(toyFile({ title: "" }), async ({ folder, call }) => {
    await Deno.mkdir(`${folder}/d.jsonc`);
    const names = ["mine", "b", "c", "d"].map((name) => `${folder}/${name}.jsonc`);
    assertEquals(await call(["check", ...names]), {
      exit: 2,
      out: "FOLDER/b.jsonc: fine, 2 runs\n",
      err: "FOLDER/mine.jsonc: title: must not be empty\n" +
        "FOLDER/c.jsonc: batchSize: must be at least 1: current value is 0\n" +
        'Cannot read "FOLDER/d.jsonc": it is a folder\n',
    });
  }, beside);
});

Deno.test("main() checks all shipped experiments when none is named", async () => {
  const { exit, out, err } = await call(["check"]);
  const names = await shippedNames();
  assertEquals([exit, err, out.split("\n").length - 1], [0, "", names.length]);
  for (const name of names) assertStringIncludes(out, `experiments/${name}.jsonc: fine, `);
});

// Data.

const labelled = new Uint8Array(2 * 3073);
labelled[3073] = 10;
for (
  const [words, name, bytes] of [
    ["", "data_batch_4", null],
    ["", "data_batch_3", new Uint8Array(3000)],
    ["", "test_batch", new Uint8Array()],
    ["dataset.train=10", "data_batch_2", labelled],
    ["dataset.train=15", "", null],
    ["dataset.directory=/tmp/none", "", null],
  ] as const
) {
  const what = words || `${name}.bin of ${bytes === null ? "no" : bytes.length} bytes`;
  Deno.test(`main() refuses images with ${what}, before it writes anything`, async (t) => {
    await withPlace("", async ({ folder, run, write, files }) => {
      await write("mine.jsonc", imagesFile(folder));
      await writeImages(folder, [0, 0, 0, 0, 0, 0]);
      if (bytes !== null) await Deno.writeFile(`${folder}/${name}.bin`, bytes);
      else if (name !== "") await Deno.remove(`${folder}/${name}.bin`);
      const { exit, out, err } = await run(words === "" ? [] : [words]);
      assertEquals([exit, out, await files()], [2, "", {}]);
      await t.assertSnapshot(err);
    });
  });
}

Deno.test("main() refuses a batch size above the points of a toy, before the first run", async () => {
  const { exit, out, err, files } = await made(toyFile({ matrix: { batchSize: [1, 4] } }));
  assertEquals([exit, out, files], [2, "", {}]);
  assertStringIncludes(
    err,
    'batchSize: must be 1 to 3, the number of training examples, or "full": current value is 4\n',
  );
});

// Folders to write to.

for (
  const [what, out, reason] of [
    ["a file as --out", "FOLDER/mine.jsonc", /^it is a file$/],
    ["an --out below a file", "FOLDER/mine.jsonc/a/b", /^"FOLDER\/mine\.jsonc" is a file$/],
    // Not even the super-user makes folders there; the tests have no permission to either.
    ["an --out that cannot be made", "/proc/descent-bench/out", /./],
  ] as const
) {
  Deno.test(`main() refuses ${what}, before it computes`, async () => {
    await withPlace(toyFile(), async ({ folder, file, call }) => {
      const path = out.replace("FOLDER", folder);
      const { err, ...rest } = await call(["run", file, "--out", path]);
      assertEquals(rest, { exit: 2, out: "" });
      assertEquals(err.startsWith(`Cannot write to "${out}" as `), true, err);
      assertMatch(err.trimEnd().replace(/^.*?" as /, ""), reason);
    });
  });
}

Deno.test("main() refuses two files that would write to one folder", async () => {
  await withPlace(toyFile(), async ({ folder, file, call }) => {
    await Deno.mkdir(`${folder}/a`);
    await Deno.copyFile(file, `${folder}/a/mine.jsonc`);
    assertEquals(await call(["run", file, `${folder}/a/mine.jsonc`]), {
      exit: 2,
      out: "",
      err: 'Cannot run "FOLDER/mine.jsonc" and "FOLDER/a/mine.jsonc" together as both write to ' +
        "results/local/mine\n",
    });
  });
});

// --dry-run and list.

/** What `run --dry-run` shows of a file: its first line, the cells of its table, and all of it. */
async function dryRun(text: string) {
  const { exit, out, err, files } = await made(text, { words: ["--dry-run"] });
  assertEquals([exit, err, files], [0, "", {}]);
  const [heading, table] = out.split("\n\n");
  const [columns, , ...rows] = table.split("\n").map((row) => row.trim().split(/ {2,}/));
  return { out, heading, columns, rows };
}

Deno.test("main() run --dry-run shows the runs and writes nothing", async () => {
  const matrix = { "method.stepSize": [0.25, 1e-6] };
  const { heading, columns, rows } = await dryRun(toyFile({ matrix, seeds: [7, 8] }));
  const column = (name: string) => rows.map((row) => row[columns.indexOf(name)]);
  assertEquals(heading, "mine: Does it go down?");
  assertEquals(column("run"), ["1", "2", "3", "4"]);
  assertEquals(column("method.stepSize"), ["0.25", "0.25", "1e-6", "1e-6"]);
  assertEquals(column("seed"), ["7", "8", "7", "8"]);
});

Deno.test("main() run --dry-run shows no column that no run has a value of", async () => {
  const all = ["run", "dataset.name", "method.name", "batchSize", "method.stepSize", "seed"];
  const search = { name: "randomSearch" };
  const line = ["center", "a.min", "a.max", "a.points"];
  const check = ["batchSize", "coordinates", "scheme"];
  for (
    const [text, columns] of [
      [toyFile(), all], // the toy has no dataset.train
      [toyFile({ method: search }), all.filter((name) => name !== "method.stepSize")],
      [sliceFile(), ["run", "dataset.name", ...line, "seed"]],
      [checkFile(), ["run", "dataset.name", ...check, "seed"]],
    ] as const
  ) {
    assertEquals((await dryRun(text)).columns, columns);
  }
  // One run that has a value is enough.
  const method = [search, { name: "localSearch", stepSize: 0.5 }];
  const { columns, out } = await dryRun(toyFile({ matrix: { method } }));
  assertEquals([columns.includes("method.stepSize"), out.includes("–")], [true, true]);
});

Deno.test("main() run --dry-run says how often the best is run again", async () => {
  const matrix = { batchSize: [1, 2], "method.stepSize": [0.1, 0.2] };
  const best = { of: "method.stepSize", seeds: [8, 9, 10] };
  const { out } = await dryRun(toyFile({ matrix, best }));
  const end = "\n\nand 6 runs of the best method.stepSize, seeds 8,9,10\n\n";
  assertEquals(out.endsWith(end), true, out);
  assertEquals((await dryRun(toyFile({ matrix }))).out.includes("best"), false);
});

Deno.test("main() run --dry-run --all shows every shipped experiment", async () => {
  const { exit, out } = await call(["run", "--all", "--dry-run"]);
  const shown = (await shippedNames()).filter((name) => `\n${out}`.includes(`\n${name}: `));
  assertEquals([exit, shown], [0, await shippedNames()]);
});

Deno.test("main() lists the shipped experiments", async () => {
  const { exit, out } = await call(["list", "experiments"]);
  const listed = [...out.matchAll(/^ {2}(\S+)/gm)].map(([, name]) => name);
  assertEquals([exit, listed], [0, await shippedNames()]);
});

const { kinds, problems } = fileSchemas(registries);
const sections: Readonly<Record<string, readonly { name: string; options?: { shape: object } }[]>> =
  {
    kinds: kinds.map(({ kind }) => kind).map(({ name }) => ({ name })),
    problems,
    datasets: registries.datasets.leaves,
    scores: registries.scoreFunctions.leaves,
    losses: registries.losses.leaves,
    methods: registries.methods.leaves,
    stepSizes: stepSizes.leaves,
    gradients: registries.gradients.leaves,
    charts: kinds.flatMap(({ kind }) => kind.figures.leaves),
  };

for (const [section, leaves] of Object.entries(sections)) {
  Deno.test(`main() lists ${section} with their options`, async () => {
    const { exit, out, err } = await call(["list", section]);
    assertEquals([exit, err], [0, ""]);
    const listed = [...out.matchAll(/^ {2,4}(\w+) {2,}\S/gm)].map(([, name]) => name);
    const namesOf = (
      { name, options }: typeof leaves[number],
    ) => [name, ...Object.keys(options?.shape ?? {})];
    assertEquals(listed, leaves.flatMap(namesOf));
  });
}

refuses('Cannot list "methdos": did you mean "methods"?', "list methdos");
const names = ["experiments", ...Object.keys(sections)];
refuses(`Cannot list "frobnicate": known are ${names.join(", ")}`, "list frobnicate");

Deno.test("main() lists everything when nothing is named", async () => {
  const texts = await Promise.all(names.map(async (name) => (await call(["list", name])).out));
  assertEquals((await call(["list"])).out, texts.join("\n"));
});

Deno.test("main() --version names the program and its version", async () => {
  const { exit, out } = await call(["--version"]);
  assertEquals(exit, 0);
  assertMatch(out, /^descent-bench \d+\.\d+\.\d+\n$/);
});

Deno.test("list shows every word that an option may be, the usual one first", async () => {
  const { out } = await call(["list", "charts", "gradients"]);
  for (
    const values of [
      '("examples"; or "epoch", "iteration", "lossEvaluations", "gradientEvaluations")',
      `("trainLoss"; or ${Y_FIELDS.slice(1).map((name) => `"${name}"`).join(", ")})`,
      '("loss"; or "dataLoss", "penalty")',
      '("forward"; or "central")',
    ]
  ) {
    assertStringIncludes(out, ` ${values}\n`);
  }
});

for (
  const [expression, message] of [
    ["x + yy*", "expression: Unexpected end of expression, at character 8"],
    ['import("x")', "expression: import, at character 1, is not a function that is known here"],
    ["x.constructor", "expression: ., at character 2, takes a part of something"],
    ["ones(1000000000)", "expression: ones, at character 1, is not a function"],
    ["(".repeat(10_000), "expression: must have at most 100 brackets within each other"],
    ["x+".repeat(100_000) + "x", "expression: must have at most 10000 characters"],
    ["x", "start.y: is not in the expression"],
    ["x + y + z", "expression: z, at character 9, is no variable with a start"],
  ] as const
) {
  Deno.test(`check and run refuse the function ${expression.slice(0, 20)} with one line`, async () => {
    const problem = { name: "formula", expression, start: { x: 1, y: 1 } };
    const text = JSON.stringify({
      title: "F",
      question: "Where?",
      problem,
      method: { name: "gradientDescent", stepSize: 0.1 },
      stop: { iterations: 1 },
    });
    await withPlace(text, async ({ file, call, folder }) => {
      const checked = await call(["check", file]);
      assertEquals([checked.exit, checked.out], [2, ""]);
      assertStringIncludes(checked.err, `FOLDER/mine.jsonc: problem.${message}`);
      assertEquals(checked.err.split("\n").length, 2);
      const ran = await call(["run", file, "--out", `${folder}/out`]);
      assertEquals([ran.exit, ran.out, ran.err], [2, "", checked.err]);
    });
  });
}
