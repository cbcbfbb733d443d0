import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { commitOf, readRevision, unpackRevision } from "../../src/cli/versions/revision.ts";
import { filesSha256, isCode } from "../../src/cli/work/code.ts";
import { walk } from "../../src/cli/work/folder.ts";
import { InputError } from "../../src/errors.ts";
import { experimentFields } from "../../src/experiment/load.ts";
import type { QualityComparison } from "../../src/results/compare/mod.ts";
import { copy, sliceFile, snapshot, toyFile, withFolder } from "../_files.ts";
import { commit, deno, type Ended, git, inCopiesOf, write } from "./_checkout.ts";

const SETTINGS = new URL("../../deno.json", import.meta.url).pathname;
const MAIN = new URL("../../src/cli/main.ts", import.meta.url).pathname;

const CURVES = "run,method,batch_size,step_size,seed,iteration,train_loss\n" +
  "1,gradientDescent,2,0.1,1,0,9\n1,gradientDescent,2,0.1,1,1,8\n" +
  "2,gradientDescent,2,0.1,2,0,9\n2,gradientDescent,2,0.1,2,1,7\n";
const RUNS = "run,method,batch_size,step_size,seed,status,dataset_sha256,weights_sha256\n" +
  "1,gradientDescent,2,0.1,1,done,data,aaaa\n2,gradientDescent,2,0.1,2,done,data,bbbb\n";
const FILES: Readonly<Record<string, string>> = {
  "results/README.md": "# Results\n",
  "results/tiny/curves.csv": CURVES,
  "results/tiny/runs.csv": RUNS,
  "results/tiny/chart.txt": "Tiny\n",
  "results/real/small/runs.csv": RUNS,
  "results/real/small/chart.txt": "Small\n",
  "experiments/tiny.jsonc": `// A comment\n${toyFile()}`,
  "experiments/real/small.jsonc": toyFile(),
  "src/mod.ts": "1;\n",
  "deno.json": '{ "version": "0.1.0" }\n',
  ".gitignore": "/results/local/\n/results/full/\n/results/**/manifest.json\n",
};

/** Full hashes of two commits: the second has another loss in run 1 of `tiny`. */
let commits: string[] = [];
const inCopy = inCopiesOf(async (folder) => {
  await write(folder, FILES);
  await git(folder, "init", "--quiet", "--initial-branch=main");
  await commit(folder);
  await write(folder, { "results/tiny/curves.csv": CURVES.replace("1,1,8", "1,1,6") });
  await commit(folder);
  await git(folder, "tag", "v1");
  commits = (await git(folder, "log", "--format=%H", "--reverse")).split("\n");
});

/** The command as its task starts it. */
function compare(folder: string, words: readonly string[]): Promise<Ended> {
  return deno(folder, ["--allow-read=.,..,/tmp", "--allow-run=git", MAIN, "compare", ...words]);
}

async function json(folder: string, ...words: string[]): Promise<QualityComparison> {
  return JSON.parse((await compare(folder, [...words, "--format", "json"])).out);
}

const ALIKE = "2 experiments are the same, byte for byte\n";
const TINY = "tiny is the same, byte for byte\n";
const SMALL = "real/small is the same, byte for byte\n";

// What stands for results.

inCopy("compare tells two revisions apart", async (folder, t) => {
  const { exit, out, err } = await compare(folder, ["HEAD~1", "v1"]);
  assertEquals([exit, err], [3, ""]);
  const [first, second] = commits.map((hash) => hash.slice(0, 12));
  await t.assertSnapshot(out.replace(first, "FIRST").replace(second, "SECOND"));
});

