/**
 * How far the verdicts of `deno task bench --against` can be trusted: the code against itself, and
 * against a copy whose kernel for the scores was slowed down on purpose. Takes a minute or more for
 * each trial; see bench/README.md for what it found.
 *
 * ```sh
 * deno run --allow-read=.,/tmp --allow-write=/tmp --allow-run=git,deno bench/trials.ts 20 10 5
 * ```
 *
 * The numbers are the trials with the same code, with 10 % and with 30 % more work. Words after
 * them go to `deno task bench`, such as `kernels --rounds 4`.
 *
 * @module
 */

/** The kernel that is slowed down, as `src/kernels/simd.ts` has it. */
const CALL = "wasm.scores(at(scores), at(weights), at(block), rows, columns, classes)";
const FILE = "src/kernels/simd.ts";
/** The bench of that kernel alone. */
const BENCH = "kernels/64 rows/scores";

interface Trial {
  readonly name: string;
  readonly times: number;
  /** Share of the rows whose scores are computed twice. */
  readonly again: number;
  /** Whether the verdicts are as they should be. */
  isRight(verdicts: ReadonlyMap<string, string>, exit: number): boolean;
}

const first = Deno.args.findIndex((word) => !/^\d+$/.test(word));
const counts = first < 0 ? Deno.args : Deno.args.slice(0, first);
const words = first < 0 ? [] : Deno.args.slice(first);
const [same = 20, slower = 10, muchSlower = 5] = counts.map(Number);

const isSlower = (verdicts: ReadonlyMap<string, string>, exit: number) =>
  verdicts.get(BENCH) === "regressed" && exit === 3;
const trials: readonly Trial[] = [
  {
    name: "the same code",
    times: same,
    again: 0,
    isRight: (verdicts, exit) =>
      exit === 0 && ![...verdicts.values()].some((one) => ["regressed", "improved"].includes(one)),
  },
  { name: "scores 10 % slower", times: slower, again: 0.1, isRight: isSlower },
  { name: "scores 30 % slower", times: muchSlower, again: 0.3, isRight: isSlower },
];

const folder = await Deno.makeTempDir({ dir: "/tmp", prefix: "descent-bench-trials-" });
try {
  await call("git", ["clone", "--quiet", ".", folder], ".");
  const original = await Deno.readTextFile(`${folder}/${FILE}`);
  if (!original.includes(CALL)) throw new Error(`Cannot find the call in ${FILE}`);
  for (const trial of trials) {
    await Deno.writeTextFile(`${folder}/${FILE}`, slowed(original, trial.again));
    let right = 0;
    for (let i = 1; i <= trial.times; i++) {
      await Deno.remove(`${folder}/timings`, { recursive: true }).catch(() => {}); // of the trial before
      const exit = await call("deno", ["task", "bench", "--against", "HEAD", ...words], folder);
      const text = await Deno.readTextFile(`${folder}/timings/comparison/comparison.json`);
      const { benches } = JSON.parse(text) as {
        benches: { bench: string; verdict: string; ratio: number | null }[];
      };
      const verdicts = new Map(benches.map(({ bench, verdict }) => [bench, verdict]));
      const isRight = trial.isRight(verdicts, exit);
      if (isRight) right += 1;
      const counts = Object.entries(Object.groupBy(benches, ({ verdict }) => verdict))
        .map(([verdict, group]) => `${group?.length} ${verdict}`);
      const ratio = benches.find(({ bench }) => bench === BENCH)?.ratio?.toFixed(3);
      console.log(
        `${trial.name}, ${i} of ${trial.times}: ${isRight ? "right" : "WRONG"}, exit ${exit}, ` +
          `${counts.join(", ")}; scores × ${ratio}`,
      );
    }
    console.log(`${trial.name}: ${right} of ${trial.times} right\n`);
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}

/** The source with some rows of the scores computed twice. */
function slowed(source: string, again: number): string {
  if (again === 0) return source;
  const more = CALL.replace("rows,", `Math.round(rows * ${again}),`);
  return source.replace(CALL, `(${CALL}, ${more})`);
}

async function call(command: string, args: readonly string[], cwd: string): Promise<number> {
  const { code } = await new Deno.Command(command, {
    args: [...args],
    cwd,
    stdout: "null",
    stderr: "null",
  }).output();
  if (command === "git" && code !== 0) throw new Error(`git ${args.join(" ")} failed`);
  return code;
}
