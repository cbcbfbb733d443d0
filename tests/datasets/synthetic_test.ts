import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { plainPainter, tablesOf } from "../../src/datasets/_images.ts";
import { CLASS_MEANS, IMAGES, inverseTransform, variances } from "../../src/datasets/_spectrum.ts";
import { synthetic } from "../../src/datasets/synthetic.ts";
import { keyOf, stream } from "../../src/exact/rng.ts";
import { imagePainter, type ImageTables } from "../../src/kernels/images.ts";
import type { Split } from "../../src/types.ts";
import { present } from "../_toy.ts";

const PIXELS = 3072;

/** The images of a part as texts, which a set can tell apart. */
function images({ features, examples }: Split): string[] {
  return Array.from(
    { length: examples },
    (_, i) => features.subarray(i * PIXELS, (i + 1) * PIXELS).join(),
  );
}

const made = (train: number, test = 0, more: { seed?: number; center?: boolean } = {}) =>
  synthetic.make({ train, test, ...more }, undefined);

Deno.test("synthetic() has images of 3 × 32 × 32 bytes in ten classes", async () => {
  const { features, classes, train, test } = await made(3, 2);
  assert(train.features instanceof Uint8Array && test.features instanceof Uint8Array);
  assertEquals(
    [features, classes, train.examples, train.features.length, test.examples, test.features.length],
    [PIXELS, 10, 3, 3 * PIXELS, 2, 2 * PIXELS],
  );
});

Deno.test("synthetic() has 5,000 training and 1,000 test images where nothing is said", () => {
  const { train, test, seed, center } = synthetic.options.parse({}) as Record<string, unknown>;
  assertEquals([train, test, seed, center], [5000, 1000, 1, true]);
});

Deno.test("synthetic() hears in the midst of its images that nobody wants them any more", async () => {
  let turns = 0;
  const memory = {
    allocateBytes: (length: number) => new Uint8Array(length),
    turn: () => ++turns < 2 ? Promise.resolve() : Promise.reject("enough"),
  };
  const error = await synthetic.make({ train: 2000, test: 0 }, memory).catch((error) => error);
  assertEquals([error, turns], ["enough", 2]);
});

Deno.test("synthetic() begins a larger set with the images of a smaller one", async () => {
  const heads = (await Promise.all([made(12, 7), made(30, 20)])).map(({ train, test }) => [
    images(train).slice(0, 12),
    [...train.labels.slice(0, 12)],
    images(test).slice(0, 7),
    [...test.labels.slice(0, 7)],
  ]);
  assertEquals(heads[1], heads[0]);
});

Deno.test("synthetic() asks for the memory of both parts before it draws an image", async () => {
  const given: Uint8Array[] = [];
  const allocateBytes = (length: number) => {
    if (length === 3 * PIXELS) throw new RangeError("no room for the test part");
    given.push(new Uint8Array(length));
    return given[given.length - 1];
  };
  await assertRejects(
    async () => await synthetic.make({ train: 2, test: 3 }, { allocateBytes }),
    RangeError,
    "no room for the test part",
  );
  assert(given[0].length === 2 * PIXELS && given[0].every((pixel) => pixel === 0));
});

Deno.test("synthetic() has the same training images for any number of test images", async () => {
  const [none, some] = await Promise.all([made(12, 0), made(12, 9)]);
  assertEquals(images(none.train), images(some.train));
});

Deno.test("synthetic() has no image twice, in neither part", async () => {
  const { train, test } = await made(60, 60);
  assertEquals(new Set([...images(train), ...images(test)]).size, 120);
});

Deno.test("synthetic() has other images for another seed, also for one equal modulo 2³²", async () => {
  const all = await Promise.all([1, 2, 1 + 2 ** 32].map((seed) => made(10, 0, { seed })));
  assertEquals(new Set(all.flatMap(({ train }) => images(train))).size, 30);
});