const equal = [
  ["HEAD .", ALIKE],
  ["main results", ALIKE],
  ["results .", ALIKE],
  ["v1 main", ALIKE],
  ["HEAD results/real", SMALL],
  ["HEAD results/tiny", TINY],
  ["results/tiny .", TINY],
  ["results/real/small HEAD", SMALL],
  ["tree tree", TINY], // with a file that is called results
  [". results/local/tiny", TINY],
];
for (const [words, out] of equal) {
  inCopy(`compare ${words} finds no difference`, async (folder) => {
    await Deno.mkdir(`${folder}/results/local`);
    await copy(`${folder}/results/tiny`, `${folder}/results/local/tiny`);
    await write(folder, {
      "tree/results": "",
      "tree/tiny/chart.txt": "Tiny\n",
      // What is local, interrupted, ignored by git, hidden or of the timing plane does not count.
      "results/local/mine/runs.csv": RUNS,
      "results/tiny/interrupted/runs.csv": RUNS,
      "results/tiny/timings.csv": "1",
      "results/tiny/.runs.csv.unfinished": "1",
      ...(/HEAD|main/.test(words) && { "results/full/tiny/runs.csv": RUNS }),
    });
    assertEquals(await compare(folder, words.split(" ")), { exit: 0, out, err: "" });
  });
}

inCopy("compare picks the experiment with the longest name that ends a path", async (folder) => {
  await write(folder, { "results/small/chart.txt": "Another\n" });
  await copy(`${folder}/results`, `${folder}/copy`);
  assertEquals((await compare(folder, ["copy/real/small", "."])).exit, 0);
});

inCopy("compare takes a folder before a revision of its name, but NAME~0", async (folder) => {
  await git(folder, "branch", "old", "HEAD~1");
  await copy(`${folder}/results`, `${folder}/old`);
  assertEquals((await compare(folder, ["old", "."])).exit, 0);
  assertEquals((await compare(folder, ["old~0", "."])).exit, 3);
});

inCopy("compare sees the files that are here, committed or not", async (folder) => {
  await write(folder, { "results/tiny/curves.csv": CURVES });
  const { experiments: [{ name, status, files }] } = await json(folder, "HEAD", ".");
  assertEquals([name, status, files[0].first?.is], ["tiny", "changed", "8"]);
});

inCopy("compare names experiments of one side alone", async (folder) => {
  await write(folder, { "results/more/runs.csv": RUNS });
  await Deno.remove(`${folder}/results/real`, { recursive: true });
  const { exit, out } = await compare(folder, ["v1", "."]);
  const only = `Only in v1 (${commits[1].slice(0, 12)}): real/small\nOnly in .: more\n`;
  assertEquals([exit, out], [3, only + TINY]);
});

inCopy("compare compares two folders of one experiment, even with = in a name", async (folder) => {
  await copy(`${folder}/results/tiny`, `${folder}/a=1`);
  await write(folder, { "a=1/runs.csv": RUNS.replace("bbbb", "bbbc") });
  const { experiments: [{ name, runs }] } = await json(folder, "results/tiny", "a=1");
  assertEquals([name, runs.changed], ["tiny", ["2"]]);
});

inCopy("compare goes on after a damaged table, and sees text that is not UTF-8", async (folder) => {
  await write(folder, { "results/tiny/curves.csv": CURVES.slice(0, -4) });
  await Deno.writeFile(`${folder}/results/real/small/chart.txt`, Uint8Array.of(0xff));
  await commit(folder);
  await Deno.writeFile(`${folder}/results/real/small/chart.txt`, Uint8Array.of(0xfe));
  const { experiments } = await json(folder, "HEAD~1", ".");
  assertEquals(experiments.map(({ name, cause }) => [name, cause]), [
    ["tiny", "files"],
    ["real/small", "text"],
  ]);
  assertEquals((await json(folder, "HEAD", ".")).experiments[1].status, "changed");
});

// Why.

inCopy("compare names a step size that changed in the experiment file", async (folder) => {
  const method = { name: "gradientDescent", stepSize: 0.2 };
  await write(folder, { "experiments/tiny.jsonc": toyFile({ method }) });
  const { experiments: [{ cause, inputs }] } = await json(folder, "HEAD~1", ".");
  assertEquals([cause, inputs], ["inputs", ["method.stepSize was 0.1, is 0.2"]]);
});

