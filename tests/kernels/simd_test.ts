/** The SIMD kernels against the reference, bit for bit. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../src/errors.ts";
import { stream } from "../../src/exact/rng.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { type Address, hasSimd, type SimdKernels, simdModule } from "../../src/kernels/simd.ts";
import type { Split, Vector } from "../../src/types.ts";
import {
  assertSameBits,
  bits,
  FINITE,
  freshKernels,
  guarded,
  KINDS,
  type NumberKind,
  numbers,
  type Place,
  randomBytes,
} from "../_simd.ts";
import { opcodes, VECTOR } from "../_wasm.ts";

const simd = freshKernels();

const anyOf = (edges: number[], max: number) =>
  fc.oneof(
    fc.constantFrom(...edges.filter((edge) => edge <= max)),
    fc.integer({ min: edges[0], max }),
  );
/** Tiles have two rows, misses are taken eight rows at a time, a block has 64. */
const rowCounts = anyOf([0, 1, 2, 3, 7, 8, 9, 16, 17, 63, 64, 65, 67], 67);
/** Vectors have 4 numbers, loops take 16, chunks have 256. */
const columnCounts = anyOf(
  [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 255, 256, 257, 258, 259, 511, 512, 513, 514, 3073],
  700,
);
/** Tiles have five classes, or four. */
const classCounts = anyOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 21, 64], 17);
const lengths = anyOf([0, 1, 2, 3, 4, 5, 15, 16, 17, 31, 32, 33, 63, 64, 65], 70);
const kinds = fc.constantFrom(...KINDS);
const factors = fc.oneof(
  fc.double({ min: -10, max: 10, noNaN: true }),
  fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1, -1, 1e-45, 1e-60, 1e39, 1 + 2 ** -30),
);

const random = { seed: fc.nat(2 ** 30), skew: fc.integer({ min: 0, max: 17 }) };
const shape = { rows: rowCounts, columns: columnCounts, classes: classCounts, ...random };
const shapes = fc.record(shape);
type Shape = typeof shapes extends fc.Arbitrary<infer Value> ? Value : never;

/** Rows of a split of bytes or of numbers, gathered into a block of `kernels`. */
function gathered(
  kernels: Kernels,
  place: Place,
  { rows, columns, classes, seed, skew }: Shape,
  kind: NumberKind | "bytes",
): Vector {
  const examples = 1 + (seed % 9);
  const size = examples * (columns - 1);
  const features = kind === "bytes" ? randomBytes(size, 256, seed) : numbers(size, kind, seed);
  const split: Split = {
    examples,
    features: place(features, skew),
    labels: place(randomBytes(examples, 256, seed + 1), skew),
  };
  const from = seed % 4;
  const order = Uint32Array.from(randomBytes(from + rows, examples, seed + 2));
  const mean = place(numbers(columns - 1, kind === "bytes" ? "plain" : "quarters", seed + 3));
  const labels = place(new Uint8Array(rows).fill(7), skew);
  // Of an earlier use; `readBack` takes as many classes as rows.
  const block = kernels.allocateBlock(rows, columns, Math.max(rows, classes)).fill(NaN);
  kernels.gather(block, labels, split, mean, place(order, skew), from, from + rows);
  return block;
}

/** The rows of a block as numbers: its layout is the backend's own business. */
function readBack(kernels: Kernels, place: Place, block: Vector, { rows, columns }: Shape): void {
  // Row i times 1 for class i; rows are finite, so the zeros add nothing.
  const one = place(new Float32Array(rows * rows));
  for (let i = 0; i < rows; i++) one[i * rows + i] = 1;
  const out = place(new Float32Array(rows * columns).fill(NaN));
  kernels.accumulate(out, one, block, rows, columns, rows, true);
}

/** Whole numbers, as losses give them, with many zeros; or anything. */
function coefficients(length: number, kind: NumberKind, seed: number): Float32Array {
  if (kind !== "quarters") return numbers(length, kind, seed);
  return numbers(length, kind, seed).map(Math.trunc);
}

