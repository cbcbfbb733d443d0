/** A worker of a team: waits for jobs in shared memory and claims shards. */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { simdKernels } from "../kernels/simd.ts";
import { losses } from "../losses/mod.ts";
import { scoreFunctions } from "../scores/mod.ts";
import { shardSummer } from "./shards.ts";
import { claim, fromText, JOB, nextJob, PARTS, WANTED, WORD, type WorkerStart } from "./_jobs.ts";

/** More than any job waits for. */
const MANY = 1024;

self.onmessage = ({ data }: MessageEvent<WorkerStart>) => {
  const kernels = simdKernels(data.shared, 0); // the calling thread allocates
  const { words, text } = data;
  let sumShards = (_job: number): void => {}; // the first job is always an assignment

  function takeAssignment(): void {
    const assignment = fromText(text.subarray(0, words[WORD.text]), kernels);
    const { work, scratches, weights, gradients } = assignment;
    const scores = scoreFunctions.make(assignment.scores, { kernels, ...work });
    const loss = losses.make(assignment.loss, kernels);
    const sumShard = shardSummer(kernels, scores, loss, work, scratches[data.index]);
    sumShards = (job) => {
      for (let shard = claim(words, job); shard >= 0; shard = claim(words, job)) {
        const wanted = WANTED[words[WORD.wanted]];
        const gradient = wanted === "gradient" ? gradients[shard] : null;
        const part = PARTS[words[WORD.part]];
        sumShard(weights, gradient, part, wanted, words[WORD.count], shard, words[WORD.shards]);
        addDone();
      }
    };
    addDone();
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
      const bytes = new TextEncoder().encode(String(error)).subarray(0, text.length);
      text.set(bytes); // whoever still reads an assignment there is too late: the team is lost
      Atomics.store(words, WORD.failed, bytes.length);
      Atomics.add(words, WORD.done, MANY); // whoever waits looks up, and finds it failed
      Atomics.notify(words, WORD.done);
    }
    close();
  }
};
