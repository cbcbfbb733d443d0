import { assert, assertEquals, assertIsError, assertThrows } from "@std/assert";
import { MachineError } from "../../src/errors.ts";
import { referenceKernels } from "../../src/kernels/reference.ts";
import type { SimdKernels } from "../../src/kernels/simd.ts";
import { losses } from "../../src/losses/mod.ts";
import { type LinearObjective, linearObjective } from "../../src/problems/classifier.ts";
import {
  allocateScratch,
  shardSummer,
  type ShardWork,
  type SumShard,
} from "../../src/threads/shards.ts";
import {
  type Assignment,
  claim,
  nextJob,
  openTeam,
  type Team,
  WORD,
  WORDS,
} from "../../src/threads/team.ts";
import { bits, freshKernels, numbers, randomBytes } from "../_simd.ts";
import {
  answers,
  openedTeam,
  randomDataset,
  sleep,
  type Sum,
  svmObjective,
  watched,
  withWorker,
} from "./_threads.ts";

const THREADS = [2, 3, 5];
const SHARDS = 4;
const EXAMPLES = 300;

/** A small sum, far below what an objective shares, so that threads meet as often as can be. */
function smallWork(kernels: SimdKernels, team: Team, features = 6): Small {
  const classes = 3;
  const size = classes * (features + 1);
  const order = kernels.allocateIndices(EXAMPLES);
  order.set(order.map((_, i) => (7 * i) % EXAMPLES));
  const split = kernels.adopt({
    examples: EXAMPLES,
    features: numbers(EXAMPLES * features, "plain", 1),
    labels: randomBytes(EXAMPLES, classes, 2),
  });
  const selection = { split, order };
  const work: ShardWork = {
    features,
    classes,
    mean: kernels.allocate(features),
    selections: { batch: selection, train: selection, test: selection },
    losses: kernels.allocateDoubles(32),
    correct: kernels.allocateDoubles(32),
  };
  const loss = { name: "svm", delta: 0.7 };
  const own = shardSummer(
    kernels,
    losses.make(loss, kernels),
    work,
    allocateScratch(kernels, work),
  );
  const assignment: Assignment = {
    loss,
    work,
    scratches: Array.from({ length: team.threads - 1 }, () => allocateScratch(kernels, work)),
    weights: kernels.allocate(size),
    gradients: Array.from({ length: SHARDS }, () => kernels.allocate(size)),
  };

  /** What is left of a sum, from arrays that are spoilt before it. */
  function resultOf(sum: () => void, round: number): number[][] {
    assignment.weights.set(numbers(size, "plain", round % 8));
    work.losses.fill(NaN);
    for (const gradient of assignment.gradients) gradient.fill(NaN);
    sum();
    const { gradients } = assignment;
    return [[...work.losses.subarray(0, SHARDS)], ...gradients.map((one) => [...bits(one)])];
  }
  const truth = (round: number) =>
    resultOf(() => {
      for (let s = 0; s < SHARDS; s++) {
        own(assignment.weights, assignment.gradients[s], "train", "gradient", EXAMPLES, s, SHARDS);
      }
    }, round);
  const shared = (round: number) =>
    resultOf(() => team.sum(assignment, own, "train", "gradient", EXAMPLES, SHARDS), round);
  return { assignment, own, truth, shared };
}

interface Small {
  readonly assignment: Assignment;
  readonly own: SumShard;
  /** Losses and gradients of all shards, by one thread; rounds have different weights. */
  truth(round: number): number[][];
  /** The same by the team. */
  shared(round: number): number[][];
}

// The same bits.

for (const threads of THREADS) {
  Deno.test(`sum() of ${threads} threads gives an objective the bits of the reference`, async () => {
    using open = await openedTeam(threads);
    const { kernels, team } = open;
    const reference = referenceKernels("f32");
    const dataset = randomDataset(1100, 7);
    let sums = 0;
    const options = { delta: 0.3, l2: 0.01 };
    const objective = svmObjective(dataset, kernels, watched(team, () => sums++), options);
    const truth = svmObjective(dataset, reference, null, options);
    for (const count of [1000, 130, 999]) {
      const examples = Uint32Array.from({ length: count }, (_, i) => (i * 7) % 1000);
      assertEquals(answers(objective, kernels, examples), answers(truth, reference, examples));
    }
    assertEquals(answers(objective, kernels), answers(truth, reference));
    assert(sums > 10, `threads shared ${sums} sums only`);
  });

  Deno.test(`sum() of ${threads} threads is right however fast one follows the other`, async () => {
    using open = await openedTeam(threads);
    const { truth, shared } = smallWork(open.kernels, open.team);
    const truths = Array.from({ length: 8 }, (_, round) => truth(round));
    const start = performance.now();
    for (let round = 0; round < 2000; round++) assertEquals(shared(round), truths[round % 8]);
    // Some 0.2 s; a thread that nobody wakes sleeps for a second each time.
    assert(performance.now() - start < 10_000);
  });
}