/** A test that both kernels do the same, to the bit, whatever the case. */
function sameBits<Case>(
  name: string,
  numRuns: number,
  cases: fc.Arbitrary<Case>,
  act: (of: Case, kernels: Kernels, place: Place) => number | void,
  own = simd,
): void {
  Deno.test(`${name} has the bits of the reference`, () => {
    const compare = (of: Case) => assertSameBits(own, (kernels, place) => act(of, kernels, place));
    fc.assert(fc.property(cases, compare), { seed: 1, numRuns });
  });
}

for (const kind of ["bytes", ...FINITE] as const) {
  sameBits(`gather() of ${kind}`, kind === "bytes" ? 150 : 50, shapes, (of, kernels, place) => {
    const few = { ...of, rows: of.rows % 20 }; // reading back takes rows² · columns
    readBack(kernels, place, gathered(kernels, place, few, kind), few);
  });
}

const scored = fc.record({ ...shape, features: fc.constantFrom("bytes", ...KINDS), kind: kinds });
sameBits("scores()", 300, scored, (of, kernels, place) => {
  const { rows, columns, classes, seed, skew } = of;
  const block = gathered(kernels, place, of, of.features);
  const weights = place(numbers(classes * columns, of.kind, seed + 4), skew);
  const scores = place(new Float32Array(rows * classes).fill(NaN), skew);
  kernels.scores(scores, weights, block, rows, columns, classes);
});

const accumulated = fc.record({
  ...shape,
  features: fc.constantFrom("bytes", ...KINDS),
  kind: kinds,
  before: kinds,
  /** Percent of coefficients that are 0: of many there is a list of the others. */
  zeros: fc.constantFrom(0, 40, 50, 80, 99, 100),
});
for (const isFresh of [true, false]) {
  const name = `accumulate() ${isFresh ? "over what was there" : "on top"}`;
  sameBits(name, 300, accumulated, (of, kernels, place) => {
    const { rows, columns, classes, seed, skew } = of;
    const block = gathered(kernels, place, of, of.features);
    const { below } = stream(seed, "noise");
    const given = place(
      coefficients(rows * classes, of.kind, seed + 4)
        .map((value) => below(100) < of.zeros ? value < 0 ? -0 : 0 : value),
      skew,
    );
    // + 0, as sums begin at +0 and never come to −0.
    const before = numbers(classes * columns, of.before, seed + 5).map((value) => value + 0);
    const gradient = place(isFresh ? before.fill(NaN) : before, skew);
    const isFinite = of.features !== "special";
    kernels.accumulate(gradient, given, block, rows, columns, classes, isFresh, isFinite);
  });
}

const hidden = fc.record({ ...shape, units: columnCounts, of: fc.tuple(kinds, kinds, kinds) });
sameBits("relu()", 200, hidden, ({ rows, units, of, seed, skew }, kernels, place) => {
  // The rows of a block are seen in the scores that they give.
  const block = kernels.allocateBlock(rows, units + 1, 3).fill(NaN);
  kernels.relu(block, place(numbers(rows * units, of[0], seed), skew), rows, units);
  const weights = place(numbers(3 * (units + 1), of[1], seed + 1), skew);
  kernels.scores(place(new Float32Array(rows * 3)), weights, block, rows, units + 1, 3);
});
sameBits("relu() of finite numbers", 100, hidden, (of, kernels, place) => {
  const few = { ...of, rows: of.rows % 20, columns: of.units + 1 };
  const block = kernels.allocateBlock(few.rows, few.columns, few.rows).fill(NaN);
  const sums = place(numbers(few.rows * of.units, FINITE[of.seed % FINITE.length], of.seed));
  kernels.relu(block, sums, few.rows, of.units);
  readBack(kernels, place, block, few);
});
sameBits("throughRelu()", 300, hidden, (given, kernels, place) => {
  const { rows, units, classes, of: [one, two, three], seed, skew } = given;
  const out = place(new Float32Array(rows * units).fill(NaN), skew);
  const derivatives = place(coefficients(rows * classes, one, seed), skew);
  const weights = place(numbers(classes * (units + 1), two, seed + 1), skew);
  const sums = place(numbers(rows * units, three, seed + 2), skew);
  kernels.throughRelu(out, derivatives, weights, sums, rows, units, classes);
});

