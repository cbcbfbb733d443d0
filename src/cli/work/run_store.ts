import type { Experiment } from "../../experiment/experiment.ts";
import type { Outcome } from "../../kinds/kind.ts";
import type { Done, Plan } from "../../kinds/plan.ts";
import type { Circumstances, Earlier } from "../../results/files.ts";
import { runsOfShard, type SweepShard } from "../../runs/shard.ts";
import { readStored, runKey, type RunStore, type StoredRun, storedText } from "../../runs/store.ts";
import { clearFolder, readIfThere, writeFiles } from "./folder.ts";
import { hasShards } from "./shards.ts";

/** The folder of finished runs, in that of the results. */
export const RUNS = "runs";

/** The process that computes, and which part of a sweep it does. */
export interface Session extends Omit<Circumstances, "ended"> {
  /** Such as `2/4`; null when it does the whole sweep. */
  readonly shard: string | null;
}

/** Where finished runs are. */
export interface StorePlace {
  /** Folders of results: the first one gets new runs, all are looked in. */
  readonly folders: readonly [string, ...string[]];
  /** Who computes. */
  readonly session: Session;
  /** Whether runs that are there are computed again all the same. */
  readonly isRestart?: boolean;
  /** Is given a line for each file that cannot be trusted. */
  notice(text: string): void;
}

/** Finished runs in folders; each file is read once. */
export interface FolderStore extends RunStore<unknown, Outcome> {
  /** Whether a plan has a file, good or not. */
  has(plan: Plan<unknown>): Promise<boolean>;
  /** Processes that had finished the runs that were found. */
  earlier(): Earlier[];
  /** Removes the runs of this experiment from the first folder, unless it is one of shards. */
  remove(): Promise<void>;
}

/** What there is of a plan. */
interface Found {
  readonly plan: Plan<unknown>;
  readonly hasFile: boolean;
  /** Null when there is none that can be trusted. */
  readonly run: StoredRun<Outcome, Session> | null;
}

/** The store of an experiment's runs in folders. */
export function folderStore({ kind }: Experiment, place: StorePlace): FolderStore {
  const { folders, session, isRestart = false, notice } = place;
  const runs = `${folders[0]}/${RUNS}`;
  const known = new Map<string, Found>(); // by key
  const keyOf = (plan: Plan<unknown>) => runKey(session.codeSha256, kind.name, plan);

  async function find(plan: Plan<unknown>): Promise<Found> {
    const key = keyOf(plan);
    const found = known.get(key) ?? await read(plan, key);
    known.set(key, found);
    return found;
  }

  async function read(plan: Plan<unknown>, key: string): Promise<Found> {
    const bad: string[] = [];
    let run: Found["run"] = null;
    for (const folder of isRestart ? [] : folders) {
      const path = `${folder}/${RUNS}/${key}.json`;
      const text = await readIfThere(path);
      if (text === undefined) continue;
      const stored = readStored<Outcome, Session>(text, key);
      if (typeof stored === "string") {
        bad.push(`"${path}" cannot be used as ${stored}`);
        continue;
      }
      run = stored;
      break;
    }
    const instead = run === null ? "is computed again" : "is taken from another folder";
    for (const text of bad) notice(`${text}: run ${plan.run} ${instead}`);
    return { plan, run, hasFile: run !== null || bad.length > 0 };
  }

  return {
    has: async (plan) => (await find(plan)).hasFile,
    get: async (plan) => (await find(plan)).run?.result ?? null,

    async put(plan, result) {
      const key = keyOf(plan);
      const run = { key, by: session, ended: new Date().toISOString(), result };
      await writeFiles(runs, { [`${key}.json`]: storedText(run) });
      known.set(key, { plan, run: null, hasFile: true }); // what was there before does not count
    },

    earlier() {
      const found = [...known.values()].flatMap(({ plan, run }) =>
        run === null ? [] : [{ plan, ...run }]
      );
      return [...Map.groupBy(found, ({ by }) => JSON.stringify(by)).values()].map((runs) => ({
        ...runs[0].by,
        runs: runs.map(({ plan }) => plan.run),
        ended: runs.map(({ ended }) => ended).reduce((a, b) => a > b ? a : b),
      }));
    },

    async remove() {
      if (await hasShards(folders[0])) return; // their runs stay, to be merged
      await clearFolder(runs, [...known.keys()].map((key) => `${key}.json`));
    },
  };
}

/** How many runs of an experiment, or of a shard of it, are in a store; those of `best` too. */
export async function countFinished(
  { runs, best, kind }: Experiment,
  shard: SweepShard | null,
  store: RunStore<unknown, Outcome>,
): Promise<number> {
  async function finished(plans: readonly Plan<unknown>[]): Promise<Done<unknown, Outcome>[]> {
    const done: Done<unknown, Outcome>[] = [];
    for (const plan of plans) {
      const result = await store.get(plan);
      if (result !== null) done.push({ plan, result });
    }
    return done;
  }
  const swept = await finished(runsOfShard(runs, shard));
  // What is run again is known after the whole sweep only.
  const isSwept = best !== null && shard === null && swept.length === runs.length;
  const again = isSwept ? kind.again?.(best, runs, swept) ?? [] : [];
  return swept.length + (await finished(again)).length;
}
