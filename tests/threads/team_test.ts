import { assert, assertEquals, assertIsError, assertThrows } from "@std/assert";
import { MachineError } from "../../src/errors.ts";
import { referenceKernels } from "../../src/kernels/reference.ts";
import { losses } from "../../src/losses/mod.ts";
import { svm } from "../../src/losses/svm.ts";
import { classifier, type ClassifierParts } from "../../src/problems/classifier.ts";
import { registry } from "../../src/registry.ts";
import { scoreFunctions } from "../../src/scores/mod.ts";
import {
  allocateScratch,
  shardSummer,
  type ShardWork,
  type SumShard,
  type Wanted,
} from "../../src/threads/shards.ts";
import { type Assignment, claim, nextJob, WORD, WORDS } from "../../src/threads/_jobs.ts";
import { openTeam } from "../../src/threads/team.ts";
import { outside } from "../_leaves.ts";
import { bits, freshKernels, numbers, randomBytes } from "../_simd.ts";
import { present, svmOver } from "../_toy.ts";
import {
  answers,
  openedTeam,
  type OpenTeam,
  randomDataset,
  sleep,
  type Sum,
  watched,
  withWorker,
} from "./_threads.ts";

const THREADS = [2, 3, 5];
const SHARDS = 4;
const EXAMPLES = 300;

