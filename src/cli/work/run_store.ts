import { rmdir } from "node:fs/promises";
import { InputError, reasonOf } from "../../errors.ts";
import type { Experiment } from "../../experiment/experiment.ts";
import type { Outcome } from "../../kinds/kind.ts";
import type { Plan } from "../../kinds/plan.ts";
import type { Circumstances, Earlier } from "../../results/files.ts";
import { readStored, runKey, type RunStore, type StoredRun, storedText } from "../../runs/store.ts";
import { readIfThere, removeFiles, writeFiles } from "./folder.ts";

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
  /** Is given a line for each run that is there but cannot be trusted. */
  notice(text: string): void;
}

/** Finished runs in folders. */
export interface FolderStore extends RunStore<unknown, Outcome> {
  /** Those plans that have a file, good or not. */
  finished(plans: readonly Plan<unknown>[]): Promise<Plan<unknown>[]>;
  /** Processes that had finished the runs that were found. */
  earlier(): Earlier[];
  /** Removes the runs of this experiment from the first folder: the result is whole. */
  remove(): Promise<void>;
}

/** The store of an experiment's runs in folders. */
export function folderStore({ kind }: Experiment, place: StorePlace): FolderStore {
  const { folders, session, isRestart = false, notice } = place;
  const [own] = folders;
  const keys = new Set<string>();
  const found: (StoredRun<Outcome, Session> & { readonly run: number })[] = [];
  const nameOf = (plan: Plan<unknown>) => {
    const key = runKey(session.codeSha256, kind.name, plan);
    keys.add(key);
    return { key, name: `${key}.json` };
  };

  return {
    async finished(plans) {
      const there = new Set<string>();
      for (const folder of folders) {
        for (const name of await namesIn(`${folder}/${RUNS}`)) there.add(name);
      }
      return plans.filter((plan) => there.has(nameOf(plan).name));
    },

    async get(plan) {
      const { key, name } = nameOf(plan);
      if (isRestart) return null;
      for (const folder of folders) {
        const path = `${folder}/${RUNS}/${name}`;
        const text = await readIfThere(path);
        if (text === undefined) continue;
        const run = readStored<Outcome, Session>(text, key);
        if (typeof run !== "string") {
          found.push({ ...run, run: plan.run });
          return run.result;
        }
        notice(`"${path}" cannot be used as ${run}: run ${plan.run} is computed again`);
      }
      return null;
    },

    async put(plan, result) {
      const { key, name } = nameOf(plan);
      const run = { key, by: session, ended: new Date().toISOString(), result };
      await writeFiles(`${own}/${RUNS}`, { [name]: storedText(run) });
    },

    earlier() {
      const bySession = Map.groupBy(found, ({ by }) => JSON.stringify(by));
      return [...bySession.values()].map((runs) => ({
        ...runs[0].by,
        runs: runs.map(({ run }) => run),
        ended: runs.map(({ ended }) => ended).sort().at(-1) ?? runs[0].ended,
      }));
    },

    async remove() {
      const folder = `${own}/${RUNS}`;
      await removeFiles(folder, [...keys].map((key) => `${key}.json`));
      await rmdir(folder).catch(() => {}); // there is none, or other runs are in it
    },
  };
}

/** Names of the files in a folder; none when it is not there. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return [];
    }
    throw new InputError(`Cannot read the folder "${folder}": ${reasonOf(error)}`);
  }
}