inCopy("compare names code that changed, by the hash that manifests have", async (folder) => {
  await write(folder, { "src/mod.ts": "2;\n", "deno.json": '{ "version": "0.2.0" }\n' });
  const { experiments: [{ cause, inputs }] } = await json(folder, "HEAD~1", ".");
  const [was, is] = ["1;\n", "2;\n"].map((text) =>
    filesSha256(new Map([["src/mod.ts", new TextEncoder().encode(text)]]))
  );
  assertEquals([cause, inputs], [
    "code",
    ['version was "0.1.0", is "0.2.0"', `code was "${was}", is "${is}"`],
  ]);
});

Deno.test("isCode() counts what computes, and not what writes, draws or asks for it", () => {
  const paths = [
    "src/run.ts",
    "src/kinds/train/run.ts",
    "src/kernels/simd.wasm",
    "src/cli/main.ts",
    "src/timing/words.ts",
    "src/results/files.ts",
    "src/figures/line.ts",
    "src/charts/line.ts",
    "src/experiment/load.ts",
    "src/kernels/.simd.ts.swp",
    "src/.#run.ts",
    "src/run.ts~",
    "mod.ts",
    "deno.lock",
    "tests/run.ts",
  ];
  assertEquals(paths.filter(isCode), paths.slice(0, 3));
});

inCopy(
  "walk() finds the wanted files in the order of their names, and nothing hidden",
  async (folder) => {
    await write(folder, { "src/b.ts": "", "src/.#b.ts": "", "src/.a/c.ts": "", "src/a/c.ts": "" });
    const isWanted = (path: string) => /^src\/(.*(\/|\.ts))?$/.test(path);
    assertEquals(await walk(folder, isWanted), ["src/a/c.ts", "src/b.ts", "src/mod.ts"]);
  },
);

inCopy(
  "compare ignores comments of an experiment file, and a file that cannot be read",
  async (folder) => {
    await write(folder, { "experiments/tiny.jsonc": toyFile() });
    assertEquals((await json(folder, "HEAD", ".")).experiments[0].inputs, []);
    await write(folder, { "experiments/tiny.jsonc": "{" });
    const { experiments: [{ cause, inputs }] } = await json(folder, "HEAD~1", ".");
    assertEquals([cause, inputs], ["numbers", []]);
  },
);

inCopy("compare finds the runs that a slice names in a path with #", async (folder) => {
  const slice = (path: string) => {
    const run = { experiment: path, run: 1 };
    return sliceFile({ center: run, a: { direction: run, points: 3 } });
  };
  await write(folder, {
    "experiments/real/#a.jsonc": toyFile(),
    "experiments/tiny.jsonc": slice("./real/#a.jsonc"),
  });
  await commit(folder);
  const method = { name: "gradientDescent", stepSize: 0.3 };
  await write(folder, { "experiments/real/#a.jsonc": toyFile({ method, title: "Other" }) });
  const { experiments: [{ inputs }] } = await json(folder, "HEAD", ".");
  assertEquals(inputs, [
    "center.experiment.method.stepSize was 0.1, is 0.3",
    "a.direction.experiment.method.stepSize was 0.1, is 0.3",
  ]);
});

/** A manifest that belongs to the results of `tiny` as they stand in a folder. */
async function manifest(folder: string, fields: Record<string, unknown>): Promise<void> {
  const files: Record<string, string> = {};
  for (const name of ["curves.csv", "runs.csv", "chart.txt"]) {
    const bytes = await Deno.readFile(`${folder}/results/tiny/${name}`);
    files[name] = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  }
  await write(folder, { "results/tiny/manifest.json": JSON.stringify({ ...fields, files }) });
}