const judged = fc.record({
  rows: rowCounts,
  classes: classCounts,
  margin: fc.oneof(fc.constantFrom(0, -0, 0.25, 1, 0.1), factors),
  kind: kinds,
  ...random,
});
sameBits("hinge()", 500, judged, ({ rows, classes, margin, kind, seed, skew }, kernels, place) => {
  const losses = place(new Float32Array(rows).fill(9), skew);
  const derivatives = place(new Float32Array(rows * classes).fill(9), skew);
  const scores = place(numbers(rows * classes, kind, seed), skew);
  const labels = place(randomBytes(rows, classes, seed + 1), skew);
  kernels.hinge(losses, derivatives, scores, labels, rows, classes, margin);
});
sameBits("correct()", 500, judged, ({ rows, classes, kind, seed, skew }, kernels, place) => {
  const scores = place(numbers(rows * classes, kind, seed), skew);
  return kernels.correct(scores, place(randomBytes(rows, classes, seed + 1), skew), rows, classes);
});

const averaged = fc.record({
  length: lengths,
  count: anyOf([1, 2, 3, 31, 32], 32),
  divisor: fc.oneof(fc.integer({ min: 1, max: 50_000 }), factors),
  kind: kinds,
  ...random,
});
for (const isOver of [false, true]) {
  const name = `average() ${isOver ? "over its first part" : "beside its parts"}`;
  sameBits(name, 150, averaged, (of, kernels, place) => {
    const { length, count, divisor, kind, seed, skew } = of;
    const beside = place(new Float32Array(length).fill(9), skew);
    const parts = place(numbers(count * length, kind, seed), skew);
    kernels.average(isOver ? parts.subarray(0, length) : beside, parts, count, divisor);
  });
}

const pairs = fc.record({
  length: lengths,
  of: fc.tuple(kinds, kinds),
  factor: factors,
  ...random,
});
const ON_PAIRS: Readonly<
  Record<string, (kernels: Kernels, x: Vector, y: Vector, factor: number) => number | void>
> = {
  "copy()": ({ copy }, x, y) => copy(x, y),
  "addScaled()": ({ addScaled }, x, y, factor) => addScaled(x, factor, y),
  "dot()": ({ dot }, x, y) => dot(x, y),
  "dot() of an array with itself": ({ dot }, x) => dot(x, x),
  "rampSum()": ({ rampSum }, x, y, factor) => rampSum(x, factor, y),
};
for (const [name, act] of Object.entries(ON_PAIRS)) {
  sameBits(name, 150, pairs, ({ length, of, factor, seed, skew }, kernels, place) => {
    const x = place(numbers(length, of[0], seed), skew);
    return act(kernels, x, place(numbers(length, of[1], seed + 1), 1), factor);
  });
}

const means = fc.record({
  rows: fc.oneof(fc.constant(1), rowCounts.filter((rows) => rows > 0)),
  columns: columnCounts,
  classes: classCounts,
  kind: kinds,
  /** An example has zeros for the classes whose margin is met. */
  coefficients: fc.constantFrom(...KINDS),
  features: fc.constantFrom("bytes", ...FINITE),
  factor: factors.filter((factor) => !Number.isNaN(factor)).map((factor) => -Math.abs(factor)),
  ...random,
});
sameBits("addMean()", 300, means, (of, kernels, place) => {
  const { rows, columns, classes, seed, skew } = of;
  const block = gathered(kernels, place, of, of.features);
  const given = place(coefficients(rows * classes, of.coefficients, seed + 4), skew);
  const y = place(numbers(classes * columns, of.kind, seed + 5), skew);
  kernels.addMean(y, of.factor, given, block, rows, columns, classes);
});

Deno.test("addMean() leaves −0 where a product is −0, as accumulate() begins at +0", () => {
  for (const columns of [5, 20]) { // in single numbers, and in vectors too
    assertSameBits(simd, (kernels, place) => {
      const split = {
        examples: 1,
        features: place(new Float32Array(columns - 1)),
        labels: place(new Uint8Array(1)),
      };
      const block = kernels.allocateBlock(1, columns, 1);
      const order = place(new Uint32Array(1));
      const mean = place(new Float32Array(columns - 1));
      kernels.gather(block, place(new Uint8Array(1)), split, mean, order, 0, 1);
      const y = place(new Float32Array(columns).fill(-0));
      kernels.addMean(y, -1, place(Float32Array.of(-2)), block, 1, columns, 1);
      assertEquals(Object.is(y[0], -0) && Object.is(y[columns - 2], -0), true);
    });
  }
});

