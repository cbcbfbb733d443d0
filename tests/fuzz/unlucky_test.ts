/** What machines do to a program: disks, folders, streams, signals, places. Each in a process. */
import { assert, assertEquals } from "@std/assert";
import { toyFile, withFolder } from "../_files.ts";
import { denoArguments, ROOT } from "./_campaign.ts";
import { faultOf } from "./_judge.ts";

/** Starts a shell that may do everything; the tests themselves may not. `$DENO` is Deno itself. */
const SHELL = `
const child = new Deno.Command("sh", {
  args: ["-c", Deno.env.get("SCRIPT")],
  env: { DENO: Deno.execPath(), DENO_DIR: Deno.env.get("DENO_DIR") ?? Deno.env.get("DIR") },
  stdin: "null",
}).spawn();
Deno.exit((await child.status).code);
`;

/** Calls the program, up to a minute: `timeout` then ends with 124. */
const PRELUDE = `
unset INIT_CWD
program() { timeout -k 1 60 "$DENO" ${denoArguments(`${ROOT}src/cli/main.ts`).join(" ")} "$@"; }
# Starts it, and waits until it says something.
start() {
  "$DENO" ${denoArguments(`${ROOT}src/cli/main.ts`).join(" ")} "$@" 2>err & pid=$!
  for i in $(seq 600); do [ -s err ] && break; sleep 0.1; done
  sleep 0.3
}
`;

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** What Deno keeps packages in; without HOME it could not find it. */
async function denoDir(): Promise<string> {
  const { stdout } = await new Deno.Command("deno", { args: ["info", "--json"] }).output();
  return JSON.parse(text(stdout)).denoDir;
}
const DIR = await denoDir();

/** How a script ends in a folder with files. */
async function ending(folder: string, script: string) {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["eval", "--no-config", SHELL],
    cwd: folder,
    env: { SCRIPT: `${PRELUDE}\n${script}`, DIR, NO_COLOR: "1" },
  }).output();
  return { exit: code, out: text(stdout), err: text(stderr) };
}

const FILES: Readonly<Record<string, string>> = {
  "mine.jsonc": toyFile({ seeds: [1, 2, 3] }),
  "long.jsonc": toyFile({ stop: { iterations: 1_000_000_000 } }),
  "much.jsonc": toyFile({ dataset: { name: "synthetic", train: 50_000, test: 0 } }),
  "images.jsonc": toyFile({
    dataset: { name: "cifar10", directory: "data", train: 5, test: 1 },
    method: { name: "gradientDescent", stepSize: 1e-6 },
  }),
};

/** What a script ends with, and what it says. */
type Wanted = readonly [exit: number, out: RegExp, err: RegExp];

const NAMESPACES = (await ending(".", "unshare -rm true 2>/dev/null")).exit === 0;
/** In a name space of its own, which may mount. */
const mounted = (mount: string, script: string) =>
  `mkdir -p small; unshare -rm sh -c '${PRELUDE}\n${mount} && { ${script} }'`;
const WROTE = /wrote curves\.csv/;
const NOTHING = /^$/;
const INTERRUPTED = /interrupted: wrote curves\.csv/;

