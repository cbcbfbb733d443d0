/**
 * A worker of a team: waits for jobs in shared memory and claims shards.
 *
 * @module
 */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { simdKernels } from "../kernels/simd.ts";
import { losses } from "../losses/mod.ts";
import { scoreFunctions } from "../scores/mod.ts";
import { shardSummer, type SumShard } from "./shards.ts";
import {
  type Assignment,
  claim,
  fromText,
  JOB,
  nextJob,
  PARTS,
  WANTED,
  WORD,
  type WorkerStart,
} from "./_jobs.ts";

/** More than any job waits for. */
const MANY = 1024;

self.onmessage = ({ data }: MessageEvent<WorkerStart>) => {
  const kernels = simdKernels(data.shared, 0); // the calling thread allocates
  const words = kernels.arrayAt(data.words) as Int32Array;
  const text = kernels.arrayAt(data.text) as Uint8Array;
  const lastWords = kernels.arrayAt(data.lastWords) as Uint8Array;
  let assignment: Assignment | null = null;
  let sumShard: SumShard | null = null;

  function takeAssignment(): void {
    assignment = fromText(text.subarray(0, words[WORD.text]), kernels);
    const { work, scratches } = assignment;
    const scores = scoreFunctions.make(assignment.scores, { kernels, ...work });
    const loss = losses.make(assignment.loss, kernels);
    sumShard = shardSummer(kernels, scores, loss, work, scratches[data.index]);
    addDone();
  }

  function sumShards(job: number): void {
    if (assignment === null || sumShard === null) return; // the first job is always an assignment
    for (let shard = claim(words, job); shard >= 0; shard = claim(words, job)) {
      const wanted = WANTED[words[WORD.wanted]];
      const gradient = wanted === "gradient" ? assignment.gradients[shard] : null;
      const part = PARTS[words[WORD.part]];
      const { weights } = assignment;
      sumShard(weights, gradient, part, wanted, words[WORD.count], shard, words[WORD.shards]);
      addDone();
    }
  }

  function addDone(): void {
    Atomics.add(words, WORD.done, 1);
    Atomics.notify(words, WORD.done);
  }

  postMessage("ready");
  try {
    for (let job = 0;;) {
      job = nextJob(words, job);
      const kind = job % 4;
      if (kind === JOB.end) return close();
      if (kind === JOB.assign) takeAssignment();
      else sumShards(job >>> 2);
    }
  } catch (error) {
    if (Atomics.compareExchange(words, WORD.failed, 0, -1) === 0) {
      const bytes = new TextEncoder().encode(String(error)).subarray(0, lastWords.length);
      lastWords.set(bytes);
      Atomics.store(words, WORD.failed, bytes.length);
      Atomics.add(words, WORD.done, MANY); // whoever waits looks up, and finds it failed
      Atomics.notify(words, WORD.done);
    }
    close();
  }
};
