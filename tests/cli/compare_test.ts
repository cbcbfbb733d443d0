import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { commitOf, readRevision, unpackRevision } from "../../src/cli/versions/revision.ts";
import { filesSha256 } from "../../src/cli/work/code.ts";
import { InputError } from "../../src/errors.ts";
import { experimentFields } from "../../src/experiment/load.ts";
import type { QualityComparison } from "../../src/results/compare/mod.ts";
import { copy, sliceFile, snapshot, toyFile, withFolder } from "../_files.ts";

const SETTINGS = new URL("../../deno.json", import.meta.url).pathname;
const MAIN = new URL("../../src/cli/main.ts", import.meta.url).pathname;

/** A checkout with two commits: the second has another loss in run 1 of `tiny`. */
let original = "";
/** Full hashes of the two. */
let commits: string[] = [];

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
  "deno.lock": "{}\n",
  "deno.json": '{ "version": "0.1.0" }\n',
  ".gitignore": "/results/local/\n/results/full/\n/results/**/manifest.json\n",
};

Deno.test.beforeAll(async () => {
  original = await Deno.makeTempDir({ dir: "/tmp", prefix: "descent-bench-" });
  await write(original, FILES);
  await git(original, "init", "--quiet", "--initial-branch=main");
  await commit(original);
  await write(original, { "results/tiny/curves.csv": CURVES.replace("1,1,8", "1,1,6") });
  await commit(original);
  await git(original, "tag", "v1");
  commits = (await git(original, "log", "--format=%H", "--reverse")).split("\n");
});

