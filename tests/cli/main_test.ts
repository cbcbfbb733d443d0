import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Command } from "../../src/cli/terminal/command.ts";
import { shippedNames } from "../../src/cli/work/experiments.ts";
import { bench } from "../../src/cli/bench.ts";
import { check } from "../../src/cli/check.ts";
import { ci } from "../../src/cli/ci.ts";
import { data } from "../../src/cli/data.ts";
import { history } from "../../src/cli/history.ts";
import { list } from "../../src/cli/list.ts";
import { merge } from "../../src/cli/merge.ts";
import { reportCommand as report } from "../../src/cli/report.ts";
import { run } from "../../src/cli/run.ts";
import { compare } from "../../src/cli/compare.ts";
import { verify } from "../../src/cli/verify.ts";
import { checkCharts } from "../../src/kinds/gradient_check/figures.ts";
import { sliceCharts } from "../../src/kinds/slice/figures.ts";
import { charts } from "../../src/kinds/train/figures.ts";
import { datasets } from "../../src/datasets/mod.ts";
import { gradients } from "../../src/gradients/mod.ts";
import { losses } from "../../src/losses/mod.ts";
import { methods } from "../../src/methods/mod.ts";
import { call } from "../_fake_io.ts";
import { checkFile, sliceFile, snapshot, toyFile, withFolder, WRONG } from "../_files.ts";

const commands: Readonly<Record<string, Command>> = {
  run,
  merge,
  list,
  check,
  verify,
  compare,
  data,
  bench,
  history,
  ci,
  report,
};
const registries = {
  datasets,
  losses,
  methods,
  gradients,
  charts: { leaves: [...charts.leaves, ...sliceCharts.leaves, ...checkCharts.leaves] },
};

/** Words that are refused: nothing on standard output, this on standard error, exit code 2. */
function refuses(what: string, words: readonly string[], message: string): void {
  Deno.test(`main() refuses ${what}`, async () => {
    assertEquals(await call(words), { exit: 2, out: "", err: `${message}\n` });
  });
}

// Help.

for (const words of [[], ["--help"], ["-h"]]) {
  Deno.test(`main() shows every command for "${words.join(" ")}"`, async () => {
    const { exit, out, err } = await call(words);
    assertEquals([exit, err], [0, ""]);
    for (const { summary } of Object.values(commands)) assertStringIncludes(out, summary);
  });
}

