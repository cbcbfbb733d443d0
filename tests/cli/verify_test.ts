// @ts-types="../../src/_csv.d.ts"
import { parse } from "@std/csv";
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { checkFile, copy, sliceFile, snapshot, toyFile } from "../_files.ts";

const PROGRAM = ["src", "mod.ts", "deno.json", "deno.lock", ".gitignore"];
const QUALITY = ["chart.txt", "curves.csv", "runs.csv"];
const FILES = [
  "benchopt.csv",
  "chart.txt",
  "curves.csv",
  "manifest.json",
  "runs.csv",
  "timings.csv",
];
const UNUSED = (file: string) => `manifest.json belongs to another ${file} and was ignored`;
const ALONE = (file: string) =>
  `manifest.json belongs to a ${file} that is not there and was ignored`;
const EDITED = "; the final weights are the same, so a table was edited or is computed differently";
const ENDLESS = toyFile({ stop: { iterations: 1e12 }, record: [0] });
const CIFAR10 = toyFile({ dataset: { name: "cifar10", directory: "data/none" } });

/** A working folder with committed results, which every test gets a copy of. */
let original = "";

Deno.test.beforeAll(async () => {
  original = await Deno.makeTempDir({ dir: "/tmp", prefix: "descent-bench-" });
  for (const path of PROGRAM) await copy(path, `${original}/${path}`);
  await Deno.mkdir(`${original}/experiments/cifar10`, { recursive: true });
  await Deno.writeTextFile(`${original}/experiments/batch_size.jsonc`, toyFile());
  await Deno.writeTextFile(`${original}/experiments/cifar10/batch_size.jsonc`, CIFAR10);
  await program(original, ["run"]);
  await git(original, "init", "--quiet");
  await git(original, "add", ".");
  const who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
  await git(original, ...who, "commit", "--quiet", "--no-verify", "--message", "Results");
});

Deno.test.afterAll(() => Deno.remove(original, { recursive: true }));

async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command("git", { args, cwd: folder }).output();
  return new TextDecoder().decode(stdout).trim();
}

/** The program as the tasks start it, with `folder` as its working folder. */
function command(folder: string, words: readonly string[]): Deno.Command {
  const permissions = ["--allow-read", "--allow-write=.", "--allow-run=git"];
  const options = ["--cached-only", ...permissions, "--allow-sys=cpus,osRelease"];
  const args = ["run", ...options, "src/cli/main.ts", ...words];
  return new Deno.Command("deno", {
    args,
    cwd: folder,
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  });
}

interface Ended {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

async function program(folder: string, words: readonly string[]): Promise<Ended> {
  const { code, stdout, stderr } = await command(folder, words).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { exit: code, out: text(stdout), err: text(stderr) };
}

/** Sends Ctrl-C half a second after the first line of progress. */
async function interrupted(folder: string, words: readonly string[]): Promise<Ended> {
  const child = command(folder, words).spawn();
  const deadline = setTimeout(() => child.kill("SIGKILL"), 20_000); // when it does not hear
  const out = new Response(child.stdout).text();
  let err = "";
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    if (err === "") {
      await new Promise((resolve) => setTimeout(resolve, 500));
      child.kill("SIGINT");
    }
    err += text;
  }
  const { code } = await child.status;
  clearTimeout(deadline);
  return { exit: code, out: await out, err };
}

