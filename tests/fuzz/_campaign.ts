/** Gives the program one case after another, and says which went wrong. */
import { fileURLToPath } from "node:url";
import { copy } from "../_files.ts";
import { CASE, type Case, type Files, type Good, MAKERS, type Suite } from "./_suite.ts";
import { rngOf } from "./_suites.ts";
import { EXIT } from "../../src/cli/terminal/command.ts";
import { type Call, type Ending, faultOf, PATIENCE } from "./_judge.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DATA = `${ROOT}experiments/data`;
/** Where a case may write: its folder, and where results and times go without a folder. */
const PLACES = [CASE, "results", "timings", "datasets"];
/** Shipped results that cases read. */
const RESULTS = ["toy_slice", "gradient_check"];

/** How a case went. */
export interface Verdict {
  /** Which case it was, such as `files 12`. */
  readonly name: string;
  readonly words: readonly string[];
  readonly exit: number | null;
  /** What the program should not have done; null when there is nothing. */
  readonly fault: string | null;
}

/** Which cases of a suite. */
export interface Campaign {
  readonly suite: Suite;
  readonly seed: number;
  readonly from?: number;
  readonly runs: number;
}

/** Runs cases in a project of their own, in a folder that is there and empty. */
export async function* verdicts(
  { suite, seed, from = 0, runs }: Campaign,
  folder: string,
): AsyncGenerator<Verdict> {
  const project = `${folder}/project`;
  await Deno.mkdir(`${project}/results`, { recursive: true });
  await copy(`${ROOT}experiments`, `${project}/experiments`);
  await Deno.copyFile(`${ROOT}deno.json`, `${project}/deno.json`);
  for (const name of RESULTS) await copy(`${ROOT}results/${name}`, `${project}/results/${name}`);
  const good = await goodFiles(project);
  let driver = startDriver(project);
  try {
    for (let index = from; index < from + runs; index++) {
      const one = suite.make(rngOf(seed, suite, index), good);
      await write(project, one.files);
      const before = await listed(project);
      const ending = await driver.call(one.call);
      if (ending === null) driver = startDriver(project);
      const fault = ending === null
        ? `it hangs, or has ended: nothing within ${PATIENCE / 1000} s`
        : faultOf(one.call, ending) ?? strayFiles(one, before, await listed(project), ending);
      await clear(project, before, one.files);
      const { words } = one.call;
      yield { name: `${suite.name} ${index}`, words, exit: ending?.exit ?? null, fault };
    }
  } finally {
    driver.end();
  }
}

/** Files that were written although nothing was to be, or that are not where they may be. */
function strayFiles(
  { files, call: { words } }: Case,
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  { exit }: Ending,
): string | null {
  // Where a word says so; "." is anywhere.
  const asked = words.map((word) => word.replace(/^-.*?=/, "")).filter((word) => word !== "")
    .map((word) => word.replace(/^(\.\/+)+|^\.$/, ""));
  const isNew = (path: string) => !before.has(path) && !(path in files);
  const stray = [...after].filter(isNew).filter((path) =>
    exit === EXIT.usage || ![...PLACES, ...asked].some((place) => path.startsWith(place))
  );
  return stray.length === 0 ? null : `exit code ${exit}, and it wrote ${stray.join(", ")}`;
}

/** Files that the program makes itself, and those that it ships. */
async function goodFiles(project: string): Promise<Good> {
  const driver = startDriver(project);
  async function made(calls: readonly (readonly string[])[]): Promise<Files> {
    await write(project, { [MAKERS.mine.path]: new TextEncoder().encode(MAKERS.mine.text) });
    for (const words of calls) {
      const ending = await driver.call({ words, columns: 80, stopAfter: PATIENCE });
      if (ending?.exit !== 0) throw new Error(`${words.join(" ")}: ${ending?.err}`);
    }
    const paths = [...await listed(project)].filter((path) => path.startsWith(`${CASE}/`));
    const found: Record<string, Uint8Array> = {};
    for (const path of paths) found[path] = await Deno.readFile(`${project}/${path}`);
    await Deno.remove(`${project}/${CASE}`, { recursive: true });
    return found;
  }
  try {
    const shipped = [...await listed(`${project}/experiments`)].filter((path) =>
      path.endsWith(".jsonc")
    ).sort();
    const data: Record<string, Uint8Array> = {};
    for (const name of await listed(DATA)) data[name] = await Deno.readFile(`${DATA}/${name}`);
    return {
      data,
      shards: await made(MAKERS.shards),
      result: await made(MAKERS.result),
      experiments: await Promise.all(
        shipped.map((path) => Deno.readTextFile(`${project}/experiments/${path}`)),
      ),
    };
  } finally {
    driver.end();
  }
}

async function write(project: string, files: Files): Promise<void> {
  for (const [path, bytes] of Object.entries(files)) {
    await Deno.mkdir(`${project}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeFile(`${project}/${path}`, bytes);
  }
}

/** Makes a project what it was before a case. */
async function clear(project: string, before: ReadonlySet<string>, files: Files): Promise<void> {
  for (const path of await listed(project)) {
    if (!before.has(path) || path in files) await Deno.remove(`${project}/${path}`);
  }
  await Deno.remove(`${project}/${CASE}`, { recursive: true }).catch(() => {});
}

/** All files below a folder. */
async function listed(folder: string, path = ""): Promise<Set<string>> {
  const found = new Set<string>();
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${path}`)) {
    if (!isDirectory) found.add(path + name);
    else for (const inner of await listed(folder, `${path}${name}/`)) found.add(inner);
  }
  return found;
}

/** What Deno is started with, for the program to do what its tasks permit; `extra` may be read, too. */
export function denoArguments(program: string, extra = ROOT): string[] {
  return [
    ...["run", "--quiet", "--cached-only", "--no-prompt", "--config", `${ROOT}tests/deno.json`],
    ...[`--allow-read=.,/tmp,${extra}`, "--allow-write=.", "--allow-run=git"],
    ...["--allow-sys=cpus,osRelease,systemMemoryInfo", "--allow-env=INIT_CWD", program],
  ];
}

/** A process in which the program is called. */
function startDriver(cwd: string) {
  const child = new Deno.Command("deno", {
    args: denoArguments(`${ROOT}tests/fuzz/_driver.ts`),
    cwd,
    env: { NO_COLOR: "1", INIT_CWD: cwd },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  async function line(): Promise<string | null> {
    for (let text = "";;) {
      const { value, done } = await reader.read();
      if (done) return null;
      text += value;
      if (text.endsWith("\n")) return text;
    }
  }
  const end = () => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
  };
  return {
    /** How a call ended; null when it did not in time, and there is no driver any more. */
    async call(call: Call): Promise<Ending | null> {
      await writer.write(new TextEncoder().encode(`${JSON.stringify(call)}\n`));
      const timer = setTimeout(end, PATIENCE);
      const text = await line();
      clearTimeout(timer);
      return text === null ? null : JSON.parse(text);
    },
    end,
  };
}