const recorded = (fields = {}) => ({
  experiment: experimentFields(toyFile(fields), "tiny.jsonc"),
  codeSha256: "0123456789abcdef",
});

inCopy("compare says that results are older than their file", async (folder) => {
  const older = (seeds: string) =>
    `tiny: results may be older than its file: seeds was ${seeds}, is [5]; ` +
    `deno task experiments tiny makes them again\n\n${ALIKE}`;
  await write(folder, { "experiments/tiny.jsonc": toyFile({ seeds: [5] }) });
  const without = await compare(folder, ["HEAD", "."]);
  assertEquals([without.exit, without.out], [3, older("not given")]);
  await manifest(folder, recorded({ seeds: [4] }));
  const withOne = await compare(folder, ["HEAD", "."]);
  assertEquals([withOne.exit, withOne.out], [3, older("[4]")]);
  await manifest(folder, recorded({ seeds: [5] }));
  assertEquals(await compare(folder, ["HEAD", "."]), { exit: 0, out: ALIKE, err: "" });
});

inCopy("compare believes a manifest that belongs to its tables, and no other", async (folder) => {
  await manifest(folder, { ...recorded({ init: { scale: 2 } }), version: "0.3.0" });
  await write(folder, { "results/tiny/notes.txt": "Mine\n" }); // which no manifest knows
  const { experiments: [{ cause, inputs, files }] } = await json(folder, "HEAD~1", ".");
  assertEquals([cause, inputs.slice(0, 2), files.map(({ file }) => file)], [
    "inputs",
    ["init.scale was not given, is 2", 'version was "0.1.0", is "0.3.0"'],
    ["curves.csv", "notes.txt"],
  ]);
  assert(inputs[2].endsWith('is "0123456789abcdef"'));
  await write(folder, { "results/tiny/curves.csv": CURVES.replace("1,1,8", "1,1,5") });
  for (const text of ["", "{", "{}", '{ "files": {} }']) {
    if (text !== "") await write(folder, { "results/tiny/manifest.json": text });
    const { experiments: [{ cause, inputs }] } = await json(folder, "HEAD~1", ".");
    assertEquals([text, cause, inputs], [text, "numbers", []]);
  }
});

// What is wrong.

const wrong = [
  "",
  "main",
  "main . v1",
  "main . a=1",
  "main . --format xml",
  "mian .",
  "HEAD~7 .",
  "0012345 .",
  ". results/tyni",
  "deno.json .",
  "empty .",
  ". src",
  "project .",
  "foreign .",
  "foreign/strange HEAD",
  "/etc .",
];
for (const words of wrong) {
  inCopy(`compare ${words} is refused`, async (folder, t) => {
    await Deno.mkdir(`${folder}/empty`);
    await Deno.mkdir(`${folder}/project/results`, { recursive: true });
    await write(folder, { "foreign/strange/chart.txt": "" });
    const { exit, out, err } = await compare(folder, words.split(" ").filter(Boolean));
    assertEquals([exit, out], [2, ""]);
    await t.assertSnapshot(err);
  });
}

inCopy("compare refuses an empty word", async (folder) => {
  const { exit, out, err } = await compare(folder, [".", ""]);
  assertEquals([exit, out], [2, ""]);
  assertMatch(err, /^Cannot read revision "" as no revision has this name\n/);
});

inCopy("compare refuses a revision without results", async (folder) => {
  await git(folder, "rm", "-r", "--quiet", "results");
  await commit(folder);
  const { exit, err } = await compare(folder, ["HEAD", "v1"]);
  assertEquals(exit, 2);
  assertStringIncludes(err, 'Cannot compare "HEAD" as it holds no results');
});

