import { stripVTControlCharacters } from "node:util";
import { MachineError, reasonOf } from "../../errors.ts";
import { type BenchReport, readReport } from "../../timing/samples/deno_bench.ts";
import { globSource } from "../../timing/samples/thresholds.ts";
import { CEILING } from "../../timing/samples/work.ts";

/** The configuration of benches: they have dependencies of their own. */
const CONFIG = "--config=bench/deno.json";

/** What scripts and benches may do; benches of libraries import WebAssembly as bytes. */
const FILES = ["--allow-read=.,/tmp", "--allow-write=/tmp"];
const PERMISSIONS = ["--unstable-raw-imports", ...FILES, "--allow-env=CI"];

/**
 * Runs a file of benches, such as `kernels`, of a checkout in a fresh process; null when it was ended
 * early. Benches that throw are in the report.
 *
 * @param only Patterns of the wanted benches; the ceiling is always measured
 */
export async function runBenches(
  folder: string,
  file: string,
  only: readonly string[],
  signal: AbortSignal,
): Promise<BenchReport | null> {
  const path = `bench/${file}.bench.ts`;
  // Types are checked by the gate; checking them here would only take time.
  const words = ["bench", "--json", "--no-check", ...PERMISSIONS, ...filterFor(file, only), path];
  const bench = await deno(words, folder, signal);
  if (signal.aborted) return null;
  // A bench that throws makes Deno fail as well, with a report. A file that cannot be loaded gives
  // an empty one or none, without the reason, which running it shows.
  if (bench.success || /"(ok|failed)"/.test(bench.stdout)) return readReport(bench.stdout, path);
  const run = await deno(["run", "--no-check", ...PERMISSIONS, path], folder, signal);
  if (signal.aborted) return null;
  throw new MachineError(`${path} failed: ${reason(run.success ? bench.stderr : run.stderr)}`);
}

export async function runScript(path: string, signal: AbortSignal): Promise<string> {
  const { success, stdout, stderr } = await deno(["run", ...FILES, path], ".", signal);
  if (!success && !signal.aborted) throw new MachineError(`${path} failed: ${reason(stderr)}`);
  return stdout;
}

async function deno([task, ...words]: readonly string[], cwd: string, signal: AbortSignal) {
  const args = [task, "--quiet", CONFIG, ...words];
  const command = new Deno.Command("deno", { args, cwd, signal });
  const { success, code, stdout, stderr } = await command.output().catch((error: unknown) => {
    throw new MachineError(`Cannot start "deno", which must be in PATH: ${reasonOf(error)}`);
  });
  const text = (bytes: Uint8Array) => stripVTControlCharacters(new TextDecoder().decode(bytes));
  return { success, stdout: text(stdout), stderr: text(stderr) || `it ended with code ${code}` };
}

function reason(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const first = lines.find((line) => /error/i.test(line)) ?? lines[0] ?? "it said nothing";
  return first.replace(/^(error: )?(Uncaught )?(\(in promise\) )?/, "").trim();
}

/**
 * What picks the benches of a file, and the ceiling; nothing where a pattern may fit any of them.
 * It may let through more than is wanted.
 */
function filterFor(file: string, only: readonly string[]): string[] {
  if (only.some((glob) => glob.startsWith("*"))) return [];
  const names = only.filter((glob) => glob.startsWith(`${file}/`))
    .map((glob) => globSource(glob.slice(file.length + 1)));
  return [`--filter=/^(${CEILING}\\/.*|(${names.join("|")})( \\[.*)?)$/`];
}