/** Registers a test in a copy of the working folder. */
function inCopy(name: string, action: (folder: string) => Promise<void>): void {
  Deno.test(name, async () => {
    const folder = `${original}-${crypto.randomUUID()}`;
    try {
      await copy(original, folder);
      await action(folder);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

const results = async (folder: string) => Object.keys(await snapshot(`${folder}/results`)).sort();
const filesIn = (folder: string) => [folder, ...FILES.map((name) => `${folder}/${name}`)];

/** Changes one of the committed results. */
async function edit(folder: string, name: string, change: (text: string) => string): Promise<void> {
  const file = `${folder}/results/batch_size/${name}`;
  await Deno.writeTextFile(file, change(await Deno.readTextFile(file)));
}

// What is committed.

inCopy("run NAME writes into results/NAME", async (folder) => {
  assertEquals(await results(folder), filesIn("/batch_size"));
});

inCopy("run NAME comes out the same in another process", async (folder) => {
  const before = await snapshot(`${folder}/results/batch_size`);
  const { exit, out } = await program(folder, ["run", "batch_size"]);
  const after = await snapshot(`${folder}/results/batch_size`);
  assertEquals(QUALITY.map((name) => after[`/${name}`]), QUALITY.map((name) => before[`/${name}`]));
  assertEquals(exit, 0);
  assertStringIncludes(
    out,
    "\nresults/batch_size: curves.csv, runs.csv, chart.txt came out the same, byte for byte\n",
  );
});

inCopy("run NAME leaves a clean checkout clean", async (folder) => {
  await program(folder, ["run", "batch_size"]);
  assertEquals(await git(folder, "status", "--porcelain"), "");
});

inCopy("run writes command, commit and a clean checkout into the manifest", async (folder) => {
  await program(folder, ["run", "batch_size"]);
  const text = await Deno.readTextFile(`${folder}/results/batch_size/manifest.json`);
  const { command, git: state } = JSON.parse(text);
  assertEquals(command, ["run", "batch_size"]);
  assertEquals(state, { commit: await git(folder, "rev-parse", "HEAD"), dirty: false });
});

inCopy("run writes a checkout with changes as dirty into the manifest", async (folder) => {
  const isDirty = async () => {
    await program(folder, ["run", "batch_size"]);
    const text = await Deno.readTextFile(`${folder}/results/batch_size/manifest.json`);
    return JSON.parse(text).git.dirty;
  };
  // What lies about besides changes nothing.
  await Deno.writeTextFile(`${folder}/mine.jsonc`, toyFile());
  assertEquals(await isDirty(), false);
  await Deno.writeTextFile(`${folder}/experiments/mine.jsonc`, toyFile());
  assertEquals(await isDirty(), true);
});

inCopy("run NAME with overrides writes into results/local/NAME", async (folder) => {
  const before = await snapshot(`${folder}/results/batch_size`);
  const { exit, out } = await program(folder, ["run", "batch_size", "method.stepSize=0.2"]);
  assertEquals(await results(folder), [
    ...filesIn("/batch_size"),
    "/local",
    ...filesIn("/local/batch_size"),
  ]);
  assertEquals(await snapshot(`${folder}/results/batch_size`), before);
  assertEquals([exit, out.includes("\nresults/local/batch_size: wrote ")], [0, true]);
});

inCopy("run FILE writes into results/local/FILE", async (folder) => {
  await Deno.writeTextFile(`${folder}/mine.jsonc`, toyFile());
  await program(folder, ["run", "mine.jsonc"]);
  assertEquals((await results(folder)).includes("/local/mine/runs.csv"), true);
});

inCopy("run --all skips what has no data, and says so", async (folder) => {
  const { exit, out, err } = await program(folder, ["run", "--all"]);
  assertEquals(exit, 0);
  assertStringIncludes(out, "results/batch_size: ");
  assertMatch(err, /\ncifar10\/batch_size: skipped\. Cannot read CIFAR-10 as there is no folder "/);
});

// verify.

inCopy("verify exits with 0 when the bytes are the same", async (folder) => {
  const { exit, out } = await program(folder, ["verify", "batch_size"]);
  assertEquals([exit, out], [0, "batch_size: same bytes (curves.csv, runs.csv, chart.txt)\n"]);
});

for (const words of [["--threads", "1"], ["--threads", "3"], ["--backend", "reference"]]) {
  inCopy(`verify ${words.join(" ")} finds the same bytes`, async (folder) => {
    const { exit, out } = await program(folder, ["verify", "batch_size", ...words]);
    assertEquals([exit, out], [0, "batch_size: same bytes (curves.csv, runs.csv, chart.txt)\n"]);
  });
}

inCopy("verify refuses --threads 0", async (folder) => {
  const { exit, out, err } = await program(folder, ["verify", "--threads", "0"]);
  assertEquals([exit, out, err.split(":")[0]], [
    2,
    "",
    "Number of threads must be 1 to 32, as a sum is cut into at most 32 shards",
  ]);
});

inCopy("verify writes nothing", async (folder) => {
  await edit(folder, "curves.csv", (text) => text.replace("0.1", "0.2"));
  const before = await snapshot(`${folder}/results`);
  await program(folder, ["verify", "batch_size"]);
  assertEquals(await snapshot(`${folder}/results`), before);
});

inCopy("verify shows row, column, old and new value of a changed number", async (folder) => {
  let now = "";
  await edit(folder, "curves.csv", (text) => {
    now = parse(text, { skipFirstRow: true })[2].train_loss;
    return text.replace(`,${now},`, ",9.25,");
  });
  const { exit, out, err } = await program(folder, ["verify", "batch_size"]);
  assertEquals([exit, err], [3, "batch_size: 1 run, preparing the data …\n"]);
  const [name, first, ...rest] = out.split("\n");
  assertEquals(name, "batch_size: changed");
  assertEquals(
    first.split(" (−")[0],
    `  first: curves.csv row 3 (run 1, iteration 2): train_loss was 9.25, is ${now}`,
  );
  assertEquals(rest, [
    "  in all: 1 of 1 run; curves.csv: 1 changed of 6 rows",
    "  cause: the numbers themselves, although dataset is the same; nothing is known of " +
    "experiment and code" + EDITED,
    `  to know: base: ${UNUSED("curves.csv")}`,
    "",
  ]);
});

inCopy("verify blames a step size that was changed since", async (folder) => {
  await Deno.writeTextFile(
    `${folder}/experiments/batch_size.jsonc`,
    toyFile({ method: { name: "gradientDescent", stepSize: 0.2 } }),
  );
  const { exit, out } = await program(folder, ["verify", "batch_size"]);
  assertEquals(exit, 3);
  assertMatch(out, /^ {2}first: curves\.csv row 2 \(run 1, iteration 1\): train_loss was /m);
  assertStringIncludes(
    out,
    "\n  cause: the inputs differ: method.stepSize was 0.1, is 0.2; dataset and code are the same\n",
  );
});

inCopy("verify blames a method that was changed since", async (folder) => {
  const file = `${folder}/src/methods/gradient_descent.ts`;
  const text = await Deno.readTextFile(file);
  await Deno.writeTextFile(file, text.replace("(weights, stepSize)", "(weights, stepSize / 2)"));
  const { exit, out } = await program(folder, ["verify", "batch_size"]);
  assertEquals(exit, 3);
  assertMatch(
    out,
    /\n {2}cause: the code differs: code was \w{12}, is \w{12}; experiment and dataset are the same\n/,
  );
});

inCopy("verify shows a changed line of a chart", async (folder) => {
  await edit(folder, "chart.txt", (text) => text.replace("Does it go down?", "Does it go up?"));
  const { exit, out } = await program(folder, ["verify", "batch_size"]);
  assertEquals([exit, out], [
    3,
    'batch_size: changed\n  first: chart.txt line 2: was "Does it go up?", ' +
    'is "Does it go down?"\n' +
    "  in all: no number changed; chart.txt\n" +
    "  cause: the text alone, as it is written or drawn\n" +
    `  to know: base: ${UNUSED("chart.txt")}\n`,
  ]);
});

inCopy("verify shows every changed file", async (folder) => {
  await edit(folder, "runs.csv", (text) => text.replace(",done,", ",target,"));
  await edit(folder, "chart.txt", (text) => text.replace("Tiny", "Large"));
  const { exit, out } = await program(folder, ["verify", "batch_size"]);
  assertEquals([exit, out], [
    3,
    "batch_size: changed\n" +
    "  first: runs.csv row 1 (run 1): status was target, is done\n" +
    "  in all: 1 of 1 run; runs.csv: 1 changed of 1 row; chart.txt\n" +
    "  cause: the numbers themselves, although dataset is the same; nothing is known of " +
    `experiment and code${EDITED}\n` +
    `  to know: base: ${UNUSED("runs.csv")}\n`,
  ]);
});

inCopy("verify shows the line of a table that was cut short", async (folder) => {
  await edit(folder, "curves.csv", (text) => text.slice(0, -20));
  const { exit, out } = await program(folder, ["verify", "batch_size"]);
  assertEquals(exit, 3);
  assertStringIncludes(out, "batch_size: changed\n  first: curves.csv line 7: was ");
  assertStringIncludes(out, "\n  damaged: curves.csv in the base: its last line has no end; ");
});

inCopy("verify names a result that is missing", async (folder) => {
  await Deno.remove(`${folder}/results/batch_size/runs.csv`);
  const { exit, out } = await program(folder, ["verify", "batch_size"]);
  assertEquals([exit, out], [
    3,
    "batch_size: changed\n" +
    "  in all: no number changed; runs.csv was not there\n" +
    "  cause: files, which are damaged or not there: numbers cannot be compared\n" +
    `  to know: base: ${ALONE("runs.csv")}\n`,
  ]);
});

inCopy("verify compares what is there when the chart is missing", async (folder) => {
  await Deno.remove(`${folder}/results/batch_size/chart.txt`);
  await edit(folder, "curves.csv", () => "garbage\n");
  const { exit, out } = await program(folder, ["verify"]);
  assertEquals(exit, 3);
  assertStringIncludes(out, "\n  in all: no number changed; curves.csv; chart.txt was not there\n");
});

inCopy("verify finds a table that does not come out at all", async (folder) => {
  await Deno.writeTextFile(`${folder}/results/batch_size/path.csv`, "run\n1\n");
  const { exit, out } = await program(folder, ["verify", "batch_size"]);
  assertEquals([exit, out], [
    3,
    "batch_size: changed\n" +
    "  in all: no number changed; path.csv is not there\n" +
    "  cause: files, which are damaged or not there: numbers cannot be compared\n",
  ]);
});

for (const name of ["manifest.json", "nothing"]) {
  inCopy(`verify blames overrides, without ${name}`, async (folder) => {
    await Deno.remove(`${folder}/results/batch_size/${name}`).catch(() => {});
    const { exit, out } = await program(folder, ["verify", "batch_size", "init.scale=2"]);
    assertEquals(exit, 3);
    assertStringIncludes(
      out,
      "\n  cause: the inputs differ: init.scale was not given, is 2; dataset " +
        (name === "nothing" ? "and code are the same\n" : "is the same\n"),
    );
  });
}

inCopy("verify claims nothing of an experiment that nobody tells of", async (folder) => {
  await Deno.remove(`${folder}/results/batch_size/manifest.json`);
  const text = toyFile({ init: { scale: 2 } });
  await Deno.writeTextFile(`${folder}/experiments/batch_size.jsonc`, text);
  const { out } = await program(folder, ["verify", "batch_size"]);
  assertStringIncludes(out, "dataset is the same; nothing is known of experiment and code\n");
});

inCopy("run and compare count the same files as code", async (folder) => {
  for (const name of ["#run.ts#", ".DS_Store", ".run.ts.swp"]) {
    await Deno.writeTextFile(`${folder}/src/${name}`, "1");
  }
  const { exit } = await program(folder, ["run", "batch_size"]);
  const { out } = await program(folder, ["compare", "HEAD", ".", "--format", "json"]);
  assertEquals([exit, JSON.parse(out).experiments[0].code], [0, []]);
});

inCopy(
  "verifyAll() keeps what came out of changed experiments, and of no others",
  async (folder) => {
    await ship(folder, "fine", toyFile());
    const before = await snapshot(`${folder}/results/batch_size`);
    await edit(folder, "curves.csv", (text) => text.slice(0, -20));
    const words = "{ names: [], overrides: [], flags: {} }";
    await Deno.writeTextFile(
      `${folder}/keep.ts`,
      'import { verifyAll } from "./src/cli/verify.ts";\n' +
        "const io = { out() {}, err() {}, signal: new AbortController().signal } as never;\n" +
        `Deno.exitCode = await verifyAll(${words}, io, "kept");\n`,
    );
    const permissions = ["--allow-read", "--allow-write=."];
    const { code } = await new Deno.Command("deno", {
      args: ["run", "--quiet", ...permissions, "keep.ts"],
      cwd: folder,
    }).output();
    assertEquals([code, await snapshot(`${folder}/kept`)], [3, {
      "/batch_size": "a folder",
      ...Object.fromEntries(
        QUALITY.map((name) => [`/batch_size/${name}`, before[`/${name}`]]),
      ),
    }]);
  },
);

inCopy("verify does not need the timings", async (folder) => {
  await Deno.remove(`${folder}/results/batch_size/timings.csv`);
  await Deno.remove(`${folder}/results/batch_size/manifest.json`);
  assertEquals((await program(folder, ["verify", "batch_size"])).exit, 0);
});

/** Commits results of an experiment whose data is not there. */
async function commitResults(folder: string, name: string): Promise<void> {
  await Deno.mkdir(`${folder}/results/${name}`, { recursive: true });
  await Deno.writeTextFile(`${folder}/results/${name}/chart.txt`, "");
}

inCopy("verify goes through all experiments and skips what has no data", async (folder) => {
  await commitResults(folder, "cifar10/batch_size");
  const { exit, out } = await program(folder, ["verify"]);
  const [first, second, ...rest] = out.split("\n");
  assertEquals([exit, first, rest], [
    0,
    "batch_size: same bytes (curves.csv, runs.csv, chart.txt)",
    [""],
  ]);
  assertMatch(
    second,
    /^cifar10\/batch_size: skipped\. Cannot read CIFAR-10 as there is no folder "data\/none": /,
  );
});

inCopy("verify goes through all experiments and skips what has no results", async (folder) => {
  // Not even for its data, which would be wrong: there is a file where a folder should be.
  await Deno.mkdir(`${folder}/data`);
  await Deno.writeTextFile(`${folder}/data/none`, "");
  const { exit, out } = await program(folder, ["verify"]);
  assertEquals([exit, out], [
    0,
    "batch_size: same bytes (curves.csv, runs.csv, chart.txt)\n" +
    "cifar10/batch_size: skipped, as there are no committed results\n",
  ]);
});

inCopy("verify refuses the name of what has no results", async (folder) => {
  assertEquals(await program(folder, ["verify", "cifar10/batch_size"]), {
    exit: 2,
    out: "",
    err: 'Cannot verify "cifar10/batch_size" as there are no committed results\n',
  });
});

// Wrong data is not missing data: there is a file where a folder should be.
inCopy("verify does not skip what has wrong data", async (folder) => {
  await commitResults(folder, "cifar10/batch_size");
  await Deno.mkdir(`${folder}/data`);
  await Deno.writeTextFile(`${folder}/data/none`, "");
  const { exit, out, err } = await program(folder, ["verify", "cifar10/batch_size"]);
  assertEquals([exit, out], [2, ""]);
  assertStringIncludes(err, ': Cannot read CIFAR-10 from "data/none" as it is not a folder\n');
});

inCopy("run --all does not skip what has wrong data", async (folder) => {
  await Deno.mkdir(`${folder}/data`);
  await Deno.writeTextFile(`${folder}/data/none`, "");
  const { exit, err } = await program(folder, ["run", "--all"]);
  assertEquals([exit, err.includes("skipped")], [2, false]);
});

inCopy("verify exits with 3 when only one of several has changed", async (folder) => {
  await edit(folder, "chart.txt", (text) => text.replace("Tiny", "Large"));
  assertEquals((await program(folder, ["verify"])).exit, 3);
});

inCopy("verify refuses a file of one's own", async (folder) => {
  await Deno.writeTextFile(`${folder}/mine.jsonc`, toyFile());
  assertEquals(await program(folder, ["verify", "mine.jsonc"]), {
    exit: 2,
    out: "",
    err: 'Cannot verify "mine.jsonc" as only shipped experiments have results\n',
  });
});

// Other kinds.

/** Ships an experiment that has been run, and gives its results. */
async function ship(folder: string, name: string, text: string): Promise<void> {
  await Deno.writeTextFile(`${folder}/experiments/${name}.jsonc`, text);
  await program(folder, ["run", name]);
}

inCopy("verify finds the same bytes of a slice at the end of a run", async (folder) => {
  const center = { experiment: "batch_size.jsonc", run: 1 };
  await ship(folder, "cut", sliceFile({ center, path: true }));
  assertEquals(await program(folder, ["verify", "cut", "--threads", "1"]), {
    exit: 0,
    out: "cut: same bytes (slice.csv, path.csv, runs.csv, chart.txt)\n",
    err: "cut: 1 run, preparing the data …\n",
  });
});

inCopy("verify shows the place of a slice whose loss has changed", async (folder) => {
  await ship(folder, "cut", sliceFile());
  const file = `${folder}/results/cut/slice.csv`;
  // The third place is a = 0, where each of two wrong classes misses the margin by 1.
  const text = await Deno.readTextFile(file);
  await Deno.writeTextFile(file, text.replace("\n1,1,0,,2,2,0\n", "\n1,1,0,,3,2,0\n"));
  const { exit, out } = await program(folder, ["verify", "cut"]);
  assertEquals([exit, out], [
    3,
    "cut: changed\n" +
    "  first: slice.csv row 3 (run 1, a 0): loss was 3, is 2 (−1, relative 0.33)\n" +
    "  in all: 1 of 1 run; slice.csv: 1 changed of 5 rows\n" +
    "  cause: the numbers themselves, although dataset is the same; nothing is known of " +
    "experiment and code\n" +
    `  to know: base: ${UNUSED("slice.csv")}\n`,
  ]);
});

inCopy("verify names the path of a slice that is missing", async (folder) => {
  const center = { experiment: "batch_size.jsonc", run: 1 };
  await ship(folder, "cut", sliceFile({ center, path: true }));
  await Deno.remove(`${folder}/results/cut/path.csv`);
  const { exit, out } = await program(folder, ["verify", "cut"]);
  assertEquals([exit, out], [
    3,
    "cut: changed\n" +
    "  in all: no number changed; path.csv was not there\n" +
    "  cause: files, which are damaged or not there: numbers cannot be compared\n" +
    `  to know: base: ${ALONE("path.csv")}\n`,
  ]);
});

inCopy("verify finds the same bytes of a gradient check", async (folder) => {
  await ship(folder, "gradient", checkFile());
  const { exit, out } = await program(folder, ["verify", "gradient"]);
  assertEquals([exit, out], [
    0,
    "gradient: same bytes (gradient_check.csv, runs.csv, chart.txt)\n",
  ]);
});

inCopy("verify shows a derivative that has changed", async (folder) => {
  await ship(folder, "gradient", checkFile({ init: { scale: 0 } }));
  const file = `${folder}/results/gradient/gradient_check.csv`;
  const text = await Deno.readTextFile(file);
  await Deno.writeTextFile(file, text.replace(",-1.75,", ",-2,"));
  const { exit, out } = await program(folder, ["verify", "gradient"]);
  assertEquals([exit, out], [
    3,
    "gradient: changed\n" +
    "  first: gradient_check.csv row 1 (run 1, h 0.001, class 0, column 0): " +
    "analytic was -2, is -1.75 (+0.25, relative 0.13)\n" +
    "  in all: 1 of 1 run; gradient_check.csv: 1 changed of 12 rows\n" +
    "  cause: the numbers themselves, although dataset is the same; nothing is known of " +
    "experiment and code\n" +
    `  to know: base: ${UNUSED("gradient_check.csv")}\n`,
  ]);
});

inCopy("verify finds the same bytes of the best again", async (folder) => {
  const best = { of: "method.stepSize", seeds: [5] };
  await ship(folder, "sweep", toyFile({ matrix: { "method.stepSize": [0.1, 0.2] }, best }));
  const { exit, out, err } = await program(folder, ["verify", "sweep"]);
  assertEquals([exit, out.startsWith("sweep: same bytes"), err.startsWith("sweep: 3 runs")], [
    0,
    true,
    true,
  ]);
});

// Ctrl-C.

inCopy("run keeps the committed result when Ctrl-C ends it", async (folder) => {
  await Deno.writeTextFile(`${folder}/experiments/batch_size.jsonc`, ENDLESS);
  const before = await snapshot(`${folder}/results/batch_size`);
  const { exit, out, err } = await interrupted(folder, ["run", "batch_size"]);
  assertEquals(exit, 130);
  assertStringIncludes(err, "\nbatch_size: interrupted in run 1 of 1; what is there was written\n");
  assertStringIncludes(out, "\nresults/batch_size/interrupted: wrote ");
  const after = Object.entries(await snapshot(`${folder}/results/batch_size`));
  const isApart = ([path]: [string, string]) => path.startsWith("/interrupted");
  assertEquals(Object.fromEntries(after.filter((file) => !isApart(file))), before);
  const text = await Deno.readTextFile(`${folder}/results/batch_size/interrupted/runs.csv`);
  assertEquals(parse(text, { skipFirstRow: true }).map(({ status }) => status), ["interrupted"]);
});

inCopy("run --all does not go on after Ctrl-C", async (folder) => {
  await Deno.writeTextFile(`${folder}/experiments/a.jsonc`, ENDLESS);
  const { exit, err } = await interrupted(folder, ["run", "--all"]);
  assertEquals([exit, err.includes("batch_size:")], [130, false]);
  assertStringIncludes(err, "\nNot started: batch_size");
});

inCopy("verify exits with 130 on Ctrl-C and claims nothing", async (folder) => {
  await Deno.writeTextFile(`${folder}/experiments/batch_size.jsonc`, ENDLESS);
  const { exit, out, err } = await interrupted(folder, ["verify"]);
  assertEquals([exit, out], [130, ""]);
  assertStringIncludes(err, "\nbatch_size: interrupted, not verified\n");
});
