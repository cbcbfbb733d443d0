/** Workers that fail or end while they perform runs. */
import { assertEquals, assertMatch } from "@std/assert";
import { replaced } from "../_fake_io.ts";
import { rowsOf } from "../_done.ts";
import { type Made, made, NINE, quality } from "../cli/_place.ts";

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