Deno.test("addMean() has the bits of accumulate(), average() and addScaled()", () => {
  fc.assert(
    fc.property(means, ({ factor, rows, columns, classes, seed, ...of }) => {
      using _ = simd.scope();
      const place: Place = guarded(simd).place;
      const block = gathered(simd, place, { rows, columns, classes, seed, skew: 0 }, of.features);
      const given = place(coefficients(rows * classes, of.coefficients, seed + 4));
      const [y, twice] = [1, 2].map(() => place(numbers(classes * columns, of.kind, seed + 5)));
      simd.addMean(y, factor, given, block, rows, columns, classes);
      const gradient = simd.allocate(classes * columns);
      simd.accumulate(gradient, given, block, rows, columns, classes, true);
      simd.average(gradient, gradient, 1, rows);
      simd.addScaled(twice, factor, gradient);
      assertEquals(bits(y), bits(twice));
    }),
    { seed: 1, numRuns: 300 },
  );
});

/** Kernels whose arrays lie around the middle of a 32-bit memory, of which little is touched. */
function kernelsAtHalf(): SimdKernels {
  const kernels = freshKernels({ pages: 33_000 });
  let offset = 0;
  function allocateOf<Type extends Address["type"]>(type: Type, length: number, bytes: number) {
    const start = offset;
    offset += Math.ceil(length * bytes / 64) * 64;
    return kernels.arrayAt({ type, offset: start, length });
  }
  return {
    ...kernels,
    scope() {
      offset = 2 ** 31 - 4096;
      return { [Symbol.dispose]() {} };
    },
    allocateBytes: (length) => allocateOf("Uint8Array", length, 1) as Uint8Array,
    allocateBlock: (...size) =>
      allocateOf("Float32Array", kernels.allocateBlock(...size).length, 4) as Vector,
  };
}

sameBits(
  "simdKernels() across 2 GiB, where addresses turn negative,",
  30,
  shapes,
  (of, kernels, place) => {
    const { rows, columns, classes, seed, skew } = of;
    const block = gathered(kernels, place, of, "bytes");
    const weights = place(numbers(classes * columns, "plain", seed), skew);
    const scores = place(new Float32Array(rows * classes));
    kernels.scores(scores, weights, block, rows, columns, classes);
    const gradient = place(new Float32Array(classes * columns), skew);
    kernels.accumulate(gradient, scores, block, rows, columns, classes, true);
    kernels.average(gradient, gradient, 1, 3);
    kernels.addScaled(weights, -0.1, gradient);
    return kernels.dot(gradient, weights);
  },
  kernelsAtHalf(),
);

// The compiled module.

Deno.test("simd.wasm has only instructions whose result is fixed to the bit", async () => {
  const found = new Set(opcodes(await simdModule()));
  assert(found.has(VECTOR + 228) && found.has(VECTOR + 230)); // f32x4.add and f32x4.mul
  const relaxed = [...found].filter((opcode) => opcode >= VECTOR + 256);
  const ofVectors = [232, 233, 234, 235, 244, 245, 246, 247].map((opcode) => VECTOR + opcode);
  const minMax = [0x96, 0x97, 0xa4, 0xa5, ...ofVectors]; // the first are of f32 and of f64
  assertEquals([relaxed, minMax.filter((opcode) => found.has(opcode))], [[], []]);
});

Deno.test("simd.wasm asks for a memory and for nothing else", async () => {
  const imports = WebAssembly.Module.imports(await WebAssembly.compile(await simdModule()));
  assertEquals(imports, [{ module: "env", name: "memory", kind: "memory" }]);
});

Deno.test("hasSimd() is true here, and false for what is no module", async () => {
  assertEquals([hasSimd(await simdModule()), hasSimd(new Uint8Array(8))], [true, false]);
});