/** A small sum, far below what a problem shares, so that threads meet as often as can be. */
function smallWork({ kernels, team }: Pick<OpenTeam, "kernels" | "team">, features = 6) {
  const classes = 3;
  const columns = features + 1;
  const size = classes * columns;
  const order = kernels.allocateIndices(EXAMPLES);
  order.set(order.map((_, i) => (7 * i) % EXAMPLES));
  const split = kernels.adopt({
    examples: EXAMPLES,
    features: numbers(EXAMPLES * features, "plain", 1),
    labels: randomBytes(EXAMPLES, classes, 2),
  });
  const selection = { split, order };
  const work: ShardWork = {
    columns,
    classes,
    mean: kernels.allocate(features),
    selections: { batch: selection, train: selection, validation: selection, test: selection },
    losses: kernels.allocateDoubles(32),
    correct: kernels.allocateDoubles(32),
  };
  const choices = { scores: { name: "linear" }, loss: { name: "svm", delta: 0.7 } };
  const scores = scoreFunctions.make(choices.scores, { kernels, columns, classes });
  const scratch = () => allocateScratch(kernels, scores, classes);
  const loss = losses.make(choices.loss, kernels);
  const own = shardSummer(kernels, scores, loss, work, scratch());
  const assignment: Assignment = {
    ...choices,
    work,
    scratches: Array.from({ length: team.threads - 1 }, scratch),
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
  /** A sum of the team; what the calling thread does, and with what, may be another. */
  const sum = (part = own, given = assignment, wanted: Wanted = "gradient") =>
    team.sum(given, part, "train", wanted, EXAMPLES, SHARDS);
  const { weights, gradients } = assignment;
  return {
    assignment,
    own,
    sum,
    /** Losses and gradients of all shards, by one thread; rounds have different weights. */
    truth: (round: number) =>
      resultOf(() => {
        for (let s = 0; s < SHARDS; s++) {
          own(weights, gradients[s], "train", "gradient", EXAMPLES, s, SHARDS);
        }
      }, round),
    /** The same by the team. */
    shared: (round: number) => resultOf(sum, round),
  };
}

type Small = ReturnType<typeof smallWork>;

/** What the calling thread does, after some milliseconds of sleep. */
function slowed(own: SumShard, milliseconds: number): SumShard {
  return (...given) => {
    sleep(milliseconds); // so that workers have their share
    own(...given);
  };
}

// The same bits.

for (const threads of THREADS) {
  Deno.test(`sum() of ${threads} threads gives a problem the bits of the reference`, async () => {
    using open = await openedTeam(threads);
    const { kernels } = open;
    let sums = 0;
    const team = watched(open.team, () => sums++);
    const dataset = randomDataset(1100, 7);
    const options = { delta: 0.3, l2: 0.01 };
    const problem = svmOver(dataset, { kernels, team, ...options });
    const truth = svmOver(dataset, options);
    const batches = [1000, 130, 999].map((length) =>
      Uint32Array.from({ length }, (_, i) => (i * 7) % 1000)
    );
    for (const batch of [...batches, null]) {
      assertEquals(answers(problem, batch), answers(truth, batch));
    }
    assert(sums > 10, `threads shared ${sums} sums only`);
  });

  Deno.test(`sum() of ${threads} threads is right however fast one follows the other`, async () => {
    using open = await openedTeam(threads);
    const { truth, shared } = smallWork(open);
    const truths = Array.from({ length: 8 }, (_, round) => truth(round));
    const start = performance.now();
    for (let round = 0; round < 2000; round++) assertEquals(shared(round), truths[round % 8]);
    // Some 0.2 s; a thread that nobody wakes sleeps for a second each time.
    assert(performance.now() - start < 10_000);
  });
}

Deno.test("sum() is right for two problems in turn", async () => {
  using open = await openedTeam(3);
  const made = [[1100, 7, 1], [1300, 5, 2]].map(([features, classes, delta]) => {
    const dataset = randomDataset(features, classes, delta);
    const truth = answers(svmOver(dataset, { delta }));
    const { kernels, team } = open;
    return { problem: svmOver(dataset, { kernels, team, delta }), truth };
  });
  for (const i of [0, 1, 1, 0, 1, 0]) assertEquals(answers(made[i].problem), made[i].truth);
});

Deno.test("sum() is right for a problem in the place of one that is gone", async () => {
  using open = await openedTeam(3);
  for (const features of [6, 5, 9, 6]) {
    using _ = open.kernels.scope();
    const { truth, shared } = smallWork(open, features);
    assertEquals(shared(1), truth(1));
  }
});

Deno.test("sum() is right after the memory has grown", async () => {
  using open = await openedTeam(3);
  for (let i = 0; i < 5; i++) {
    const { truth, shared } = smallWork(open);
    assertEquals(shared(i), truth(i));
    open.kernels.allocateBytes(1e6);
  }
});

Deno.test("sum() of losses leaves gradients as they are", async () => {
  using open = await openedTeam(2);
  const { assignment, own, sum, shared } = smallWork(open);
  shared(0);
  for (const gradient of assignment.gradients) gradient.fill(5);
  sum(slowed(own, 20), assignment, "loss");
  for (const gradient of assignment.gradients) assert(gradient.every((entry) => entry === 5));
});

// What is shared. The same loss under its name, but from outside, is not what threads would make.
for (
  const { what, features = 599, sums = 0, ...parts } of [
    // Loss and gradient, training and test part of the measures.
    { what: "shares sums of a million multiply-adds", sums: 4 },
    { what: "does not share small sums, as that would take longer", features: 150 },
    {
      what: "does not share a loss that other threads cannot make",
      loss: { name: "squaredError", l2: 0.1 },
      registries: outside,
    },
    {
      what: "does not share scores that other threads cannot make",
      scores: { name: "squares" },
      registries: outside,
    },
    {
      what: "does not share a loss that only has the name of another",
      registries: { scoreFunctions, losses: registry("loss", [{ ...svm }]) },
    },
  ] as readonly (Partial<ClassifierParts> & { what: string; features?: number; sums?: number })[]
) {
  Deno.test(`classifier() ${what}, and is right`, async () => {
    using open = await openedTeam(2);
    const { kernels } = open;
    let found = 0;
    const team = watched(open.team, () => found++);
    const given = { dataset: randomDataset(features, 5), loss: { name: "svm" }, ...parts };
    const answer = answers(classifier({ ...given, kernels, team }));
    assertEquals(found, sums);
    assertEquals(answer, answers(classifier({ ...given, kernels: referenceKernels("f32") })));
  });
}

/** Sums with a calling thread that is slow: how many of the shards it took itself. */
function slowly({ own, sum }: Small): number {
  let taken = 0;
  const slow = slowed(own, 100);
  sum((...given) => {
    taken += 1;
    slow(...given);
  });
  return taken;
}

for (const [what, pause] of [["are awake", 0], ["have fallen asleep", 50]] as const) {
  Deno.test(`sum() leaves shards to workers that ${what}`, async () => {
    using open = await openedTeam(2);
    const small = smallWork(open);
    small.shared(0);
    sleep(pause);
    assert(slowly(small) < SHARDS);
  });
}

Deno.test("sum() is right beyond the largest number of a job", async () => {
  using open = await openedTeam(2);
  const { assignment, own, truth, shared } = smallWork(open);
  const truths = Array.from({ length: 8 }, (_, round) => truth(round));
  const jobs = () => Atomics.load(open.words, WORD.job) >>> 2;
  shared(0);
  // No shards, so nobody has anything to do: half a second for four million jobs.
  for (let i = 0; i < 2 ** 22 - 20; i++) open.team.sum(assignment, own, "train", "loss", 0, 0);
  const before = jobs();
  for (let round = 0; round < 40; round++) assertEquals(shared(round), truths[round % 8]);
  assert(jobs() < before, "the number has not wrapped");
  const other = smallWork(open, 9);
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

Deno.test("claim() takes nothing of another job", () => {
  for (const other of [JOB - 1, JOB + 1, 0]) {
    const words = wordsOf(JOB, 3);
    assertEquals([claim(words, other), words], [-1, wordsOf(JOB, 3)]);
  }
});

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
  answers(svmOver(randomDataset(1500, 7), { kernels, team }));
  const [assignment] = present(seen);
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
  const { shared } = smallWork({ kernels, team });
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
  const { own, sum, shared } = smallWork(open);
  shared(0);
  const { words } = open;
  // A worker may have taken all shards before this thread comes to rob it: then once more.
  let isRobbed = false;
  const robbed: SumShard = (...given) => {
    isRobbed ||= claim(words, words[WORD.job] >>> 2) >= 0; // in the name of a worker
    own(...given);
  };
  const robbery = () => {
    while (!isRobbed) sum(robbed);
  };
  assertThrows(robbery, MachineError, "has not answered");
});

Deno.test("sum() waits longer than its patience for a calling thread that is slow itself", async () => {
  using open = await openedTeam(2);
  const { own, sum, shared } = smallWork(open);
  shared(0);
  sum(slowed(own, 1500));
});

/** A sum that fails in the workers. */
function failing(open: OpenTeam): () => void {
  const { assignment, own, sum } = smallWork(open);
  const wrong = { ...assignment, loss: { name: "svn" } };
  return () => sum(own, wrong);
}

// Several times: workers that fail together must not spoil each other's last words.
for (const threads of [2, 5, 5, 5, 5]) {
  Deno.test(`sum() of ${threads} threads says what a worker has failed of`, async () => {
    using open = await openedTeam(threads);
    assertThrows(
      failing(open),
      MachineError,
      'A worker thread failed: InputError: unknown loss "svn": did you mean "svm"?',
    );
  });
}

Deno.test("sum() says so when a worker fails in a shard", async () => {
  using open = await openedTeam(2);
  const { assignment, sum } = smallWork(open);
  assignment.work.selections.train.order.fill(2 ** 26); // times 24 bytes is far beyond the memory
  assertThrows(
    () => sum(() => sleep(20)),
    MachineError,
    "A worker thread failed: RuntimeError: memory access out of bounds",
  );
});

Deno.test("sum() after a failure throws the same one again, at once, and after close(), too", async () => {
  using open = await openedTeam(2);
  const sum = failing(open);
  const { message } = assertThrows(sum, MachineError);
  const { shared } = smallWork(open);
  const start = performance.now();
  assertThrows(sum, MachineError, message);
  assertThrows(() => shared(0), MachineError, message);
  // Some microseconds; a team that still waited would do so for a second.
  assert(performance.now() - start < 500);
  open.team.close();
  assertThrows(sum, MachineError, message);
});

for (const what of ["the same", "another"]) {
  Deno.test(`sum() of ${what} assignment after close() says that the threads are closed`, async () => {
    using open = await openedTeam(2);
    const first = smallWork(open);
    first.shared(0);
    const { shared } = what === "the same" ? first : smallWork(open, 9);
    open.team.close();
    assertThrows(() => shared(0), MachineError, "The threads have been closed");
  });
}

// In a process of its own, which has to come to its end.

const NO_ROOM = "MachineError: A worker thread did not start: no room\n";
const PROGRAMS: readonly (readonly [string, string, string])[] = [
  [
    "close(), also twice, lets the process end",
    "3 closed\n",
    `
    using backend = await openBackend({ threads: 3 });
    backend.team.close();
    backend.team.close();
    console.log(backend.threads, "closed");`,
  ],
  [
    "disposing of a backend lets the process end",
    "3\n",
    `
    using backend = await openBackend({ threads: 3 });
    console.log(backend.threads);`,
  ],
  [
    "openTeam() says so when a worker cannot be made, and lets the process end",
    NO_ROOM,
    `
    let made = 0;
    globalThis.Worker = class extends Worker {
      constructor(...given) {
        if (made++ === 1) throw new Error("no room");
        super(...given);
      }
    };
    await openBackend({ threads: 4 }).catch((error) => console.log(String(error)));`,
  ],
  [
    "openTeam() says so when a worker does not start, and lets the process end",
    NO_ROOM,
    `
    let made = 0;
    globalThis.Worker = class extends Worker {
      number = made++;
      postMessage(start) {
        if (this.number !== 1) return super.postMessage(start);
        const message = "no room";
        setTimeout(() => this.onerror(new ErrorEvent("error", { message, cancelable: true })), 200);
      }
    };
    await openBackend({ threads: 3 }).catch((error) => console.log(String(error)));`,
  ],
];
for (const [name, expected, program] of PROGRAMS) {
  Deno.test(name, async () => {
    const signal = AbortSignal.timeout(10_000);
    const source = `import { openBackend } from "./src/threads/backend.ts";\n${program}`;
    const { code, stdout, stderr } = await new Deno.Command("deno", {
      args: ["eval", source],
      signal,
    }).output();
    assertEquals(new TextDecoder().decode(code === 0 ? stdout : stderr), expected);
  });
}