Deno.test("sum() is right for two objectives in turn", async () => {
  using open = await openedTeam(3);
  const { kernels, team } = open;
  const reference = referenceKernels("f32");
  const datasets = [randomDataset(1100, 7, 1), randomDataset(1300, 5, 2)];
  const deltas = [{ delta: 1 }, { delta: 2 }];
  const shared = datasets.map((one, i) => svmObjective(one, kernels, team, deltas[i]));
  const truths = datasets.map((one, i) =>
    answers(svmObjective(one, reference, null, deltas[i]), reference)
  );
  for (const i of [0, 1, 1, 0, 1, 0]) assertEquals(answers(shared[i], kernels), truths[i]);
});

Deno.test("sum() is right for an objective in the place of one that is gone", async () => {
  using open = await openedTeam(3);
  for (const features of [6, 5, 9, 6]) {
    using _ = open.kernels.scope();
    const { truth, shared } = smallWork(open.kernels, open.team, features);
    assertEquals(shared(1), truth(1));
  }
});

Deno.test("sum() is right after the memory has grown", async () => {
  using open = await openedTeam(3);
  for (let i = 0; i < 5; i++) {
    const { truth, shared } = smallWork(open.kernels, open.team);
    assertEquals(shared(i), truth(i));
    open.kernels.allocateBytes(1e6);
  }
});

Deno.test("sum() of losses leaves gradients as they are", async () => {
  using open = await openedTeam(2);
  const { assignment, own, shared } = smallWork(open.kernels, open.team);
  shared(0);
  for (const gradient of assignment.gradients) gradient.fill(5);
  const slow: SumShard = (...given) => {
    sleep(20); // so that the worker has its share
    own(...given);
  };
  open.team.sum(assignment, slow, "train", "loss", EXAMPLES, SHARDS);
  for (const gradient of assignment.gradients) assert(gradient.every((entry) => entry === 5));
});

/** How many sums of an objective a team was given. */
async function sharedSums(make: (kernels: SimdKernels, team: Team) => LinearObjective) {
  using open = await openedTeam(2);
  let sums = 0;
  const objective = make(open.kernels, watched(open.team, () => sums++));
  answers(objective, open.kernels);
  return sums;
}

Deno.test("linearObjective() shares sums of a million multiply-adds", async () => {
  assertEquals(
    await sharedSums((kernels, team) => svmObjective(randomDataset(599, 5), kernels, team)),
    4, // loss and gradient, training and test part of the evaluation
  );
});

Deno.test("linearObjective() does not share small sums, as that would take longer", async () => {
  assertEquals(
    await sharedSums((kernels, team) => svmObjective(randomDataset(150, 5), kernels, team)),
    0,
  );
});

Deno.test("linearObjective() does not share a loss that other threads cannot make", async () => {
  const sums = await sharedSums((kernels, team) => {
    const { l2, ofRows } = losses.make({ name: "svm" }, kernels);
    return linearObjective({
      dataset: randomDataset(599, 5),
      loss: { l2, ofRows },
      kernels,
      team,
    });
  });
  assertEquals(sums, 0);
});

/** Sums with a calling thread that is slow: how many of the shards it took itself. */
function slowly({ assignment, own }: Small, team: Team): number {
  let taken = 0;
  const slow: SumShard = (...given) => {
    taken += 1;
    sleep(100);
    own(...given);
  };
  team.sum(assignment, slow, "train", "gradient", EXAMPLES, SHARDS);
  return taken;
}

Deno.test("sum() leaves shards to workers that are awake", async () => {
  using open = await openedTeam(2);
  const small = smallWork(open.kernels, open.team);
  small.shared(0);
  assert(slowly(small, open.team) < SHARDS);
});

Deno.test("sum() wakes workers that have fallen asleep", async () => {
  using open = await openedTeam(2);
  const small = smallWork(open.kernels, open.team);
  small.shared(0);
  sleep(50);
  assert(slowly(small, open.team) < SHARDS);
});

Deno.test("sum() is right beyond the largest number of a job", async () => {
  using open = await openedTeam(2);
  const { assignment, own, truth, shared } = smallWork(open.kernels, open.team);
  const truths = Array.from({ length: 8 }, (_, round) => truth(round));
  const jobs = () => Atomics.load(open.words, WORD.job) >>> 2;
  shared(0);
  // No shards, so nobody has anything to do: half a second for four million jobs.
  for (let i = 0; i < 2 ** 22 - 20; i++) open.team.sum(assignment, own, "train", "loss", 0, 0);
  const before = jobs();
  for (let round = 0; round < 40; round++) assertEquals(shared(round), truths[round % 8]);
  assert(jobs() < before, "the number has not wrapped");
  const other = smallWork(open.kernels, open.team, 9);
  assertEquals(other.shared(1), other.truth(1));
});