for (const [name, { usage, flags, examples }] of Object.entries(commands)) {
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

for (const [line] of run.examples) {
  Deno.test(`main() can run the example "${line}"`, async () => {
    const words = line.split(" ").slice(3);
    const { exit, err } = await call(["run", ...words, "--dry-run"]);
    assertEquals([exit, err], [0, ""]);
  });
}

// Words.

refuses("a misspelt command", ["chek"], 'Unknown command "chek": did you mean "check"?');

for (const word of ["frobnicate", "constructor", "__proto__"]) {
  Deno.test(`main() names the commands as "${word}" is near none`, async () => {
    const { exit, out, err } = await call([word]);
    assertEquals([exit, out], [2, ""]);
    assertMatch(
      err,
      /^Unknown command "\w+": known are run, merge, list, check, verify, compare, data, bench, .*\n$/,
    );
  });
}

refuses(
  "a misspelt option",
  ["run", "--dryrun"],
  'Unknown option --dryrun: did you mean "--dry-run"?',
);
refuses(
  "a far-off option",
  ["run", "--frobnicate"],
  "Unknown option --frobnicate: known are --threads, --backend, --all, --dry-run, --out, " +
    "--overrides, --resume, --restart, --shard, --help",
);
refuses(
  "a letter that is no option",
  ["run", "-x"],
  "Unknown option -x: known are --threads, --backend, --all, --dry-run, --out, " +
    "--overrides, --resume, --restart, --shard, --help",
);
refuses(
  "an option of another command",
  ["list", "--outt"],
  "Unknown option --outt: known are --help",
);
refuses("--out without a value", ["run", "--out"], "Option --out must have a value: --out DIR");
refuses("--out= without a value", ["run", "--out="], "Option --out must have a value: --out DIR");
refuses(
  "an option in the place of a value",
  ["run", "--out", "--dry-run"],
  "Option --out must have a value: --out DIR",
);
refuses(
  "--out twice",
  ["run", "--dry-run", "--out", "/tmp/a", "--out", "/tmp/b"],
  "Option --out must be given once",
);
refuses(
  "a name next to --all",
  ["run", "--all", "batch_size", "--dry-run"],
  "Give either names or --all, not both",
);

// Names.

for (const command of ["run", "check", "verify"]) {
  refuses(
    `${command} of a misspelt experiment`,
    [command, "batchsize"],
    'Cannot find experiment "batchsize": did you mean "batch_size"?',
  );
  refuses(
    `${command} of an unknown experiment`,
    [command, "frobnicate"],
    `Cannot find experiment "frobnicate": known are ${(await shippedNames()).join(", ")}`,
  );
  refuses(
    `${command} of a missing file`,
    [command, "frobnicate.jsonc"],
    'Cannot read "frobnicate.jsonc": there is no such file',
  );
}

refuses(
  "a file next to a missing one before it runs",
  ["run", "batch_size", "frobnicate.jsonc"],
  'Cannot read "frobnicate.jsonc": there is no such file',
);

// Files.

for (const command of ["check", "run"]) {
  for (const { what, text, lines } of WRONG) {
    Deno.test(`main() refuses to ${command} ${what}`, async () => {
      await withFolder(async (folder) => {
        const file = `${folder}/mine.jsonc`;
        await Deno.writeTextFile(file, text);
        const before = await snapshot(folder);
        const words = command === "run" ? ["--out", `${folder}/results`] : [];
        const { exit, out, err } = await call([command, file, ...words]);
        assertEquals([exit, out], [2, ""]);
        assertEquals(err, lines.map((line) => `${file}${line}\n`).join(""));
        assertEquals(await snapshot(folder), before);
      });
    });
  }
}

Deno.test("main() refuses a file that is a folder", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/mine.jsonc`);
    const { exit, out, err } = await call(["check", `${folder}/mine.jsonc`]);
    assertEquals([exit, out], [2, ""]);
    assertMatch(err, /^Cannot read "\/tmp\/.*\/mine\.jsonc": .+\n$/);
  });
});

Deno.test("main() checks every file and reports each wrong one", async () => {
  await withFolder(async (folder) => {
    const files = ["a", "b", "c"].map((name) => `${folder}/${name}.jsonc`);
    await Deno.writeTextFile(files[0], toyFile({ title: "" }));
    await Deno.writeTextFile(files[1], toyFile({ seeds: [1, 2] }));
    await Deno.writeTextFile(files[2], toyFile({ batchSize: 0 }));
    assertEquals(await call(["check", ...files]), {
      exit: 2,
      out: `${files[1]}: fine, 2 runs\n`,
      err: `${files[0]}: title: must not be empty\n` +
        `${files[2]}: batchSize: must be at least 1: current value is 0\n`,
    });
  });
});

Deno.test("main() checks all shipped experiments when none is named", async () => {
  const { exit, out, err } = await call(["check"]);
  const names = await shippedNames();
  assertEquals([exit, err, out.split("\n").length - 1], [0, "", names.length]);
  for (const name of names) assertStringIncludes(out, `experiments/${name}.jsonc: fine, `);
});

Deno.test("main() checks a file with its overrides", async () => {
  const { exit, err } = await call(["check", "batch_size", "batchSize=0"]);
  assertEquals([exit, err], [
    2,
    "experiments/batch_size.jsonc: zip.batchSize: must be at least 1: current value is 0\n",
  ]);
});

// Data.

const RECORD = 3073;
const BINS = [...[1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`), "test_batch.bin"];

/** Runs an experiment on CIFAR-10 from a folder with one image in each file, but for `bins`. */
function refusesData(
  what: string,
  bins: Readonly<Record<string, Uint8Array | null>>,
  message: (directory: string) => string,
  more: readonly string[] = [],
): void {
  Deno.test(`main() refuses ${what}`, async () => {
    await withFolder(async (folder) => {
      const directory = `${folder}/cifar`;
      const file = `${folder}/mine.jsonc`;
      await Deno.mkdir(directory);
      await Deno.writeTextFile(file, toyFile({ dataset: { name: "cifar10", directory } }));
      for (const name of BINS) {
        const bytes = name in bins ? bins[name] : new Uint8Array(RECORD);
        if (bytes !== null) await Deno.writeFile(`${directory}/${name}`, bytes);
      }
      const before = await snapshot(folder);
      const { exit, out, err } = await call(["run", file, "--out", `${folder}/results`, ...more]);
      assertEquals([exit, out], [2, ""]);
      assertEquals(err.split("\n").slice(-2), [`${file}: ${message(directory)}`, ""]);
      assertEquals(/^\s+at /m.test(err), false);
      assertEquals(await snapshot(folder), before);
    });
  });
}

const labelled = (label: number) => {
  const bytes = new Uint8Array(2 * RECORD);
  bytes[RECORD] = label;
  return bytes;
};