Deno.test("synthetic() has labels 0 to 9 and no others, all equally often", async () => {
  const { train } = await made(1000);
  const counts = new Array(10).fill(0);
  for (const label of train.labels) counts[label] += 1;
  const chiSquare = counts.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
  assertEquals(counts.length, 10); // a label of 10 or more would have made it longer
  // With 9 degrees of freedom, equal chances stay below 27.88 in 999 of 1,000 cases; one label that
  // is missing adds 100.
  assert(chiSquare < 27.88, `${chiSquare}`);
});

// Twenty seeds of fifty images: class means belong to a seed, so one seed has one set of ten.
const sets = await Promise.all(
  Array.from({ length: 20 }, (_, seed) => made(50, 0, { seed })),
);
const bytes = sets.flatMap(({ train }) => [...train.features]);
const ofPlane = (plane: number) =>
  bytes.filter((_, k) => Math.floor((k % PIXELS) / 1024) === plane);
const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

for (
  const [plane, { name, truth }] of [
    { name: "red", truth: 125.3 },
    { name: "green", truth: 122.9 },
    { name: "blue", truth: 113.9 },
  ].entries()
) {
  Deno.test(`synthetic() has the mean of CIFAR-10 in the ${name} plane`, () => {
    // The mean of a picture scatters by √1031235 ∕ 32 = 32 grey levels. Of it √99810 ∕ 32 · ¾ = 7.4
    // is the class's: 32 ∕ √1000 and 7.4 ∕ √200 make 1.1. Three of those, and clipping on top.
    assertAlmostEquals(mean(ofPlane(plane)), truth, 3.5);
  });

  Deno.test(`synthetic() has about the deviation of CIFAR-10 in the ${name} plane`, () => {
    // CIFAR-10 has 62 to 66; clipping takes a few of them away.
    const values = ofPlane(plane);
    const centre = mean(values);
    const deviation = Math.sqrt(mean(values.map((x) => (x - centre) ** 2)));
    assertAlmostEquals(deviation, 62, 5);
  });
}

Deno.test("synthetic() has about 5 % of its pixels clipped", () => {
  const clipped = bytes.filter((value) => value === 0 || value === 255).length / bytes.length;
  // 5 % is known to a digit; the share of one set of fifty images scatters by 0.7 %, that of twenty
  // by 0.16 %.
  assert(clipped > 0.04 && clipped < 0.06, `${clipped}`);
});

Deno.test("synthetic() has classes that differ", async () => {
  const { train, test } = await made(400, 500);
  const means = Array.from({ length: 10 }, (_, label) => {
    const members = [...train.labels.keys()].filter((i) => train.labels[i] === label);
    return Array.from(
      { length: PIXELS },
      (_, k) => mean(members.map((i) => train.features[i * PIXELS + k])),
    );
  });
  const nearest = (i: number) => {
    const distances = means.map((one) =>
      one.reduce((sum, value, k) => sum + (value - test.features[i * PIXELS + k]) ** 2, 0)
    );
    return distances.indexOf(Math.min(...distances));
  };
  const right = [...test.labels].filter((label, i) => nearest(i) === label).length;
  // Guessing gets 50 of 500 with a deviation of √(500 · 0.1 · 0.9) = 6.7; four of those above it.
  assert(right > 77, `${right} of 500`);
});

Deno.test("synthetic() subtracts the mean of its training part, unless it is not centred", async () => {
  const { train, mean } = await made(7, 3);
  const truth = Float64Array.from(
    { length: PIXELS },
    (_, k) => [0, 1, 2, 3, 4, 5, 6].reduce((sum, i) => sum + train.features[i * PIXELS + k], 0) / 7,
  );
  assertEquals(mean, truth);
  assertEquals((await made(7, 3, { center: false })).mean, new Float64Array(PIXELS));
});

Deno.test("synthetic() has the golden fingerprint", async () => {
  // A golden value, copied from this program: any change of it changes every committed result.
  const { fingerprint } = await made(40, 20);
  assertEquals(fingerprint, "390f397733ae921a1aa1ee40b788a776a2c155609eb68d3ae75e17a25ec7a71b");
});