// Arrays.

Deno.test("simdKernels() says what it is", () => {
  assertEquals([simd.backend, simd.precision, simd.round(0.1)], ["simd", "f32", Math.fround(0.1)]);
});

Deno.test("allocate() and its kin give zeros of their type", () => {
  const { allocate, allocateBytes, allocateIndices, allocateDoubles } = simd;
  const all = [allocate, allocateBytes, allocateIndices, allocateDoubles];
  const types = [Float32Array, Uint8Array, Uint32Array, Float64Array];
  assertEquals(all.map((one) => one(3)), types.map((type) => new type(3)));
});

Deno.test("allocate() gives arrays that share no cache line", () => {
  const kernels = freshKernels();
  const starts = [3, 0, 16, 17, 1].map((length) => kernels.allocate(length).byteOffset);
  assertEquals(starts.map((start) => start - starts[0]), [0, 64, 64, 128, 256]);
});

Deno.test("scope() nests: each frees its own arrays, and what comes after is zeros", () => {
  const kernels = freshKernels();
  const before = kernels.allocate(9).fill(5);
  const offsets = [];
  {
    using _outer = kernels.scope();
    const outer = kernels.allocate(9).fill(6);
    {
      using _inner = kernels.scope();
      offsets.push(kernels.allocate(9).fill(7).byteOffset);
    }
    const after = kernels.allocate(9);
    offsets.push(after.byteOffset);
    assertEquals([after, outer], [new Float32Array(9), new Float32Array(9).fill(6)]);
    after.fill(8);
  }
  assertEquals(offsets[0], offsets[1]);
  assertEquals([kernels.allocate(9), before], [new Float32Array(9), new Float32Array(9).fill(5)]);
});

Deno.test("scope() throws when it ends before one that it holds", () => {
  const kernels = freshKernels();
  const outer = kernels.scope();
  kernels.scope();
  assertThrows(() => outer[Symbol.dispose](), Error, "Scopes of memory must end in reverse order");
});

Deno.test("scope() frees the memory of arrays that a loop makes again and again", () => {
  const kernels = freshKernels();
  const offsets = Array.from({ length: 3 }, () => {
    using _ = kernels.scope();
    return kernels.allocate(50_000).byteOffset;
  });
  assertEquals(new Set(offsets).size, 1);
});

Deno.test("scope() of a room allocates there, and where it was before when it ends", () => {
  const kernels = freshKernels();
  const before = kernels.allocate(9).byteOffset;
  const [first, second, third] = kernels.rooms(3);
  assertEquals([first.from, first.to, second.to], [before + 64, second.from, third.from]);
  {
    using _ = kernels.scope(second);
    assertEquals(kernels.allocate(9).byteOffset, second.from);
    assertEquals(kernels.allocate(9).byteOffset, second.from + 64);
  }
  assertEquals(kernels.allocate(9).byteOffset, before + 64);
});

Deno.test("allocate() beyond a room says how much it has, and goes on", () => {
  const kernels = freshKernels({ limit: 3e8 });
  const [, room] = kernels.rooms(3);
  using _ = kernels.scope(room);
  const message = "Not enough memory: 123 MB are needed and 100 MB can be had; take fewer examples";
  assertEquals(assertThrows(() => kernels.allocate(1.23e8 / 4), InputError).message, message);
  assertEquals(kernels.allocate(2e7).length, 2e7);
});

Deno.test("allocate() keeps arrays of before when the memory grows", () => {
  const kernels = freshKernels();
  const before = kernels.allocate(4).fill(1);
  const after = kernels.allocate(1e6).fill(2);
  before[0] = 5;
  const sum = kernels.dot(before, after.subarray(0, 4)); // reads what was written just now
  kernels.copy(after, before);
  kernels.addScaled(before, 2, after.subarray(0, 4));
  assertEquals([sum, [...before], [...after.slice(0, 5)]], [16, [15, 3, 3, 3], [5, 1, 1, 1, 2]]);
});