Deno.test("main() refuses a CIFAR-10 folder that is not there, and says what to do", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/mine.jsonc`;
    const directory = `${folder}/cifar`;
    await Deno.writeTextFile(file, toyFile({ dataset: { name: "cifar10", directory } }));
    const { exit, out, err } = await call(["run", file, "--out", `${folder}/results`]);
    assertEquals([exit, out], [2, ""]);
    assertEquals(err.split("\n").slice(-2), [
      `Cannot read CIFAR-10 as there is no folder "${directory}": fetch it with ` +
      '"deno task data cifar10", or give the folder of its .bin files as dataset.directory=FOLDER',
      "",
    ]);
    assertEquals(Object.keys(await snapshot(folder)), ["/mine.jsonc"]);
  });
});

refusesData(
  "a CIFAR-10 folder without one of its files",
  { "data_batch_4.bin": null },
  (directory) => `Cannot read "${directory}/data_batch_4.bin": there is no such file`,
);
refusesData(
  "a CIFAR-10 file that is cut short",
  { "data_batch_3.bin": new Uint8Array(3000) },
  (directory) =>
    `Cannot read "${directory}/data_batch_3.bin" as its size must be a multiple of 3073 bytes ` +
    "(1 label and 3072 pixels): it has 3000 bytes, so it is cut short or of another format",
);
refusesData(
  "a CIFAR-10 file without a byte",
  { "test_batch.bin": new Uint8Array() },
  (directory) =>
    `Cannot read "${directory}/test_batch.bin" as its size must be a multiple of 3073 bytes ` +
    "(1 label and 3072 pixels): it has 0 bytes, so it is cut short or of another format",
);
refusesData(
  "a CIFAR-10 label above 9",
  { "data_batch_2.bin": labelled(10) },
  (directory) =>
    `Cannot read "${directory}/data_batch_2.bin" as labels must be 0 to 9: record 1 has 10`,
);
refusesData(
  "more CIFAR-10 images than there are",
  {},
  (directory) =>
    `dataset.train: must be at most 5, as the smallest file in "${directory}" has 1 records: ` +
    "current value is 10",
  ["dataset.train=10"],
);

Deno.test("main() refuses a batch size above the points of a toy, before the first run", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/mine.jsonc`;
    await Deno.writeTextFile(file, toyFile({ matrix: { batchSize: [1, 4] } }));
    const { exit, out, err } = await call(["run", file, "--out", `${folder}/results`]);
    assertEquals([exit, out], [2, ""]);
    assertStringIncludes(
      err,
      'batchSize: must be 1 to 3, the number of training examples, or "full": current value is 4\n',
    );
    assertEquals(Object.keys(await snapshot(folder)), ["/mine.jsonc"]);
  });
});

// Folders to write to.

Deno.test("main() refuses a file as --out", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/mine.jsonc`;
    await Deno.writeTextFile(file, toyFile());
    assertEquals(await call(["run", file, "--out", file]), {
      exit: 2,
      out: "",
      err: `Cannot write to "${file}" as it is a file\n`,
    });
  });
});

Deno.test("main() refuses an --out below a file", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/mine.jsonc`;
    await Deno.writeTextFile(file, toyFile());
    assertEquals(await call(["run", file, "--out", `${file}/a/b`]), {
      exit: 2,
      out: "",
      err: `Cannot write to "${file}/a/b" as "${file}" is a file\n`,
    });
  });
});

// Not even the super-user makes folders there; the tests have no permission to either.
Deno.test("main() refuses an --out that cannot be made, before it computes", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/mine.jsonc`;
    await Deno.writeTextFile(file, toyFile());
    const { exit, out, err } = await call(["run", file, "--out", "/proc/descent-bench/out"]);
    assertEquals([exit, out], [2, ""]);
    assertMatch(err, /^Cannot write to "\/proc\/descent-bench\/out" as .+\n$/);
  });
});

// --dry-run and list.

Deno.test("main() run --dry-run shows the runs and writes nothing", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/mine.jsonc`;
    const matrix = { "method.stepSize": [0.25, 1e-6] };
    await Deno.writeTextFile(file, toyFile({ matrix, seeds: [7, 8] }));
    const { exit, out, err } = await call(["run", file, "--dry-run", "--out", `${folder}/results`]);
    assertEquals([exit, err], [0, ""]);
    const [heading, , header, , ...rows] = out.trimEnd().split("\n");
    assertEquals(heading, "mine: Does it go down?");
    const columns = header.trim().split(/ {2,}/);
    const cells = rows.map((row) => row.trim().split(/ {2,}/));
    const column = (name: string) => cells.map((row) => row[columns.indexOf(name)]);
    assertEquals(column("run"), ["1", "2", "3", "4"]);
    assertEquals(column("method.stepSize"), ["0.25", "0.25", "1e-6", "1e-6"]);
    assertEquals(column("seed"), ["7", "8", "7", "8"]);
    assertEquals(Object.keys(await snapshot(folder)), ["/mine.jsonc"]);
  });
});