Deno.test("inverseTransform() is the orthonormal inverse cosine transform of the textbook", () => {
  const rng = stream(1, "data");
  const coefficients = Float64Array.from({ length: 1024 }, () => rng.gaussian());
  const basis = (u: number, x: number) =>
    Math.sqrt((u === 0 ? 1 : 2) / 32) * Math.cos((Math.PI * (2 * x + 1) * u) / 64);
  const picture = new Float64Array(1024);
  inverseTransform(picture, coefficients);
  for (const [row, column] of [[0, 0], [0, 31], [31, 0], [5, 17], [16, 15], [30, 2]]) {
    let truth = 0;
    for (let v = 0; v < 32; v++) {
      for (let u = 0; u < 32; u++) {
        truth += coefficients[v * 32 + u] * basis(v, row) * basis(u, column);
      }
    }
    // 1,024 terms of size up to 1 ∕ 16 · 4, whose cosines are good to some 1e-15.
    assertAlmostEquals(picture[row * 32 + column], truth, 1e-13);
  }
});

Deno.test("variances() has the tabulated value at radius 0", () => {
  assertEquals([variances(IMAGES)[0], variances(CLASS_MEANS)[0]], [1031235, 99810]);
});

// Logarithms of size 11 with a few roundings, and their exponential: 11 · 2⁻⁵² · a few.
const POWERS: readonly (readonly [string, readonly number[], number])[] = [
  // (3, 4) has radius 5, between 3.1 with 47609 and 5.1 with 20946.
  [
    "between the tabulated radii",
    [3 * 32 + 4, 4 * 32 + 3],
    47609 * (20946 / 47609) ** (Math.log(5 / 3.1) / Math.log(5.1 / 3.1)),
  ],
  // Radius 1 before (1.1, 242230) and (1.9, 135525); 31·√2 behind (23, 256) and (32, 44).
  ["before them", [1], 242230 * (135525 / 242230) ** (Math.log(1 / 1.1) / Math.log(1.9 / 1.1))],
  [
    "behind them",
    [31 * 32 + 31],
    256 * (44 / 256) ** (Math.log((31 * Math.SQRT2) / 23) / Math.log(32 / 23)),
  ],
];
for (const [where, places, truth] of POWERS) {
  Deno.test(`variances() is straight in log–log ${where}`, () => {
    const table = variances(IMAGES);
    for (const place of places) assertAlmostEquals(table[place] / truth, 1, 2e-14);
  });
}

/** Images by WebAssembly and by plain loops, with their labels. */
async function painted(tables: ImageTables, seed: number, indices: readonly number[]) {
  const fast = present(await imagePainter(tables, keyOf(seed, "data")));
  return [fast, plainPainter(tables, seed)].map((paintImage) =>
    indices.map((index) => {
      const pixels = new Uint8Array(PIXELS + 2).fill(7);
      const label = paintImage(pixels, 1, index);
      return [label, ...pixels];
    })
  );
}

for (const seed of [1, 2 ** 40 + 5]) {
  Deno.test(`imagePainter() paints the bytes of plain loops with seed ${seed}`, async () => {
    const indices = Array.from({ length: 100 }, (_, i) => 16 + 7 * i).concat(2 ** 32 - 1);
    const [fast, plain] = await painted(tablesOf(seed), seed, indices);
    assertEquals(fast, plain);
    assertEquals(new Set(fast.map(([label]) => label)).size, 10);
  });
}

Deno.test("imagePainter() rounds as Math.round does, and stays between 0 and 255", async () => {
  const tables = tablesOf(1);
  const values = [0.49999999999999994, 0.5, 1.5, 2.5, 127.49999999999999, 127.5, 254.5, 255.5, 3e9];
  const all = values.flatMap((value) => [value, -value]);
  const mean = new Float64Array(PIXELS).map((_, k) => all[k % all.length]);
  const still = { ...tables, scales: tables.scales.map(() => new Float64Array(1024)) };
  const [fast, plain] = await painted({ ...still, means: Array(10).fill(mean) }, 1, [16]);
  assertEquals(fast, plain);
  const shown = [0, 0, 1, 0, 2, 0, 3, 0, 127, 0, 128, 0, 255, 0, 255, 0, 255, 0];
  assertEquals(fast[0].slice(2, 2 + shown.length), shown);
});
