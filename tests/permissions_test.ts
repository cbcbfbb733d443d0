/** What tasks may do is the least that works: each permission has a reason, and is needed. */
import { assert, assertEquals } from "@std/assert";
import settings from "../deno.json" with { type: "json" };
import testing from "./deno.json" with { type: "json" };
import { toyFile, withFolder } from "./_files.ts";

const TASKS: Readonly<Record<string, { readonly command: string }>> = settings.tasks;

/** Why a task has a permission. */
const REASONS = {
  "read=.": "the experiments, results and code of the project",
  "read=..": "the project, and data or results in the folder that it lies in",
  "read=/tmp": "files and results of one's own that are kept there",
  "write=.": "results, data, times and files of one's own in the project",
  "write=/tmp": "results that are not to stay",
  "run=git": "the commit of a result, and results of a revision",
  "run=deno": "benches, the program and the bundler of pages, in processes of their own",
  "sys=cpus": "the processor, which times depend on",
  "sys=osRelease": "the system's version, for the manifest",
  "sys=systemMemoryInfo": "whether a dataset fits in the memory",
  "env=INIT_CWD": "the folder that the task was called from, where paths are looked up",
  "env=CI": "the compiler of the kernels looks whether it is there",
  "net": "a mirror of a dataset may be anywhere",
  "net=127.0.0.1": "servers that tests start",
  "write=src/kernels/simd.wasm": "what is compiled",
  "write=experiments/schema.json": "what is generated",
  "write=src/pages/script.js": "what is bundled",
  "write=README.md": "what is generated",
  "write=results/README.md": "what is generated",
  "write=docs/formats.md": "what is generated",
  "write=docs/mathematics.md": "what is generated",
  "write=docs/notes.md": "what is generated",
};
type Permission = keyof typeof REASONS;

const OWN: readonly Permission[] = ["read=..", "read=/tmp", "env=INIT_CWD"];
const WRITES: readonly Permission[] = ["write=.", "write=/tmp"];
const COMPUTES: readonly Permission[] = ["sys=cpus", "sys=osRelease", "sys=systemMemoryInfo"];

const PERMISSIONS: Readonly<Record<string, readonly Permission[]>> = {
  experiments: [...OWN, ...WRITES, "run=git", ...COMPUTES],
  merge: [...OWN, ...WRITES, "run=git", ...COMPUTES],
  new: ["read=.", "read=/tmp", ...WRITES, "env=INIT_CWD"],
  list: ["read=."],
  check: OWN,
  conformance: ["read=.", "env=INIT_CWD"],
  verify: [...OWN, "sys=systemMemoryInfo"],
  compare: [...OWN, "run=git"],
  data: [...OWN, ...WRITES, "net"],
  report: [...OWN, ...WRITES],
  history: ["read=."],
  bench: [
    ...["read=.", "read=/tmp", "env=INIT_CWD"] as const,
    ...[...WRITES, "run=deno", "run=git", "sys=cpus"] as const,
  ],
  fuzz: ["read=.", "read=/tmp", "write=/tmp", "run=deno"],
  "ci:benchmark": [...OWN, ...WRITES, "run=deno", "run=git", "sys=cpus", "sys=systemMemoryInfo"],
  kernels: ["read=.", "write=src/kernels/simd.wasm", "env=CI"],
  generate: [
    ...["read=.", "run=deno", "write=experiments/schema.json", "write=README.md"] as const,
    "write=src/pages/script.js",
    ...["write=results/README.md", "write=docs/formats.md"] as const,
    ...["write=docs/mathematics.md", "write=docs/notes.md"] as const,
  ],
};

/** What a command line permits, one value each. */
function permissionsOf(command: string): string[] {
  return [...command.matchAll(/ --allow-(\w+)(?:=(\S+))?/g)].flatMap(([, name, values]) =>
    values === undefined ? [name] : values.split(",").map((value) => `${name}=${value}`)
  );
}

for (const [task, { command }] of Object.entries(TASKS)) {
  if (!/^deno run /.test(command)) continue;
  Deno.test(`deno task ${task} may do what there is a reason for, and no more`, () => {
    assert(!/ -A| --allow-all| -P| --permission-set/.test(command));
    // What is not permitted is an error that says so, not a question of Deno's.
    assert(/ --no-prompt /.test(command));
    assertEquals(permissionsOf(command).sort(), [...PERMISSIONS[task] ?? []].sort());
  });
}

Deno.test("tasks permit nothing twice: no folder inside of another one", () => {
  for (const { command } of [...Object.values(TASKS), ...Object.values(testing.tasks)]) {
    const all = permissionsOf(command);
    assertEquals(all.length, new Set(all).size);
    for (const name of ["read", "write"]) {
      assert(!(all.includes(`${name}=.`) && all.includes(`${name}=..`)), command);
    }
  }
});

/** A command line that a permission is needed for; FOLDER is one in /tmp, from where it is called. */
const NEEDED: readonly (readonly [task: string, permission: Permission, line: string])[] = [
  ["check", "read=..", "experiments/batch_size.jsonc"],
  ["check", "read=/tmp", "FOLDER/mine.jsonc"],
  ["check", "env=INIT_CWD", "mine.jsonc"],
  ["report", "read=..", "results/batch_size"],
  ["list", "read=.", "experiments"],
  ["new", "read=.", "FOLDER/new"],
  ["new", "read=/tmp", "FOLDER/new"],
  ["new", "write=/tmp", "FOLDER/new"],
  ["conformance", "read=.", "gradientDescent"],
  ["experiments", "write=/tmp", "FOLDER/mine.jsonc --out FOLDER/out"],
  ["experiments", "run=git", "FOLDER/mine.jsonc --out FOLDER/out"],
  ["experiments", "sys=cpus", "FOLDER/mine.jsonc --out FOLDER/out"],
  ["experiments", "sys=osRelease", "FOLDER/mine.jsonc --out FOLDER/out"],
  ["compare", "run=git", "HEAD ."],
  ["generate", "read=.", "--check"],
];

/** How a task ends, and what it says and writes; times apart. */
async function ended(words: readonly string[], line: string) {
  let result: unknown;
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/mine.jsonc`, toyFile());
    const args = [...words, ...line.replaceAll("FOLDER", folder).split(" ").filter(Boolean)];
    const env = { NO_COLOR: "1", INIT_CWD: folder };
    const { code, stdout } = await new Deno.Command("deno", { args, env }).output();
    const manifest = await Deno.readTextFile(`${folder}/out/manifest.json`).catch(() => "{}");
    const { git = "", machine = "" } = JSON.parse(manifest);
    const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
    result = { code, git, machine, names, written: stdout.length > 0 };
  });
  return JSON.stringify(result);
}

for (const [task, permission, line] of NEEDED) {
  Deno.test(`deno task ${task} needs ${permission} for ${line}`, async () => {
    const { command } = TASKS[task];
    const [name, value] = permission.split("=");
    const words = command.split(" ").slice(1);
    const fewer = words.flatMap((word) => {
      if (!word.startsWith(`--allow-${name}=`)) return [word];
      const rest = word.split("=")[1].split(",").filter((one) => one !== value);
      return rest.length === 0 ? [] : [`--allow-${name}=${rest}`];
    });
    assert(fewer.join(" ") !== words.join(" "));
    assert(await ended(words, line) !== await ended(fewer, line));
  });
}