// Claims. The words are those of a job with three shards.

const JOB = 5;
function wordsOf(job: number, shards: number): Int32Array {
  const words = new Int32Array(new SharedArrayBuffer(4 * WORDS));
  words[WORD.ticket] = job * 256 + shards;
  return words;
}

Deno.test("claim() gives each shard once, then −1", () => {
  const words = wordsOf(JOB, 3);
  const claims = Array.from({ length: 5 }, () => claim(words, JOB));
  assertEquals(claims.toSorted(), [-1, -1, 0, 1, 2]);
  assertEquals(claims.slice(3), [-1, -1]);
});

for (const other of [JOB - 1, JOB + 1, 0]) {
  Deno.test(`claim() for job ${other} takes nothing of job ${JOB}`, () => {
    const words = wordsOf(JOB, 3);
    assertEquals([claim(words, other), words], [-1, wordsOf(JOB, 3)]);
  });
}

Deno.test("claim() knows the largest number of a job and the most shards", () => {
  const last = 2 ** 22 - 1;
  const words = wordsOf(last, 32);
  assertEquals([claim(words, 0), claim(words, last), claim(words, last)], [-1, 31, 30]);
});

Deno.test("nextJob() gives another job than the one that was seen", () => {
  const words = wordsOf(JOB, 3);
  words[WORD.job] = 9;
  assertEquals([nextJob(words, 0), nextJob(words, 8), nextJob(words, 13)], [9, 9, 9]);
});

// What can go wrong.

Deno.test("sum() that fails in the calling thread leaves no worker at work", async () => {
  using open = await openedTeam(2);
  const { kernels, words } = open;
  let seen: Sum | undefined;
  const team = watched(open.team, (...sum) => seen = sum);
  answers(svmObjective(randomDataset(1500, 7), kernels, team), kernels);
  const [assignment] = seen as Sum;
  const left = () => Atomics.load(words, WORD.ticket) & 255;
  const done = () => Atomics.load(words, WORD.done);
  function fail(): never {
    for (const before = left(); before > 0 && left() === before;); // until the worker is at work
    throw new RangeError("no more paper");
  }
  for (let round = 0; round < 10; round++) {
    try {
      team.sum(assignment, fail, "train", "loss", 1000, 10);
      continue; // the worker was faster
    } catch (error) {
      assertIsError(error, RangeError, "no more paper");
    }
    const now = done();
    sleep(20);
    // A shard that is done later would count among those of the next sum.
    assertEquals([done(), left()], [now, 0]);
  }
});

/** A worker that starts, and is never heard of again. */
class Mute extends Worker {
  constructor() {
    const text = 'self.onmessage = () => self.postMessage("ready");';
    super(`data:text/javascript,${encodeURIComponent(text)}`, { type: "module" });
  }
}

Deno.test("sum() says so when a worker is gone, again and again, instead of waiting for ever", async () => {
  const kernels = freshKernels();
  const team = await withWorker(Mute, () => openTeam(kernels, 3, { patience: 1 }));
  const { shared } = smallWork(kernels, team);
  const start = performance.now();
  for (let i = 0; i < 2; i++) {
    assertThrows(
      () => shared(0),
      MachineError,
      "A worker thread has not answered for 1 seconds: it was stopped, or the machine is " +
        "overloaded; --threads 1 needs no workers",
    );
  }
  assert(performance.now() - start < 5000);
});

Deno.test("sum() says so when a worker is gone that has claimed a shard", async () => {
  using open = await openedTeam(2);
  const { assignment, own, shared } = smallWork(open.kernels, open.team);
  shared(0);
  const { words } = open;
  // A worker may have taken all shards before this thread comes to rob it: then once more.
  let isRobbed = false;
  const robbed: SumShard = (...given) => {
    isRobbed ||= claim(words, words[WORD.job] >>> 2) >= 0; // in the name of a worker
    own(...given);
  };
  assertThrows(
    () => {
      while (!isRobbed) {
        open.team.sum(assignment, robbed, "train", "gradient", EXAMPLES, SHARDS);
      }
    },
    MachineError,
    "has not answered",
  );
});

Deno.test("sum() waits longer than its patience for a calling thread that is slow itself", async () => {
  using open = await openedTeam(2);
  const { assignment, own, shared } = smallWork(open.kernels, open.team);
  shared(0);
  const slow: SumShard = (...given) => {
    sleep(1500);
    own(...given);
  };
  open.team.sum(assignment, slow, "train", "gradient", EXAMPLES, SHARDS);
});