/** What `run --dry-run` shows of a file: the header's words, and all of it. */
async function dryRun(text: string): Promise<{ columns: string[]; out: string }> {
  let out = "";
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/mine.jsonc`, text);
    const called = await call(["run", `${folder}/mine.jsonc`, "--dry-run"]);
    assertEquals([called.exit, called.err], [0, ""]);
    out = called.out;
  });
  return { columns: out.split("\n")[2].trim().split(/ {2,}/), out };
}

Deno.test("main() run --dry-run shows no column that no run has a value of", async () => {
  const all = ["run", "dataset.name", "method.name", "batchSize", "method.stepSize", "seed"];
  assertEquals((await dryRun(toyFile())).columns, all); // the toy has no dataset.train
  const search = { name: "randomSearch" };
  assertEquals(
    (await dryRun(toyFile({ method: search }))).columns,
    all.filter((name) => name !== "method.stepSize"),
  );
  // One run that has a value is enough.
  const method = [search, { name: "localSearch", stepSize: 0.5 }];
  const { columns, out } = await dryRun(toyFile({ matrix: { method } }));
  assertEquals(columns.includes("method.stepSize"), true);
  assertEquals(out.includes("–"), true);
  const line = ["center", "a.min", "a.max", "a.points"];
  assertEquals((await dryRun(sliceFile())).columns, ["run", "dataset.name", ...line, "seed"]);
  const check = ["batchSize", "coordinates", "scheme"];
  assertEquals((await dryRun(checkFile())).columns, ["run", "dataset.name", ...check, "seed"]);
});

Deno.test("main() run --dry-run tells how often the best is run again", async () => {
  const matrix = { batchSize: [1, 2], "method.stepSize": [0.1, 0.2] };
  const best = { of: "method.stepSize", seeds: [8, 9, 10] };
  const { out } = await dryRun(toyFile({ matrix, best }));
  assertEquals(
    out.endsWith("\n\nand 6 runs of the best method.stepSize, seeds 8,9,10\n\n"),
    true,
    out,
  );
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

for (const [kind, { leaves }] of Object.entries(registries)) {
  Deno.test(`main() lists ${kind} with their options`, async () => {
    const { exit, out, err } = await call(["list", kind]);
    assertEquals([exit, err], [0, ""]);
    const listed = [...out.matchAll(/^ {2,4}(\w+) {2,}\S/gm)].map(([, name]) => name);
    assertEquals(
      listed,
      leaves.flatMap(({ name, options }) => [name, ...Object.keys(options.shape)]),
    );
  });
}

Deno.test("main() lists everything when no kind is named", async () => {
  const { out } = await call(["list"]);
  const kinds = ["experiments", ...Object.keys(registries)];
  const sections = await Promise.all(kinds.map(async (kind) => (await call(["list", kind])).out));
  assertEquals(out, sections.join("\n"));
});

refuses("a misspelt kind", ["list", "methdos"], 'Cannot list "methdos": did you mean "methods"?');
refuses(
  "an unknown kind",
  ["list", "frobnicate"],
  'Cannot list "frobnicate": known are experiments, datasets, losses, methods, gradients, charts',
);

Deno.test("main() refuses two files that would write to one folder", async () => {
  await withFolder(async (folder) => {
    for (const inner of ["a", "b"]) {
      await Deno.mkdir(`${folder}/${inner}`);
      await Deno.writeTextFile(`${folder}/${inner}/mine.jsonc`, toyFile());
    }
    const { exit, out, err } = await call([
      "run",
      `${folder}/a/mine.jsonc`,
      `${folder}/b/mine.jsonc`,
    ]);
    assertEquals([exit, out], [2, ""]);
    assertEquals(
      err,
      `Cannot run "${folder}/a/mine.jsonc" and "${folder}/b/mine.jsonc" together as both write to ` +
        "results/local/mine\n",
    );
  });
});

for (const word of ["/batch_size", "./batch_size", "experiments//batch_size.jsonc"]) {
  Deno.test(`main() writes ${word} to the folder of batch_size`, async () => {
    const { exit, err } = await call(["run", word, "batch_size"]);
    assertEquals(exit, 2);
    assertStringIncludes(err, '_size.jsonc" together as both write to results/batch_size\n');
  });
}

Deno.test("main() never takes a path that goes up for a shipped experiment", async () => {
  const path = "experiments/../experiments/batch_size.jsonc";
  const { exit, err } = await call(["verify", path]);
  assertEquals(exit, 2);
  assertEquals(err, `Cannot verify "${path}" as only shipped experiments have results\n`);
});

Deno.test("main() --version names the program and its version", async () => {
  const { exit, out } = await call(["--version"]);
  assertEquals(exit, 0);
  assertMatch(out, /^descent-bench \d+\.\d+\.\d+\n$/);
});