Deno.test.afterAll(() => Deno.remove(original, { recursive: true }));

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${folder}/${path}`, text);
  }
}

async function git(folder: string, ...args: string[]): Promise<string> {
  const who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
  const { success, stdout, stderr } = await new Deno.Command("git", {
    args: [...who, ...args],
    cwd: folder,
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

async function commit(folder: string): Promise<void> {
  await git(folder, "add", ".");
  await git(folder, "commit", "--quiet", "--no-verify", "--message", "Change");
}

interface Ended {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** The command as its task starts it, with `folder` as its working folder. */
async function compare(folder: string, words: readonly string[]): Promise<Ended> {
  const permissions = ["--allow-read=.,..,/tmp", "--allow-run=git"];
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["run", "--quiet", ...permissions, MAIN, "compare", ...words],
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { exit: code, out: text(stdout), err: text(stderr) };
}

/** Registers a test in a copy of the checkout. */
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

async function json(folder: string, words: readonly string[]): Promise<QualityComparison> {
  return JSON.parse((await compare(folder, [...words, "--format", "json"])).out);
}

const FIRST = "curves.csv row 2 (run 1, iteration 1): train_loss was 8, is 6 (−2, relative 0.25)";
const ALIKE = "2 experiments are the same, byte for byte\n";

// What stands for results.

inCopy("compare tells two revisions apart", async (folder) => {
  const [first, second] = commits.map((hash) => hash.slice(0, 12));
  assertEquals(await compare(folder, ["HEAD~1", "v1"]), {
    exit: 3,
    out: [
      `From HEAD~1 (${first}) to v1 (${second})`,
      "",
      "tiny: changed",
      `  first: ${FIRST}`,
      "  in all: 1 of 2 runs; curves.csv: 1 changed of 4 rows",
      "  cause: the numbers themselves, although experiment and dataset are the same; " +
      "nothing is known of code; the final weights are the same, so a table was edited or is " +
      "computed differently; deno task verify tiny tells which",
      "",
      "1 other experiment is the same, byte for byte",
      "",
    ].join("\n"),
    err: "",
  });
});

for (
  const [what, words] of [
    ["a revision with the project's folder", ["HEAD", "."]],
    ["a revision with the tree of results", ["main", "results"]],
    ["two folders", ["results", "."]],
    ["a revision with itself", ["v1", "main"]],
  ] as const
) {
  inCopy(`compare finds no difference of ${what}`, async (folder) => {
    assertEquals(await compare(folder, words), { exit: 0, out: ALIKE, err: "" });
  });
}

inCopy("compare finds no difference of a part of the results", async (folder) => {
  const out = "real/small is the same, byte for byte\n";
  assertEquals(await compare(folder, ["HEAD", "results/real"]), { exit: 0, out, err: "" });
});

inCopy("compare takes a folder before a revision of its name, but NAME~0", async (folder) => {
  await git(folder, "branch", "old", "HEAD~1");
  await copy(`${folder}/results`, `${folder}/old`);
  assertEquals((await compare(folder, ["old", "."])).exit, 0);
  assertEquals((await compare(folder, ["old~0", "."])).exit, 3);
});

inCopy("compare understands the start of a commit that looks like a number", async (folder) => {
  const { err } = await compare(folder, ["0012345", "."]);
  assertStringIncludes(err, 'Cannot read revision "0012345" as git knows none of this name');
});

inCopy("compare sees the files that are here, committed or not", async (folder) => {
  await write(folder, { "results/tiny/curves.csv": CURVES });
  const { experiments: [{ name, status, first }] } = await json(folder, ["HEAD", "."]);
  assertEquals([name, status, first?.cells[0].is], ["tiny", "changed", "8"]);
});

inCopy("compare tells of experiments of one side alone", async (folder) => {
  await write(folder, { "results/more/runs.csv": RUNS });
  await Deno.remove(`${folder}/results/real`, { recursive: true });
  const { exit, out } = await compare(folder, ["v1", "."]);
  assertEquals([exit, out], [
    3,
    `Only in v1 (${commits[1].slice(0, 12)}): real/small\nOnly in .: more\n` +
    "tiny is the same, byte for byte\n",
  ]);
});

inCopy("compare leaves out what is local, interrupted or ignored by git", async (folder) => {
  await write(folder, {
    "results/local/mine/runs.csv": RUNS,
    "results/tiny/interrupted/runs.csv": RUNS,
    "results/full/tiny/runs.csv": RUNS,
  });
  assertEquals((await compare(folder, ["HEAD", "."])).out, ALIKE);
  assertEquals((await compare(folder, [".", "HEAD"])).out, ALIKE);
});

inCopy("compare does not read the timing plane", async (folder) => {
  await write(folder, {
    "results/tiny/timings.csv": "1",
    "results/tiny/.runs.csv.unfinished": "1",
    "results/tiny/.hidden.csv": "1",
  });
  assertEquals((await compare(folder, ["HEAD", "."])).out, ALIKE);
});

// One experiment.

inCopy("compare compares two folders of one experiment", async (folder) => {
  await copy(`${folder}/results/tiny`, `${folder}/results/other`);
  await write(folder, { "results/other/runs.csv": RUNS.replace("bbbb", "bbbc") });
  const { exit, out } = await compare(folder, ["results/tiny", "results/other"]);
  assertEquals(exit, 3);
  assertStringIncludes(
    out,
    "\n  the final weights of run 2 differ although no recorded number does\n",
  );
});

inCopy("compare picks the experiment of a folder from a tree and a revision", async (folder) => {
  const out = "tiny is the same, byte for byte\n";
  assertEquals((await compare(folder, ["HEAD", "results/tiny"])).out, out);
  assertEquals((await compare(folder, ["results/tiny", "."])).out, out);
  const small = "real/small is the same, byte for byte\n";
  assertEquals((await compare(folder, ["results/real/small", "HEAD"])).out, small);
});

inCopy("compare picks the committed experiment of a local one", async (folder) => {
  await copy(`${folder}/results/tiny`, `${folder}/results/real/tiny`);
  await Deno.mkdir(`${folder}/results/local`);
  await copy(`${folder}/results/tiny`, `${folder}/results/local/tiny`);
  const { out } = await compare(folder, [".", "results/local/tiny"]);
  assertEquals(out, "tiny is the same, byte for byte\n");
});

inCopy("compare refuses one experiment that the other side does not have", async (folder) => {
  await copy(`${folder}/results/tiny`, `${folder}/mine`);
  assertEquals(await compare(folder, ["mine", "HEAD"]), {
    exit: 2,
    out: "",
    err: 'Cannot compare "mine", the folder of one experiment, with all those of "HEAD" as none ' +
      'of them is called "mine": they are real/small, tiny\n',
  });
});

inCopy("compare refuses one experiment that may be two of the other side", async (folder) => {
  await copy(`${folder}/results/real`, `${folder}/results/unreal`);
  await copy(`${folder}/results/real/small`, `${folder}/small`);
  const { exit, err } = await compare(folder, [".", "small"]);
  assertEquals(exit, 2);
  assertStringIncludes(
    err,
    'as more than one of them is called "small": they are real/small, unreal/small\n',
  );
});

// Why.

inCopy("compare names a step size that changed in the experiment file", async (folder) => {
  const method = { name: "gradientDescent", stepSize: 0.2 };
  await write(folder, { "experiments/tiny.jsonc": toyFile({ method }) });
  const { experiments: [{ cause, inputs, sameInputs }] } = await json(folder, ["HEAD~1", "."]);
  assertEquals([cause, inputs, sameInputs], [
    "inputs",
    ["method.stepSize was 0.1, is 0.2"],
    ["dataset"],
  ]);
});

inCopy("compare names code that changed, by the hash that manifests have", async (folder) => {
  await write(folder, { "src/mod.ts": "2;\n", "deno.json": '{ "version": "0.2.0" }\n' });
  const { experiments: [{ cause, code, inputs }] } = await json(folder, ["HEAD~1", "."]);
  const bytes = (text: string) => new TextEncoder().encode(text);
  const hash = async (text: string) =>
    (await filesSha256(new Map([["src/mod.ts", bytes(text)], ["deno.lock", bytes("{}\n")]])))
      .slice(0, 12);
  assertEquals([cause, inputs, code], ["code", [], [
    "version was 0.1.0, is 0.2.0",
    `code beside the results was ${await hash("1;\n")}, is ${await hash("2;\n")}`,
  ]]);
});

inCopy(
  "compare ignores comments of an experiment file, and what cannot be read",
  async (folder) => {
    await write(folder, { "experiments/tiny.jsonc": toyFile() });
    assertEquals((await json(folder, ["HEAD", "."])).experiments[0].inputs, []);
    await write(folder, { "experiments/tiny.jsonc": "{" });
    const { experiments: [{ cause, sameInputs }] } = await json(folder, ["HEAD~1", "."]);
    assertEquals([cause, sameInputs], ["numbers", ["dataset"]]);
  },
);

inCopy("compare says that results may be older than their file", async (folder) => {
  await write(folder, { "experiments/tiny.jsonc": toyFile({ seeds: [5] }) });
  const { exit, out } = await compare(folder, ["HEAD", "."]);
  assertEquals([exit, out], [
    3,
    "tiny: results may be older than its file: seeds was not given, is [5]; deno task " +
    `experiments tiny makes them again\n\n${ALIKE}`,
  ]);
});

inCopy(
  "compare counts no file as code that editors and systems leave, and links as git does",
  async (folder) => {
    await link(folder, "src/link.ts", "nowhere.ts");
    await git(folder, "commit", "--quiet", "--message", "Link");
    await link(folder, "src/.#mod.ts", "me@host:1");
    await link(folder, "results/local/mine/runs.csv", "nowhere.csv");
    await link(folder, "results/tiny/notes.csv", "nowhere.csv");
    await write(folder, { "src/.DS_Store": "1", "src/mod.ts~": "1", "src/#mod.ts#": "1" });
    const { experiments } = await json(folder, ["HEAD", "."]);
    assertEquals(experiments.map(({ status, code }) => [status, code]), [["same", []], [
      "same",
      [],
    ]]);
    await write(folder, { "src/new.ts": "3;\n" });
    const { experiments: [{ code }] } = await json(folder, ["HEAD", "."]);
    assertEquals(code.length, 1);
  },
);

/** Makes a link through git, as Deno makes them with all permissions only. */
async function link(folder: string, path: string, target: string): Promise<void> {
  await write(folder, { "target.tmp": target });
  const hash = await git(folder, "hash-object", "-w", "target.tmp");
  await Deno.remove(`${folder}/target.tmp`);
  await git(folder, "update-index", "--add", "--cacheinfo", `120000,${hash},${path}`);
  await git(folder, "checkout-index", path);
}

inCopy("compare says that results are older than their file", async (folder) => {
  await manifest(folder, {
    experiment: experimentFields(toyFile(), "tiny.jsonc"),
    codeSha256: "0123456789abcdef",
  });
  assertEquals((await compare(folder, ["HEAD", "."])).exit, 0);
  await write(folder, { "experiments/tiny.jsonc": toyFile({ seeds: [5] }) });
  assertEquals(await compare(folder, ["HEAD", "."]), {
    exit: 3,
    out: "tiny: results are older than its file: seeds was not given, is [5]; deno task " +
      `experiments tiny makes them again\n\n${ALIKE}`,
    err: "",
  });
});

inCopy("compare finds the run at the centre of a slice in a path with #", async (folder) => {
  const slice = (path: string) => sliceFile({ center: { experiment: path, run: 1 } });
  await write(folder, {
    "experiments/real/#a.jsonc": toyFile(),
    "experiments/tiny.jsonc": slice("./real/#a.jsonc"),
  });
  await commit(folder);
  const method = { name: "gradientDescent", stepSize: 0.3 };
  await write(folder, { "experiments/real/#a.jsonc": toyFile({ method }) });
  const { experiments: [{ name, inputs }] } = await json(folder, ["HEAD", "."]);
  assertEquals([name, inputs], [
    "tiny",
    ["of the run at the centre, method.stepSize was 0.1, is 0.3"],
  ]);
});

/** A manifest that belongs to the results of `tiny` as they stand in a folder. */
async function manifest(folder: string, fields: Record<string, unknown>): Promise<void> {
  const files: Record<string, string> = {};
  for (const name of ["curves.csv", "runs.csv", "chart.txt"]) {
    const bytes = await Deno.readFile(`${folder}/results/tiny/${name}`);
    files[name] = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  }
  const text = JSON.stringify({ ...fields, files });
  await write(folder, { "results/tiny/manifest.json": text });
}

inCopy("compare believes a manifest that belongs to its tables", async (folder) => {
  await manifest(folder, {
    experiment: experimentFields(toyFile({ init: { scale: 2 } }), "tiny.jsonc"),
    codeSha256: "0123456789abcdef",
    version: "0.3.0",
    runtime: { deno: "1.2.3" },
  });
  const { experiments: [{ cause, inputs, code }] } = await json(folder, ["HEAD~1", "."]);
  assertEquals([cause, inputs], ["inputs", ["init.scale was not given, is 2"]]);
  assertEquals(code[0], "version was 0.1.0, is 0.3.0");
  assertMatch(code[1], /^code beside the results was \w{12}, is 0123456789ab$/);
});

inCopy("compare does not mind a file that a manifest does not know", async (folder) => {
  await manifest(folder, { codeSha256: "0123456789abcdef" });
  await write(folder, { "results/tiny/notes.txt": "Mine\n" });
  const { experiments: [{ code, files }] } = await json(folder, ["HEAD", "."]);
  assertEquals([code.length, files.map(({ file, kind }) => [file, kind])], [1, [[
    "notes.txt",
    "added",
  ]]]);
});

inCopy("compare does not believe a manifest of other tables, and says so", async (folder) => {
  await manifest(folder, { experiment: {}, codeSha256: "0123456789abcdef" });
  await write(folder, { "results/tiny/curves.csv": CURVES });
  const { experiments: [{ cause, sameInputs, information }] } = await json(folder, ["HEAD", "."]);
  assertEquals([cause, sameInputs, information], [
    "numbers",
    ["experiment", "dataset"],
    ["head: manifest.json belongs to another curves.csv and was ignored"],
  ]);
});

for (
  const [text, reason] of [["{", "is not valid JSON"], [
    "{}",
    "does not say which files it belongs to",
  ], ['{ "files": {} }', "does not say which files it belongs to"]]
) {
  inCopy(`compare does not use the manifest ${text}`, async (folder) => {
    await write(folder, { "results/tiny/manifest.json": text });
    const { experiments: [{ information }] } = await json(folder, ["HEAD~1", "."]);
    assertEquals(information, [`head: manifest.json ${reason} and was ignored`]);
  });
}

inCopy("compare takes folders with = in their names", async (folder) => {
  await copy(`${folder}/results/tiny`, `${folder}/a=1`);
  await copy(`${folder}/results/tiny`, `${folder}/b=2`);
  await write(folder, { "b=2/runs.csv": RUNS.replace("bbbb", "bbbc") });
  const { base, head } = await json(folder, ["b=2", "a=1"]);
  assertEquals([base.name, head.name], ["b=2", "a=1"]);
});

inCopy("compare takes a tree with a file that is called results", async (folder) => {
  await write(folder, { "tree/results": "", "tree/tiny/chart.txt": "Tiny\n" });
  const { exit, out } = await compare(folder, ["tree", "tree"]);
  assertEquals([exit, out], [0, "tiny is the same, byte for byte\n"]);
});

// What is wrong.

inCopy("compare goes on after a damaged table", async (folder) => {
  await write(folder, { "results/tiny/curves.csv": CURVES.slice(0, -4) });
  await write(folder, { "results/real/small/runs.csv": RUNS.replace("bbbb", "bbbc") });
  const { exit, out } = await compare(folder, ["HEAD~1", "."]);
  assertEquals(exit, 3);
  assertStringIncludes(out, "\n  damaged: curves.csv in the head: its last line has no end; ");
  assertStringIncludes(out, "weights of run 2 differ although no recorded number does\n");
});

inCopy("compare tells texts apart that are not UTF-8", async (folder) => {
  await Deno.writeFile(`${folder}/results/tiny/chart.txt`, Uint8Array.of(0xff));
  await git(folder, "commit", "--quiet", "--all", "--message", "Damage");
  await Deno.writeFile(`${folder}/results/tiny/chart.txt`, Uint8Array.of(0xfe));
  const { experiments: [{ status }] } = await json(folder, ["HEAD", "."]);
  assertEquals(status, "changed");
});

const GIVE = "Give two results to compare, BASE and HEAD, each a folder or a revision: given ";
const ONE = "One experiment is compared by its folder: deno task compare main ";
const wrong: [what: string, words: string[], err: string][] = [
  ["nothing", [], `${GIVE}is nothing\n`],
  ["one side", ["main"], `${GIVE}is "main"\n`],
  ["three sides", ["main", ".", "v1"], `${GIVE}is "main", ".", "v1"\n${ONE}results/v1\n`],
  ["KEY=VALUE", ["main", ".", "a=1"], `${GIVE}is "main", ".", "a=1"\n${ONE}results/a=1\n`],
  [
    "the folder of one experiment beside a tree",
    ["main", ".", "results/tiny"],
    `${GIVE}is "main", ".", "results/tiny"\n${ONE}results/tiny\n`,
  ],
  [
    "a misspelt HEAD",
    ["HEAAD~1", "."],
    'Cannot read revision "HEAAD~1" as git knows none of this name: did you mean "HEAD"?\n' +
    '"HEAAD~1" was taken for a revision as there is no such folder\n',
  ],
  [
    "a commit before the first",
    ["HEAD~7", "."],
    'Cannot read revision "HEAD~7" as git knows none of this name\n' +
    '"HEAD~7" was taken for a revision as there is no such folder\n',
  ],
  [
    "another format",
    ["main", ".", "--format", "xml"],
    'Option --format must be text or json: current value is "xml"\n',
  ],
  [
    "a misspelt revision",
    ["mian", "."],
    'Cannot read revision "mian" as git knows none of this name: did you mean "main"?\n' +
    '"mian" was taken for a revision as there is no such folder\n',
  ],
  [
    "a path that is not there",
    [".", "results/tyni"],
    'Cannot read revision "results/tyni" as git knows none of this name: known are HEAD, main, v1\n' +
    '"results/tyni" was taken for a revision as there is no such folder\n',
  ],
  [
    "a file",
    ["deno.json", "."],
    'Cannot read revision "deno.json" as git knows none of this name: known are HEAD, main, v1\n' +
    '"deno.json" was taken for a revision as it is a file, not a folder\n',
  ],
  ["an empty folder", ["empty", "."], 'Cannot compare "empty" as the folder is empty\n'],
  [
    "a folder of something else",
    [".", "src"],
    'Cannot compare "src" as it holds no results: no folder in it has a runs.csv or a chart.txt\n',
  ],
  [
    "a project without results",
    ["project", "."],
    'Cannot compare "project" as it holds no results: no folder in its "results" has a runs.csv ' +
    "or a chart.txt\n",
  ],
  [
    "trees that have nothing in common",
    ["foreign", "."],
    'Cannot compare "foreign" with "." as they have no experiment in common: "foreign" has strange\n',
  ],
  [
    "a folder that it may not read",
    ["/etc", "."],
    'Cannot read "/etc": the task is not permitted to go there (its line in deno.json says where it may)\n',
  ],
];
for (const [what, words, err] of wrong) {
  inCopy(`compare refuses ${what}`, async (folder) => {
    await Deno.mkdir(`${folder}/empty`);
    await Deno.mkdir(`${folder}/project/results`, { recursive: true });
    await write(folder, { "foreign/strange/chart.txt": "" });
    assertEquals(await compare(folder, words), { exit: 2, out: "", err });
  });
}

inCopy("compare refuses a revision without results", async (folder) => {
  await git(folder, "rm", "-r", "--quiet", "results");
  await commit(folder);
  const { exit, err } = await compare(folder, ["HEAD", "v1"]);
  assertEquals(exit, 2);
  assertMatch(
    err,
    /^Cannot compare revision "HEAD" \(\w{12}\) as it has no results: no folder in /,
  );
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

inCopy("commitOf() says that there is no git", async (folder) => {
  const module = JSON.stringify(import.meta.resolve("../../src/cli/versions/revision.ts"));
  const program = `import { commitOf } from ${module};\n` +
    'Deno.env.set("PATH", "/nowhere");\n' +
    "await commitOf('main').catch(({ name, message }) => console.log(`${name}: ${message}`));\n";
  await write(folder, { "program.ts": program });
  const { stdout } = await new Deno.Command("deno", {
    args: [
      "run",
      "--quiet",
      "--config",
      SETTINGS,
      "--allow-env=PATH",
      "--allow-run=git",
      "program.ts",
    ],
    cwd: folder,
  }).output();
  assertEquals(
    new TextDecoder().decode(stdout),
    'InputError: Cannot read revision "main" as git is not installed: compare folders instead\n',
  );
});

inCopy("compare writes nothing, not even into .git", async (folder) => {
  const before = await timesOf(folder);
  assert(".git/HEAD" in before);
  await compare(folder, ["HEAD~1", "."]);
  assertEquals(await timesOf(folder), before);
});

/** The time of the last change of all files and folders. */
async function timesOf(folder: string, inner = ""): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    found[`${inner}${name}`] = (await Deno.stat(path)).mtime?.getTime() ?? 0;
    if (isDirectory) Object.assign(found, await timesOf(path, `${inner}${name}/`));
  }
  return found;
}

// Revisions.

inCopy(
  "readRevision() gives files below paths, and none of a path that is not there",
  async (cwd) => {
    const files = await readRevision("HEAD~1", ["results/tiny", "nothing", "deno.lock"], { cwd });
    assertEquals(
      Object.fromEntries(
        [...files].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]),
      ),
      {
        "deno.lock": "{}\n",
        "results/tiny/chart.txt": "Tiny\n",
        "results/tiny/curves.csv": CURVES,
        "results/tiny/runs.csv": RUNS,
      },
    );
    assertEquals((await readRevision("v1", ["nothing"], { cwd })).size, 0);
  },
);

inCopy("unpackRevision() writes all files of a revision and returns its commit", async (cwd) => {
  await withFolder(async (folder) => {
    assertEquals(await unpackRevision("HEAD~1", `${folder}/new`, { cwd }), commits[0]);
    const files = Object.entries(await snapshot(`${folder}/new`))
      .filter(([, text]) => text !== "a folder");
    assertEquals(
      Object.fromEntries(files),
      Object.fromEntries(Object.entries(FILES).map(([path, text]) => [`/${path}`, text])),
    );
  });
});

inCopy(
  "readRevision() gives names that are long, and bytes as they were committed",
  async (cwd) => {
    const path = `results/${"long/".repeat(60)}é ü.txt`;
    await write(cwd, { [path]: "a\r\nb\n", ".gitattributes": "" });
    await commit(cwd);
    await git(cwd, "config", "core.autocrlf", "true");
    const files = await readRevision("HEAD", ["results/long"], { cwd });
    assertEquals(new TextDecoder().decode(files.get(path)), "a\r\nb\n");
    const { "deno.lock": lock } = Object.fromEntries(
      await readRevision("HEAD", ["deno.lock"], { cwd }),
    );
    assertEquals(new TextDecoder().decode(lock), "{}\n");
  },
);

inCopy("unpackRevision() writes a link as a file with its target", async (cwd) => {
  // As Deno makes links with all permissions only.
  await write(cwd, { target: "deno.lock" });
  const hash = await git(cwd, "hash-object", "-w", "target");
  await git(cwd, "update-index", "--add", "--cacheinfo", `120000,${hash},link`);
  await git(cwd, "commit", "--quiet", "--message", "Link");
  await unpackRevision("HEAD", `${cwd}/new`, { cwd });
  assertEquals(await Deno.readTextFile(`${cwd}/new/link`), "deno.lock");
});

inCopy("unpackRevision() says what it cannot write", async (cwd) => {
  await write(cwd, { taken: "" });
  await assertRejects(
    () => unpackRevision("HEAD", `${cwd}/taken`, { cwd }),
    InputError,
    "Cannot write",
  );
});

for (const word of ["--all", "-h", ""]) {
  inCopy(`commitOf() never passes "${word}" to git`, async (cwd) => {
    await assertRejects(() => commitOf(word, { cwd }), InputError, "as no revision has this name");
  });
}

inCopy("commitOf() gives the full hash of a branch, a tag and the start of a hash", async (cwd) => {
  for (const word of ["main", "v1", commits[1].slice(0, 8)]) {
    assertEquals(await commitOf(word, { cwd }), commits[1]);
  }
});
