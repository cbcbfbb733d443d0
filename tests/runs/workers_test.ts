/** Workers that fail, end or are told to stop while they perform runs. */
import { assertEquals, assertMatch } from "@std/assert";
import { replaced } from "../_fake_io.ts";
import { rowsOf } from "../_done.ts";
import { toyFile } from "../_files.ts";
import { type Made, made, NINE, quality, withPlace } from "../cli/_place.ts";

/** What befalls workers that are given a run, by the number of the run in the order they are given. */
let mishaps: Readonly<Record<number, "throws" | "ends">> = {};
let orders = 0;

class Unlucky extends Worker {
  override postMessage(message: unknown): void {
    const isOrder = typeof message === "object" && message !== null && "plan" in message;
    const mishap = isOrder ? mishaps[++orders] : undefined;
    super.postMessage(mishap === "throws" ? { ...message as object, kind: "unknown" } : message);
    if (mishap === "ends") this.terminate();
  }
}

/** Runs nine short runs, three at a time. */
async function unlucky(what: typeof mishaps): Promise<Made> {
  [orders, mishaps] = [0, what];
  const run = () => made(NINE, { words: ["--jobs", "3", "--threads", "1"] });
  return await replaced(globalThis, { Worker: Unlucky }, run);
}

for (const mishap of ["throws", "ends"] as const) {
  Deno.test(`run --jobs does a run again whose worker ${mishap}, to the same bytes`, async () => {
    const { exit, err, files } = await unlucky({ 2: mishap, 5: mishap });
    assertEquals([exit, err.split("\n")[0]], [0, "mine: 9 runs, preparing the data …"]);
    assertEquals(quality(files), quality((await made(NINE, { words: ["--jobs", "1"] })).files));
    assertEquals(orders, 11);
    const timed = rowsOf(files["timings.csv"]).map(({ jobs }) => jobs);
    assertEquals(timed, new Array(9).fill("3"));
  });
}

const ALWAYS = Object.fromEntries(Array.from({ length: 99 }, (_, i) => [i + 1, "ends"] as const));

for (
  const [what, mishaps, last] of [
    ["throws", { 3: "throws", 4: "throws", 5: "throws", 6: "throws" }, "Cannot read .+"],
    ["ends", ALWAYS, "the worker has ended"],
  ] as const
) {
  Deno.test(`run --jobs reports a run that ${what} in two workers, and keeps what was finished`, async () => {
    const { exit, err, files } = await unlucky(mishaps);
    const kept = Object.keys(files).filter((name) => name.startsWith("runs/")).length;
    const isThere = "interrupted/runs.csv" in files;
    assertEquals([exit, isThere], [1, kept > 0]);
    assertMatch(err, new RegExp(`\nRun [1-9] failed in two workers: ${last}\n$`));
    const rows = isThere ? rowsOf(files["interrupted/runs.csv"]) : [];
    assertEquals(rows.filter(({ status }) => status !== "interrupted").length, kept);
  });
}

/**
 * Two short runs, and two whose first step takes ten seconds or more. Not longer, as Deno lets a worker
 * that is terminated go on to the end of what it is doing, beside the tests that come after.
 */
const LONG = toyFile({
  dataset: { name: "synthetic", train: 100, test: 0 },
  method: { name: "gradientDescent", stepSize: 1e-7 },
  matrix: { gradient: [{ name: "analytic" }, { name: "numerical", structured: false }] },
  seeds: [1, 2],
  stop: { iterations: 2 },
});

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

for (const threads of ["1", "2"]) {
  Deno.test(`run --jobs 2 --threads ${threads} ends on Ctrl-C in the midst of long steps, with the runs that are finished`, async () => {
    await withPlace(LONG, async ({ folder, run, read }) => {
      const stop = new AbortController();
      const flags = ["--jobs", "2", "--threads", threads];
      const running = run(flags, { signal: stop.signal });
      // By their names alone: a file that is being written may be gone when it is read.
      const kept = async () => {
        const names = await Array.fromAsync(Deno.readDir(`${folder}/out/runs`)).catch(() => []);
        return names.filter(({ name }) => /^\w.*\.json$/.test(name)).length;
      };
      while (await kept() < 2) await wait(10);
      await wait(200); // the others have begun
      stop.abort();
      assertEquals((await running).exit, 130);
      assertEquals(await kept(), 2);
      const rows = rowsOf(await read("out/interrupted/runs.csv"));
      // On a busy machine, the others may not have come to their first step.
      const done = rows.filter(({ status }) => status !== "interrupted");
      assertEquals(done.map(({ run, status }) => [run, status]), [["1", "done"], ["2", "done"]]);
    });
  });
}