Deno.test("allocate() beyond the limit says how much is needed and what to do, and goes on", () => {
  const kernels = freshKernels({ limit: 1.11e8 });
  const message = "Not enough memory: 124 MB are needed and 111 MB can be had; take fewer examples";
  assertEquals(assertThrows(() => kernels.allocate(1.23e8 / 4), InputError).message, message);
  assertEquals(kernels.allocate(1e7).length, 1e7);
});

Deno.test("allocate() beyond 4 GiB refuses, as addresses end there", () => {
  assertThrows(() => freshKernels().allocate(2 ** 30), InputError, "4,295 MB can be had");
});

Deno.test("arrayAt() is the array at addressOf()", () => {
  const array = simd.allocateIndices(5).subarray(1, 4);
  array.set([1, 2, 3]);
  const same = simd.arrayAt(simd.addressOf(array));
  assertEquals([same, same.byteOffset], [array, array.byteOffset]);
});

const own = simd.allocate(4);
const labels = simd.allocateBytes(4);
const order = simd.allocateIndices(4);
const split: Split = { examples: 4, features: own, labels };
const CALLS: Partial<Record<keyof SimdKernels, unknown[]>> = {
  gather: [own, labels, split, own, order, 0, 1],
  scores: [own, own, own, 1, 1, 1],
  relu: [own, own, 1, 1],
  throughRelu: [own, own, own, own, 1, 1, 1],
  hinge: [own, own, own, labels, 1, 1, 1],
  correct: [own, labels, 1, 1],
  accumulate: [own, own, own, 1, 1, 1, true],
  average: [own, own, 1, 1],
  copy: [own, own],
  addScaled: [own, 1, own],
  addMean: [own, -1, own, own, 1, 1, 1],
  dot: [own, own],
  rampSum: [own, 1, own],
  addressOf: [own],
};
/** The same argument with an array that lies elsewhere. */
function aliensOf(given: unknown): unknown[] {
  if (given === split) {
    const features = [new Float32Array(4), new Uint8Array(4)].map((features) => ({ features }));
    return [...features, { labels: new Uint8Array(4) }].map((alien) => ({ ...split, ...alien }));
  }
  return [own, labels, order].filter((array) => array === given).map((array) => array.slice());
}
for (const [method, given] of Object.entries(CALLS)) {
  const call = simd[method as keyof SimdKernels] as (...given: unknown[]) => unknown;
  for (const [i, argument] of given.entries()) {
    for (const [k, alien] of aliensOf(argument).entries()) {
      Deno.test(`${method}() throws where argument ${i} lies elsewhere, way ${k + 1}`, () => {
        const message = "an array that these kernels did not allocate";
        assertThrows(() => call(...given.with(i, alien)), TypeError, message);
      });
    }
  }
}

Deno.test("dot() throws for an array of other kernels", () => {
  const other = freshKernels().allocate(4);
  assertThrows(() => simd.dot(own, other), TypeError);
});

// adopt()

const OWN: Split = { examples: 2, features: simd.allocateBytes(4), labels: simd.allocateBytes(2) };
const ELSEWHERE: Split = {
  examples: 2,
  features: Uint8Array.of(1, 2, 3, 4),
  labels: Uint8Array.of(5, 6),
};
const NONE: Split = { examples: 0, features: new Uint8Array(), labels: new Uint8Array() };
for (
  const [what, given] of Object.entries({
    "examples from elsewhere": ELSEWHERE,
    "examples that are its own": OWN,
    "only labels from elsewhere": { ...OWN, labels: ELSEWHERE.labels },
    "a part without examples": NONE,
  })
) {
  Deno.test(`adopt() of ${what} copies what lies elsewhere, and nothing else`, () => {
    const adopted = simd.adopt(given);
    assertEquals(adopted, given);
    for (const part of ["features", "labels"] as const) {
      assertEquals(adopted[part] === given[part], given[part] === OWN[part]);
      simd.addressOf(adopted[part] as Uint8Array); // or it would throw
    }
  });
}

Deno.test("adopt() rounds features in f64 as the reference does", () => {
  const features = Float64Array.of(0.1, 2 ** 24 + 1, 1e-50);
  const adopted = simd.adopt({ examples: 1, features, labels: Uint8Array.of(0) });
  assertEquals(adopted.features, Float32Array.of(0.1, 2 ** 24, 0));
});
