/**
 * `deno task bench`: runs the benches and prints their times as rates.
 *
 * @module
 */
import { type TextColumn, textTable } from "../src/charts/table.ts";
import { suggest } from "../src/errors.ts";
import { readable } from "../src/numbers.ts";
import { CEILING, readName, type Work } from "./_measure.ts";

/** What `deno bench --json` says; times in nanoseconds. */
interface Report {
  readonly runtime: string;
  readonly cpu: string;
  readonly benches: readonly {
    readonly group: string;
    readonly name: string;
    readonly baseline: boolean;
    readonly results: readonly [
      { readonly ok?: { readonly min: number; readonly p75: number } },
    ];
  }[];
}

const FILES = ["step", "ladder", "peers", "rng", "slices"];
const MEMORY = "memory";

const HELP = `Measure kernels and steps, as rates and as shares of what the processor can do.

Usage: deno task bench [NAME…]

NAME is one of these, all when left out:
  step    Kernels, steps, evaluation and loading, on one and all threads
  ladder  The scores kernel from the plain loop to the one in use
  peers   The same step in plain loops, mathjs, ml-matrix and TensorFlow.js
  rng     Random numbers, and the synthetic images that are made of them
  slices  Slices next to full losses, numerical gradients next to analytic ones
  memory  The most memory that full CIFAR-10 takes

bench/README.md says how to read the tables.`;

/** Runs a file of benches in a process of its own. */
async function runBench(name: string): Promise<Report> {
  const permissions = ["--allow-read=.,/tmp", "--allow-write=/tmp", "--allow-env=CI"];
  const file = `bench/${name}.bench.ts`;
  const text = await deno(["bench", "--json", "--unstable-raw-imports", ...permissions, file]);
  return JSON.parse(text);
}

/** What Deno prints; ends this program when it fails. */
async function deno([command, ...words]: readonly string[]): Promise<string> {
  const args = [command, "--quiet", "--config=bench/deno.json", ...words];
  const { success, stdout } = await new Deno.Command("deno", { args, stderr: "inherit" }).output();
  const text = new TextDecoder().decode(stdout);
  if (success) return text;
  console.error(text);
  Deno.exit(1);
}

/** One table for each group. */
function tables({ runtime, cpu, benches }: Report): string {
  const rows = benches.map(({ results: [{ ok }], name, ...bench }) => {
    if (ok === undefined) throw new Error(`${name} failed`);
    return { ...bench, ...readName(name), seconds: ok.p75 / 1e9, fastest: ok.min / 1e9 };
  });
  const ceiling = rows.find(({ group }) => group === CEILING);
  const ceilingRate = ceiling === undefined ? NaN : rateOf(ceiling.work.flop, ceiling.fastest);
  const groups = Map.groupBy(rows, ({ group }) => group);
  const texts = [...groups].map(([group, members]) => {
    const baseline = members.find((row) => row.baseline)?.seconds ?? NaN;
    const column = (heading: string, cell: (row: typeof rows[number]) => string): TextColumn => ({
      heading,
      cells: members.map(cell),
    });
    const columns = [
      column("", ({ name }) => name),
      column("time", ({ seconds }) => duration(seconds)),
      column("examples/s", ({ work, seconds }) => cell(rateOf(work.examples, seconds))),
      column("derivatives/s", ({ work, seconds }) => cell(rateOf(work.derivatives, seconds))),
      column("GFLOP/s", ({ work, seconds }) => cell(rateOf(work.flop, seconds) / 1e9)),
      column("of the ceiling", ({ work, seconds }) => percent(shareOf(ceilingRate, work, seconds))),
      column("relative time", ({ seconds }) => cell(seconds / baseline)),
    ];
    const told = columns.filter(({ cells }) => cells.some((text) => text !== NOTHING));
    return `${group}\n\n${textTable(told)}`;
  });
  return `${cpu}, ${runtime}\n\n${texts.join("\n")}`;
}

function rateOf(amount: number | undefined, seconds: number): number {
  return amount === undefined ? NaN : amount / seconds;
}

/** The share of what all its threads could do. */
function shareOf(ceiling: number, { flop, threads = 1 }: Work, seconds: number): number {
  return rateOf(flop, seconds) / (ceiling * threads);
}

/** A cell that says nothing; a column of them is left out. */
const NOTHING = "–";
const cell = (value: number) => Number.isNaN(value) ? NOTHING : readable(value);
const percent = (share: number) => Number.isNaN(share) ? NOTHING : `${Math.round(share * 100)} %`;

/** `1.23 ms` */
function duration(seconds: number): string {
  const [unit, size] = seconds < 1e-6
    ? ["ns", 1e-9]
    : seconds < 1e-3
    ? ["µs", 1e-6]
    : seconds < 1
    ? ["ms", 1e-3]
    : ["s", 1] as const;
  return `${readable(seconds / size)} ${unit}`;
}

if (import.meta.main) {
  const known = [...FILES, MEMORY];
  const wanted = Deno.args.length > 0 ? Deno.args : known;
  if (wanted.some((name) => ["--help", "-h", "help"].includes(name))) {
    console.log(HELP);
    Deno.exit(0);
  }
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    console.error(`Unknown bench "${unknown}"${suggest(unknown, known)}`);
    Deno.exit(2);
  }
  for (const name of wanted) {
    console.error(`${name}: measuring …`);
    if (name === MEMORY) {
      console.log(
        `memory\n\n${await deno([
          "run",
          "--allow-read=.,/tmp",
          "--allow-write=/tmp",
          "bench/memory.ts",
        ])}`,
      );
    } else {
      console.log(tables(await runBench(name)));
    }
  }
}