inCopy("compare says that a shallow checkout has few commits", async (folder) => {
  const shallow = `${folder}/shallow`;
  await git(folder, "clone", "--quiet", "--depth=1", `file://${folder}`, shallow);
  const { exit, err } = await compare(shallow, ["HEAD~1", "."]);
  assertEquals(exit, 2);
  assertStringIncludes(
    err,
    'Cannot read revision "HEAD~1" as git knows none of this name, but this checkout does not ' +
      "have all commits: git fetch --unshallow brings them\n",
  );
});

Deno.test("compare refuses a revision outside of a checkout, but compares folders", async () => {
  await withFolder(async (folder) => {
    await write(folder, FILES);
    const { exit, err } = await compare(folder, ["main", "."]);
    assertEquals(exit, 2);
    assertStringIncludes(err, 'Cannot read revision "main" as this folder is not a git checkout\n');
    assertEquals((await compare(folder, [".", "results"])).exit, 0);
  });
});

inCopy("compare writes nothing, not even into .git", async (folder) => {
  const before = await snapshot(folder);
  assert("/.git/HEAD" in before);
  await compare(folder, ["HEAD~1", "."]);
  assertEquals(await snapshot(folder), before);
});

// Revisions.

inCopy("commitOf() gives the full hash of a branch, a tag and the start of a hash", async (cwd) => {
  for (const word of ["main", "v1", commits[1].slice(0, 8)]) {
    assertEquals(await commitOf(word, cwd), commits[1]);
  }
});

inCopy("commitOf() never passes an option to git", async (cwd) => {
  for (const word of ["--all", "-h", ""]) {
    await assertRejects(() => commitOf(word, cwd), InputError, "as no revision has this name");
  }
});

inCopy("commitOf() says that there is no git", async (folder) => {
  const module = JSON.stringify(import.meta.resolve("../../src/cli/versions/revision.ts"));
  const program = `import { commitOf } from ${module};\n` +
    'Deno.env.set("PATH", "/nowhere");\n' +
    "await commitOf('main').catch(({ name, message }) => console.log(`${name}: ${message}`));\n";
  await write(folder, { "program.ts": program });
  const permissions = ["--allow-env=PATH", "--allow-run=git"];
  assertEquals(
    (await deno(folder, ["--config", SETTINGS, ...permissions, "program.ts"])).out,
    'InputError: Cannot read revision "main" as git is not installed: compare folders instead\n',
  );
});

inCopy(
  "readRevision() gives names that are long, and bytes as they were committed",
  async (cwd) => {
    const path = `results/${"long/".repeat(60)}é ü.txt`;
    await write(cwd, { [path]: "a\r\nb\n", ".gitattributes": "" });
    await commit(cwd);
    await git(cwd, "config", "core.autocrlf", "true");
    const files = await readRevision("HEAD", cwd);
    const text = (path: string) => new TextDecoder().decode(files.get(path));
    assertEquals([text(path), text("src/mod.ts")], ["a\r\nb\n", "1;\n"]);
  },
);

inCopy("unpackRevision() writes all files of a revision, and links as files", async (cwd) => {
  // As Deno makes links with all permissions only.
  await write(cwd, { target: "deno.json" });
  const hash = await git(cwd, "hash-object", "-w", "target");
  await git(cwd, "checkout", "--quiet", "HEAD~1");
  await git(cwd, "update-index", "--add", "--cacheinfo", `120000,${hash},link`);
  await git(cwd, "commit", "--quiet", "--message", "Link");
  await withFolder(async (folder) => {
    await unpackRevision("HEAD", `${folder}/new`, cwd);
    const files = Object.entries(await snapshot(`${folder}/new`))
      .filter(([, text]) => text !== "a folder")
      .map(([path, text]) => [path.slice(1), text]);
    assertEquals(Object.fromEntries(files), { ...FILES, link: "deno.json" });
  });
});

inCopy("unpackRevision() says what it cannot write", async (cwd) => {
  await write(cwd, { taken: "" });
  const unpacked = () => unpackRevision("HEAD", `${cwd}/taken`, cwd);
  await assertRejects(unpacked, InputError, "Cannot write");
});