// Several times: workers that fail together must not spoil each other's last words.
for (const threads of [2, 5, 5, 5, 5]) {
  Deno.test(`sum() of ${threads} threads says what a worker has failed of`, async () => {
    using open = await openedTeam(threads);
    const { assignment, own } = smallWork(open.kernels, open.team);
    const wrong = { ...assignment, loss: { name: "svn" } };
    assertThrows(
      () => open.team.sum(wrong, own, "train", "gradient", EXAMPLES, SHARDS),
      MachineError,
      'A worker thread failed: InputError: unknown loss "svn": did you mean "svm"?',
    );
  });
}

Deno.test("sum() says so when a worker fails in a shard", async () => {
  using open = await openedTeam(2);
  const { assignment } = smallWork(open.kernels, open.team);
  assignment.work.selections.train.order.fill(2 ** 26); // times 24 bytes is far beyond the memory
  assertThrows(
    () => open.team.sum(assignment, () => sleep(20), "train", "gradient", EXAMPLES, SHARDS),
    MachineError,
    "A worker thread failed: RuntimeError: memory access out of bounds",
  );
});

Deno.test("sum() after a failure throws the same one again, at once", async () => {
  using open = await openedTeam(2);
  const { assignment, own, shared } = smallWork(open.kernels, open.team);
  const wrong = { ...assignment, loss: { name: "svn" } };
  const sum = () => open.team.sum(wrong, own, "train", "gradient", EXAMPLES, SHARDS);
  const { message } = assertThrows(sum, MachineError);
  const start = performance.now();
  assertThrows(sum, MachineError, message);
  assertThrows(() => shared(0), MachineError, message);
  // Some microseconds; a team that still waited would do so for a second.
  assert(performance.now() - start < 500);
});

Deno.test("close() after a failure does not hide it", async () => {
  using open = await openedTeam(2);
  const { assignment, own } = smallWork(open.kernels, open.team);
  const wrong = { ...assignment, loss: { name: "svn" } };
  const sum = () => open.team.sum(wrong, own, "train", "gradient", EXAMPLES, SHARDS);
  const { message } = assertThrows(sum, MachineError);
  open.team.close();
  assertThrows(sum, MachineError, message);
});

for (const what of ["the same", "another"]) {
  Deno.test(`sum() of ${what} assignment after close() says that the threads are closed`, async () => {
    using open = await openedTeam(2);
    const first = smallWork(open.kernels, open.team);
    first.shared(0);
    const { shared } = what === "the same" ? first : smallWork(open.kernels, open.team, 9);
    open.team.close();
    assertThrows(() => shared(0), MachineError, "The threads have been closed");
  });
}

// In a process of its own, which has to come to its end.

/** What a program prints, or why it did not. */
async function printed(program: string): Promise<string> {
  const signal = AbortSignal.timeout(10_000);
  const args = ["eval", `import { openBackend } from "./mod.ts";\n${program}`];
  const { code, stdout, stderr } = await new Deno.Command("deno", { args, signal }).output();
  return code === 0 ? new TextDecoder().decode(stdout) : new TextDecoder().decode(stderr) || "late";
}

Deno.test("close() lets the process end", async () => {
  const program = `
    using backend = await openBackend({ threads: 3 });
    console.log(backend.threads);
  `;
  assertEquals(await printed(program), "3\n");
});

Deno.test("close() may be called twice", async () => {
  const program = `
    using backend = await openBackend({ threads: 3 });
    backend.team.close();
    backend.team.close();
    console.log("closed");
  `;
  assertEquals(await printed(program), "closed\n");
});

Deno.test("openTeam() says so when a worker cannot be made, and lets the process end", async () => {
  const program = `
    let made = 0;
    globalThis.Worker = class extends Worker {
      constructor(...given) {
        if (made++ === 1) throw new Error("no room");
        super(...given);
      }
    };
    await openBackend({ threads: 4 }).catch((error) => console.log(String(error)));
  `;
  assertEquals(await printed(program), "MachineError: A worker thread did not start: no room\n");
});

Deno.test("openTeam() says so when a worker does not start, and lets the process end", async () => {
  const program = `
    let made = 0;
    globalThis.Worker = class extends Worker {
      number = made++;
      postMessage(start) {
        if (this.number !== 1) return super.postMessage(start);
        const message = "no room";
        setTimeout(() => this.onerror(new ErrorEvent("error", { message, cancelable: true })), 200);
      }
    };
    await openBackend({ threads: 3 }).catch((error) => console.log(String(error)));
  `;
  assertEquals(await printed(program), "MachineError: A worker thread did not start: no room\n");
});