const CASES: Readonly<Record<string, readonly [script: string, ...Wanted]>> = {
  "both streams closed": [
    "program run mine.jsonc --out out >&- 2>&-; code=$?; [ -s out/curves.csv ] && exit $code",
    ...[0, NOTHING, NOTHING] as const,
  ],
  "a reader that has gone": [
    "program run mine.jsonc --out out | true; [ -s out/curves.csv ]",
    ...[0, NOTHING, /mine/] as const,
  ],
  "no room for the output": [
    "program run mine.jsonc --out out >/dev/full",
    ...[1, NOTHING, /\nCannot write to standard output: No space left.*\n$/] as const,
  ],
  "no room for output and errors": [
    "program run mine.jsonc --out out >/dev/full 2>&1",
    ...[1, NOTHING, NOTHING] as const,
  ],
  "SIGTERM": [
    "start run long.jsonc --out out; kill -TERM $pid; wait $pid",
    ...[130, INTERRUPTED, NOTHING] as const,
  ],
  "SIGINT twice": [
    "start run long.jsonc --out out; kill -INT $pid; kill -INT $pid; wait $pid",
    ...[130, INTERRUPTED, NOTHING] as const,
  ],
  "SIGINT while images are made": [
    "start run much.jsonc --out out; kill -INT $pid; wait $pid; code=$?; cat err >&2; exit $code",
    ...[
      130,
      NOTHING,
      /preparing the data …\n.*interrupted in the first run, nothing was written\n$/,
    ] as const,
  ],
  "a limit on the size of files": [
    "trap '' XFSZ; (ulimit -f 1; program run mine.jsonc seeds=$(seq -s, 40) --out out)",
    ...[2, NOTHING, /\nmine\.jsonc: Cannot write "out\/.*\n$/] as const,
  ],
  "the folder of the results removed while running": [
    "start run long.jsonc --out out; rm -rf out; kill -TERM $pid; wait $pid",
    ...[130, INTERRUPTED, NOTHING] as const,
  ],
  "the current folder removed while running": [
    "mkdir gone; cp long.jsonc gone; cd gone; start run long.jsonc --out out; rm -rf ../gone; " +
    "kill -TERM $pid; wait $pid; code=$?; exit $code",
    ...[2, /./, NOTHING] as const,
  ],
  "links that lead in a circle": [
    "ln -s b.jsonc a.jsonc; ln -s a.jsonc b.jsonc; ln -s . results; program check a.jsonc",
    ...[2, NOTHING, /^Cannot read "a\.jsonc": .*\n$/] as const,
  ],
  "results in a link that leads to itself": [
    "ln -s out out; program run mine.jsonc --out out",
    ...[2, NOTHING, /^Cannot write to "out" as .*\n$/] as const,
  ],
  "a link that leads to where it must not write": [
    "away=$(mktemp -d -p /var/tmp); ln -s $away link; program run mine.jsonc --out link/out; " +
    "code=$?; ls $away; rm -r $away; exit $code",
    ...[
      2,
      NOTHING,
      /^Cannot write to "link\/out" as the task is not permitted to go there.*\n$/,
    ] as const,
  ],
  "a tree that links to itself": [
    "mkdir tree; ln -s . tree/tree; program compare tree tree",
    ...[2, NOTHING, /^Cannot compare "tree" as it holds no results.*\n$/] as const,
  ],
  "a pipe in place of an experiment": [
    "mkfifo a.jsonc; program check a.jsonc",
    ...[2, NOTHING, /^Cannot read "a\.jsonc": it is no file, but a pipe.*\n$/] as const,
  ],
  "a pipe in place of a chart": [
    "mkdir out; mkfifo out/chart.txt out/runs.csv; program report out; program compare out out",
    ...[2, NOTHING, /^(Cannot .*\n){2}$/] as const,
  ],
  "a pipe in place of times": [
    "mkfifo a.csv a.json; program report a.csv; program report a.json; program history",
    ...[2, NOTHING, /^(Cannot .*\n){3}$/] as const,
  ],
  "a pipe in place of images": [
    "mkdir data; mkfifo data/test_batch.bin; for i in 1 2 3 4 5; do mkfifo data/data_batch_$i.bin; " +
    "done; program run images.jsonc --out out",
    ...[2, NOTHING, /Cannot read "data\/.*\n$/] as const,
  ],
  "a pipe in place of an archive": [
    "mkfifo a.tar.gz; program data cifar10 --from a.tar.gz --to to",
    ...[2, NOTHING, /Cannot .*a\.tar\.gz.*\n$/] as const,
  ],
  "no HOME": [
    "unset HOME; program run mine.jsonc --out out",
    ...[0, WROTE, /mine/] as const,
  ],
  "a current folder without experiments": [
    "program run",
    ...[2, NOTHING, /^Cannot .*start in the project's folder.*\n$/] as const,
  ],
  "spaces and letters from everywhere": [
    'mkdir "мой 実験"; cp mine.jsonc "мой 実験/é ü.jsonc"; cd "мой 実験"; ' +
    'program run "é ü.jsonc" --shard 1/1 --out "ш 1" && program merge "ш 1" --out "a b" && ' +
    'program report "a b" && program compare "a b" "a b"',
    ...[0, /é ü|a b: wrote curves\.csv[^]*is the same, byte for byte\n$/, /é ü/] as const,
  ],
  ...NAMESPACES && {
    "a full disk": [
      mounted(
        "mount -t tmpfs -o size=16k none small",
        "program run mine.jsonc record.every=1 --out small/out;",
      ),
      ...[1, /./, /Cannot write "small\/.*No space left.*\n/] as const,
    ],
    "a folder that is only for reading": [
      mounted(
        "mount --bind small small && mount -o remount,bind,ro small",
        "program run mine.jsonc --out small/out;",
      ),
      ...[2, NOTHING, /^Cannot write to "small\/out" as .*\n$/] as const,
    ],
  },
};

for (const [what, [script, exit, out, err]] of Object.entries(CASES)) {
  Deno.test(`the program bears ${what}`, async () => {
    await withFolder(async (folder) => {
      for (const [name, text] of Object.entries(FILES)) {
        await Deno.writeTextFile(`${folder}/${name}`, text);
      }
      const ended = await ending(folder, script);
      assertEquals(ended.exit, exit, `${ended.out}\n${ended.err}`);
      for (const [pattern, text] of [[out, ended.out], [err, ended.err]] as const) {
        assert(pattern.test(text), `${pattern} does not fit ${text}`);
      }
      // Where nothing can be printed, nothing is.
      const said = { ...ended, err: ended.err || "nothing" };
      assertEquals(faultOf({ words: [] }, { ...said, thrown: null, rss: 0, cpu: 0 }), null);
    });
  });
}
