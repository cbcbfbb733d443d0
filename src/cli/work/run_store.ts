import type { AnyDone, Outcome } from "../../kinds/kind.ts";
import type { Done, Plan } from "../../kinds/plan.ts";
import type { Circumstances, Earlier } from "../../results/files.ts";
import { runsOfShard, shardText, type SweepShard } from "../../runs/shard.ts";
import { readStored, runKey, type RunStore, type StoredRun, storedText } from "../../runs/store.ts";
import type { Io } from "../terminal/command.ts";
import type { Found } from "./experiments.ts";
import { checkWritable, clearFolder, readIfThere, writeFiles } from "./folder.ts";
import { hasShards } from "./shards.ts";

const RUNS = "runs";

/** The process that computes. */
export type Session = Omit<Circumstances, "ended">;

/** The same, with the part of a sweep that it does. */
type By = Omit<Earlier, "runs" | "ended">;

/** Where finished runs are, and who computes the others. */
export interface StorePlace {
  /** The folder of the results, which gets new runs. */
  readonly folder: string;
  /** Folders of results that are looked in. */
  readonly from: readonly string[];
  readonly session: Session;
  /** The part of the sweep that it does; null when it does the whole. */
  readonly shard: SweepShard | null;
}

/** Finished runs in folders; each file is read once. */
export interface FolderStore extends RunStore<unknown, Outcome> {
  /** Whether a plan has a file, good or not. */
  has(plan: Plan<unknown>): Promise<boolean>;
  /** How many runs of the experiment, or of the shard of it, there are; those of `best` too. */
  count(): Promise<number>;
  /** Processes that had finished those of the runs that were found here. */
  earlier(done: readonly Done<unknown, Outcome>[]): Earlier[];
  /** Removes the runs of this experiment from its folder, unless it is one of shards. */
  remove(): Promise<void>;
}

interface Kept {
  readonly plan: Plan<unknown>;
  readonly hasFile: boolean;
  /** Null when there is none that can be trusted. */
  readonly run: StoredRun<Outcome, By> | null;
}

/** @throws {InputError} When results, or finished runs, cannot be written to a folder later */
export async function checkPlace(folder: string): Promise<void> {
  await checkWritable(folder);
  await checkWritable(`${folder}/${RUNS}`);
}

/** The store of an experiment's runs in folders. It says which files cannot be trusted. */
export function folderStore(
  { name, experiment: { kind, runs: plans, best } }: Found,
  { folder, from, session, shard }: StorePlace,
  io: Io,
): FolderStore {
  const runs = `${folder}/${RUNS}`;
  const by: By = { shard: shard && shardText(shard), ...session };
  const known = new Map<string, Kept>(); // by key
  const keyOf = (plan: Plan<unknown>) => runKey(session.codeSha256, kind.name, plan);

  async function find(plan: Plan<unknown>): Promise<Kept> {
    const key = keyOf(plan);
    const before = known.get(key);
    if (before !== undefined) return before;
    const bad: string[] = [];
    let run: Kept["run"] = null;
    for (const folder of from) {
      const path = `${folder}/${RUNS}/${key}.json`;
      const text = await readIfThere(path);
      if (text === undefined) continue;
      const stored = readStored<Outcome, By>(text, key);
      if (typeof stored !== "string") {
        run = stored;
        break;
      }
      bad.push(`"${path}" cannot be used as ${stored}`);
    }
    const instead = run === null ? "is computed again" : "is taken from another folder";
    for (const text of bad) io.err(`${name}: ${text}: run ${plan.run} ${instead}\n`);
    const found = { plan, run, hasFile: run !== null || bad.length > 0 };
    known.set(key, found);
    return found;
  }

  async function finished(plans: readonly Plan<unknown>[]): Promise<AnyDone[]> {
    const done: AnyDone[] = [];
    for (const plan of plans) {
      const { run } = await find(plan);
      if (run !== null) done.push({ plan, result: run.result });
    }
    return done;
  }

  return {
    has: async (plan) => (await find(plan)).hasFile,
    get: async (plan) => (await find(plan)).run?.result ?? null,

    async count() {
      const swept = await finished(runsOfShard(plans, shard));
      // What is run again is known after the whole sweep only.
      const isSwept = shard === null && swept.length === plans.length;
      const again = best !== null && isSwept && kind.again?.(best, plans, swept) || [];
      return swept.length + (await finished(again)).length;
    },

    async put(plan, result) {
      const key = keyOf(plan);
      const run = { key, by, ended: new Date().toISOString(), result };
      await writeFiles(runs, { [`${key}.json`]: storedText(run) });
      known.set(key, { plan, run: null, hasFile: true }); // what was there before does not count
    },

    earlier(done) {
      const results = new Set(done.map(({ result }) => result));
      const found = [...known.values()].flatMap(({ plan, run }) =>
        run !== null && results.has(run.result) ? [{ plan, ...run }] : []
      );
      return [...Map.groupBy(found, ({ by }) => JSON.stringify(by)).values()].map((runs) => ({
        ...runs[0].by,
        runs: runs.map(({ plan }) => plan.run),
        ended: runs.map(({ ended }) => ended).reduce((a, b) => a > b ? a : b),
      }));
    },

    async remove() {
      if (await hasShards(folder)) return; // their runs stay, to be merged
      await clearFolder(runs, [...known.keys()].map((key) => `${key}.json`));
    },
  };
}
