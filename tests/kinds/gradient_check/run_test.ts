import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { batches } from "../../../src/datasets/batches.ts";
import { stream } from "../../../src/exact/rng.ts";
import { sha256 } from "../../../src/exact/sha256.ts";
import { otherStep } from "../../../src/kinds/gradient_check/_other_steps.ts";
import { judge } from "../../../src/kinds/gradient_check/_judge.ts";
import type {
  CheckedDerivative,
  GradientCheck,
  Judgement,
} from "../../../src/kinds/gradient_check/check.ts";
import type { CheckSpec } from "../../../src/kinds/gradient_check/spec.ts";
import { relativeError } from "../../../src/kinds/gradient_check/run.ts";
import { registries } from "../../../src/kinds/mod.ts";
import { defineLoss, type Loss } from "../../../src/losses/loss.ts";
import { svm } from "../../../src/losses/svm.ts";
import { classifierFields } from "../../../src/problems/classifier_fields.ts";
import type { MakeProblem } from "../../../src/problems/mod.ts";
import { registry } from "../../../src/registry.ts";
import { openBackend } from "../../../src/threads/backend.ts";
import type { Vector } from "../../../src/types.ts";
import { type Fields, type Given, gradientCheckKind, resultsOf } from "../../_done.ts";
import {
  present,
  randomPoints,
  randomWeights,
  REAL,
  svmOver,
  testOfPixels,
  toyOf,
} from "../../_toy.ts";

async function check(fields: Fields = {}, given: Given = {}): Promise<GradientCheck> {
  const all = { dataset: { name: "toy" }, init: { scale: 1 }, ...fields };
  const [result] = await resultsOf(gradientCheckKind, all, given);
  return result;
}

const judgementOf = async (fields?: Fields, given?: Given): Promise<Judgement> =>
  present((await check(fields, given)).judgement);

const placeOf = ({ row, column }: CheckedDerivative) => `${row}:${column}`;

// Images none of whose derivatives is 0: so a wrong formula has a relative error at each of them.
const images = {
  dataset: { name: "synthetic", train: 60, test: 0 },
  init: { scale: 1e-4 },
  seeds: [4],
};
const pixels = {
  dataset: { name: "cifar10", directory: REAL, train: 60, test: 0 },
  init: { scale: 1e-4 },
};

// A right gradient

const RIGHT: readonly (readonly [string, Fields])[] = [
  ["the toy", { coordinates: "all" }],
  ["the toy with a penalty", { coordinates: "all", loss: { name: "svm", l2: 0.1 } }],
  ["the toy by forward differences", { coordinates: "all", scheme: "forward" }],
  ["random points", {
    dataset: { name: "toy", ...randomPoints(1, { examples: 130, features: 9, classes: 5 }) },
    coordinates: "all",
    loss: { name: "svm", l2: 0.3, delta: 2 },
  }],
  ["synthetic images", images],
  ["synthetic images with a penalty", { ...images, loss: { name: "svm", l2: 10 } }],
  ["a batch of synthetic images", { ...images, batchSize: 7, seeds: [3] }],
  ["uncentred images and large weights", {
    ...images,
    dataset: { ...images.dataset, center: false },
    init: { scale: 100 },
  }],
];

for (const [what, fields] of RIGHT) {
  Deno.test(`gradientCheck() of ${what} finds the gradient right`, async () => {
    const { verdict, judged } = await judgementOf(fields);
    assertEquals(verdict, "right");
    assert(judged > 5, `over ${judged}`);
  });
}

// Where classes are balanced and nearly all margins are missed, an example pushes a bias by as much
// as others pull it: the formula's 0 stands against differences that are rounding errors.

const BALANCED: readonly (readonly [string, Fields])[] = [
  ["synthetic images, seed 1", { ...images, seeds: [1] }],
  ["synthetic images, seed 3", { ...images, seeds: [3] }],
  ["the toy", { init: { scale: 1e-4 }, coordinates: "all", seeds: [7] }],
];

for (const [what, fields] of BALANCED) {
  for (const scheme of ["central", "forward"]) {
    Deno.test(`gradientCheck() of balanced classes (${what}, ${scheme}) finds the gradient right`, async () => {
      const { derivatives, judgement } = await check({ ...fields, scheme });
      const zeros = derivatives.filter(({ analytic, numerical }) => !analytic && numerical);
      assert(zeros.length > 0, "no rounding error stands against a 0");
      assert(["right", "acceptable"].includes(judgement?.verdict ?? ""), judgement?.verdict);
      assert((judgement?.judged ?? 0) >= 0.9 * new Set(derivatives.map(placeOf)).size);
    });
  }
}

testOfPixels("gradientCheck() of 200 real pixels, balanced, finds the gradient right", async () => {
  for (const scheme of ["central", "forward"]) {
    const { verdict, judged } = await judgementOf({
      dataset: { ...pixels.dataset, train: 200 },
      loss: { name: "svm", l2: 1e-4 },
      init: { scale: 1e-4 },
      scheme,
    });
    assert(["right", "acceptable"].includes(verdict), verdict);
    assert(judged >= 45, `over ${judged}`);
  }
});

testOfPixels("gradientCheck() of real pixels finds the gradient right", async () => {
  for (const loss of [{ name: "svm" }, { name: "svm", l2: 10 }]) {
    const { verdict, judged } = await judgementOf({ ...pixels, loss });
    assertEquals(verdict, "right");
    assert(judged >= 45, `over ${judged}`);
  }
});

// A wrong gradient: `svm` is what a break makes of the right loss.

type Break = (right: Loss) => Loss;

/** What makes the gradient wrong, of a loss with this penalty. */
type Wrong = (l2: number) => Given;

/** Registries whose loss is broken. */
function broken(break_: Break): Given {
  const loss = defineLoss({ ...svm, make: (...given) => break_(svm.make(...given)) });
  return { registries: { ...registries, losses: registry("loss", [loss]) } };
}

/** A loss whose coefficients are spoilt. */
function spoilt(
  spoil: (coefficients: Vector, labels: Uint8Array, rows: number, classes: number) => void,
): Break {
  return (right) => ({
    ...right,
    ofRows(losses, coefficients, scores, labels, rows, classes) {
      right.ofRows(losses, coefficients, scores, labels, rows, classes);
      spoil(coefficients, labels, rows, classes);
    },
  });
}

const scaled = (factor: number) =>
  spoilt((coefficients) => {
    for (let j = 0; j < coefficients.length; j++) coefficients[j] *= factor;
  });

/** A formula that takes the penalty's gradient for λ·W: half of it is missing. */
const halfPenalty: Wrong = (l2) => {
  const classifier: MakeProblem = (given) => {
    const right = classifierFields(given);
    return {
      ...right,
      make(...parts) {
        const problem = right.make(...parts);
        const exact = () => {
          const whole = problem.exact();
          return {
            ...whole,
            gradient(weights: Vector, gradient: Vector) {
              const loss = whole.gradient(weights, gradient);
              for (let k = 0; k < gradient.length; k++) gradient[k] -= l2 * weights[k];
              return loss;
            },
          };
        };
        return { ...problem, exact };
      },
    };
  };
  return { registries: { ...registries, problems: [classifier] } };
};

const BROKEN: readonly (readonly [string, Wrong, string])[] = [
  ["the wrong sign", () => broken(scaled(-1)), "wrong"],
  ["the mean forgotten", () => broken(scaled(60)), "wrong"],
  ["twice its size", () => broken(scaled(2)), "wrong"],
  ["1.1 % too much", () => broken(scaled(1.011)), "wrong"],
  ["0.1 % too much", () => broken(scaled(1.001)), "suspicious"],
  ["a millionth too much", () => broken(scaled(1 + 1e-6)), "acceptable"],
  [
    "no coefficient at the label",
    () =>
      broken(spoilt((coefficients, labels, rows, classes) => {
        for (let i = 0; i < rows; i++) coefficients[i * classes + labels[i]] = 0;
      })),
    "wrong",
  ],
  [
    "one class left out",
    () =>
      broken(spoilt((coefficients, _, rows, classes) => {
        for (let i = 0; i < rows; i++) coefficients[i * classes + 1] = 0;
      })),
    "wrong",
  ],
  [
    "met margins counted in",
    () =>
      broken(spoilt((coefficients, labels, rows, classes) => {
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < classes; j++) coefficients[i * classes + j] = 1;
          coefficients[i * classes + labels[i]] = 1 - classes;
        }
      })),
    "wrong",
  ],
  ["λ·W as the penalty's gradient", halfPenalty, "wrong"],
];

const points = randomPoints(6, { examples: 60 });

for (const [what, wrong, verdict] of BROKEN) {
  Deno.test(`gradientCheck() of a gradient with ${what} says ${verdict}`, async () => {
    const l2 = wrong === halfPenalty ? 0.5 : 0;
    const fields = {
      dataset: { name: "toy", ...points },
      loss: { name: "svm", l2 },
      coordinates: "all",
    };
    assertEquals((await judgementOf(fields)).verdict, "right");
    assertEquals((await judgementOf(fields, wrong(l2))).verdict, verdict);
  });

  Deno.test(`gradientCheck() of images and a gradient with ${what} says ${verdict}`, async () => {
    const l2 = wrong === halfPenalty ? 10 : 0;
    const fields = { ...images, loss: { name: "svm", l2 } };
    assertEquals((await judgementOf(fields, wrong(l2))).verdict, verdict);
  });
}

Deno.test("gradientCheck() of a gradient that is wrong at one weight of all says wrong", async () => {
  let block = 0;
  // The label's coefficient of one example of 60.
  const break_ = spoilt((coefficients, labels) => {
    if (block++ === 0) coefficients[labels[0]] = 0;
  });
  const fields = { dataset: { name: "toy", ...points }, coordinates: "all" };
  assertEquals((await judgementOf(fields, broken(break_))).verdict, "wrong");
});

// Noise must hide nothing: at small h differences of losses of some 1e5 are made of it.
for (const scheme of ["central", "forward"]) {
  Deno.test(`gradientCheck() of large losses and a gradient twice its size (${scheme}) says wrong`, async () => {
    const fields = {
      ...images,
      dataset: { ...images.dataset, center: false },
      init: { scale: 100 },
      scheme,
    };
    const { verdict, largest } = await judgementOf(fields, broken(scaled(2)));
    assertEquals(verdict, "wrong");
    assertAlmostEquals(largest, 0.5, 1e-6);
  });
}

Deno.test("gradientCheck() of a gradient that is 0 where the loss is not flat says wrong", async () => {
  const fields = { coordinates: "all" };
  assertEquals((await judgementOf(fields, broken(scaled(0)))).verdict, "wrong");
});

Deno.test("gradientCheck() of a gradient that is not a number says wrong", async () => {
  assertEquals((await judgementOf({}, broken(scaled(NaN)))).verdict, "wrong");
});

// A right gradient by steps that cannot show it

const large = (l2: number, h: number[]) => ({
  ...images,
  init: { scale: 1e-2 },
  loss: { name: "svm", l2 },
  coordinates: 200,
  scheme: "forward",
  ...h.length > 0 && { h },
});
const BAD_STEPS: readonly (readonly [what: string, Fields, other: unknown])[] = [
  // The error of a forward difference is λ·h.
  ["long forward steps and a penalty", large(100, [1e-5]), { h: 1e-8, scheme: "forward" }],
  ["forward steps that are all too coarse", large(1e4, []), { h: 1e-3, scheme: "central" }],
  ["short steps", { ...images, h: [1e-13] }, { h: 1e-4, scheme: "central" }],
  [
    "short forward steps",
    { ...images, scheme: "forward", h: [1e-12] },
    { h: 1e-4, scheme: "forward" },
  ],
  ["steps that move no loss", { ...images, h: [1e-20] }, { h: 1e-4, scheme: "central" }],
  [
    "steps that move no loss of the toy",
    { coordinates: "all", scheme: "forward", h: [1e-20, 1e-30] },
    { h: 0.1, scheme: "forward" },
  ],
];

for (const [what, fields, expected] of BAD_STEPS) {
  Deno.test(`gradientCheck() by ${what} is open, and knows another step`, async () => {
    const { judgement, other } = await check(fields);
    const { h, scheme, largest } = present(other);
    assertEquals([judgement?.verdict, { h, scheme }], ["open", expected]);
    assert((judgement?.largest ?? 0) > 1e-4 && largest <= 1e-4);
    // The other step is one at which the gradient is good, with that error.
    const again = await judgementOf({ ...fields, h: [h], scheme });
    assert(["right", "acceptable"].includes(again.verdict), again.verdict);
    assertEquals(again.largest, largest);
  });
}

Deno.test("gradientCheck() by steps that all cross a kink knows another step", async () => {
  const { judgement, other } = await check({ ...images, h: [1e3] });
  assertEquals([judgement, other?.h, other?.scheme], [null, 1e-4, "central"]);
});

Deno.test("gradientCheck() of a good gradient looks for no other step", async () => {
  const found = await Promise.all([images, { ...images, h: [1e-7] }].map((one) => check(one)));
  assertEquals(found.map(({ other }) => other), [null, null]);
});

for (const [what, wrong, verdict] of BROKEN) {
  if (verdict === "acceptable") continue; // at a better step it is just that
  Deno.test(`gradientCheck() of a gradient with ${what} says wrong by steps that cannot show it`, async () => {
    const l2 = wrong === halfPenalty ? 10 : 0;
    for (const steps of [{ h: [1e-13] }, { h: [1e-20] }, { h: [1e-13], scheme: "forward" }]) {
      const fields = { ...images, loss: { name: "svm", l2 }, ...steps };
      const { judgement, other } = await check(fields, wrong(l2));
      const isBad = ["suspicious", "wrong"].includes(judgement?.verdict ?? "");
      assertEquals([isBad, other], [true, null], judgement?.verdict);
    }
  });
}

// What is compared

Deno.test("gradientCheck() compares the formula with differences of the loss in f64", async () => {
  const dataset = await toyOf(points);
  const objective = svmOver(dataset, { precision: "f64", l2: 0.1 });
  const { derivatives, weightsSha256, datasetSha256, size, examples } = await check({
    dataset: { name: "toy", ...points },
    loss: { name: "svm", l2: 0.1 },
    coordinates: "all",
    h: [1e-3],
    seeds: [8],
  });
  const weights = randomWeights(8, objective.size);
  assertEquals([weightsSha256, datasetSha256], [sha256(weights), dataset.fingerprint]);
  assertEquals([size, examples, derivatives.length], [16, 60, 16]);
  const gradient = weights.slice();
  objective.gradient(weights, gradient);
  const floor = 1e-4 * Math.max(...gradient.map(Math.abs));
  for (const [k, { analytic, numerical, error, row, column }] of derivatives.entries()) {
    assertEquals([row, column], [Math.floor(k / 4), k % 4]);
    assertEquals(analytic, gradient[k]);
    const at = (shift: number) => objective.loss(weights.with(k, weights[k] + shift));
    // Losses below 16 are rounded by some 1e-15, their differences by 2e-15 ∕ 2h = 1e-12 or a few.
    assertAlmostEquals(numerical, (at(1e-3) - at(-1e-3)) / 2e-3, 1e-11);
    assertEquals(error, relativeError(analytic, numerical, floor));
  }
});

Deno.test("gradientCheck() measures small derivatives by 1e-4 of the largest of all", async () => {
  // Inputs of one column are a millionth of the others', and so are its derivatives.
  const small = points.points.map(([x, y, z]) => [x, y, 1e-6 * z]);
  let floor = 0;
  for (const coordinates of ["all", 3]) {
    const { derivatives } = await check({
      dataset: { name: "toy", points: small, labels: points.labels },
      coordinates,
      h: [1e-3],
      seeds: [8],
    });
    const sizes = derivatives.map(({ analytic }) => Math.abs(analytic));
    if (coordinates === "all") floor = 1e-4 * Math.max(...sizes);
    let below = 0;
    for (const { analytic, numerical, error, kinks } of derivatives) {
      assertEquals(error, relativeError(analytic, numerical, floor));
      if (Math.max(Math.abs(analytic), Math.abs(numerical)) >= floor) continue;
      assertEquals(error, Math.abs(analytic - numerical) / floor);
      if (kinks === 0) below += 1;
    }
    assert(coordinates !== "all" || below >= 3, `${below} below ${floor}`);
  }
});

Deno.test("gradientCheck() draws its batch as training does", async () => {
  const dataset = await toyOf(points);
  const objective = svmOver(dataset, { precision: "f64" });
  const { derivatives, examples } = await check({
    dataset: { name: "toy", ...points },
    coordinates: "all",
    batchSize: 5,
    h: [1e-6],
    seeds: [4],
  });
  const gradient = new Float64Array(16);
  const batch = batches(60, 5, stream(4, "batches"))();
  objective.use(batch);
  objective.gradient(randomWeights(4, 16), gradient);
  assertEquals(examples, 5);
  assertEquals(derivatives.map(({ analytic }) => analytic), [...gradient]);
});

Deno.test("gradientCheck() is of the losses, not of the backend that runs", async () => {
  using backend = await openBackend();
  const fields = { dataset: { name: "toy", ...points }, coordinates: "all" };
  assertEquals(await check(fields, { backend }), await check(fields));
});

// Which coordinates

/** The coordinates that are checked, once for each h. */
async function coordinatesOf(fields: Fields, steps = 2): Promise<[number, number][]> {
  const h = Array.from({ length: steps }, (_, i) => 10 ** -i);
  const { derivatives } = await check({ h, ...fields });
  const each = derivatives.length / steps;
  const all = derivatives.map(({ row, column }): [number, number] => [row, column]);
  for (let i = 0; i < steps; i++) {
    assertEquals(all.slice(i * each, (i + 1) * each), all.slice(0, each));
    assert(derivatives.slice(i * each, (i + 1) * each).every((one) => one.h === h[i]));
  }
  return all.slice(0, each);
}

Deno.test("gradientCheck() checks as many coordinates as are wanted, none of them twice", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 1e6 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 2, max: 5 }),
      async (seed, wanted, features, classes) => {
        const found = await coordinatesOf({
          dataset: { name: "toy", ...randomPoints(seed, { examples: 6, features, classes }) },
          coordinates: wanted,
          seeds: [seed],
        });
        const size = classes * (features + 1);
        assertEquals(found.length, Math.min(wanted, size));
        const places = found.map(([row, column]) => row * (features + 1) + column);
        assertEquals(places, [...new Set(places)].toSorted((a, b) => a - b));
        assert(places.every((place) => place >= 0 && place < size));
        assert(found.some(([, column]) => column === features), "no bias");
        if (wanted > classes) {
          assertEquals(new Set(found.map(([row]) => row)).size, classes, "a class without");
        }
      },
    ),
    { seed: 1, numRuns: 150 },
  );
});

Deno.test("gradientCheck() checks 50 coordinates of images: every bias, and others of every class", async () => {
  const found = await coordinatesOf(images);
  assertEquals(found.length, 50);
  const isBias = ([, column]: [number, number]) => column === 3072;
  assertEquals(found.filter(isBias).map(([row]) => row), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const others = Map.groupBy(found.filter((one) => !isBias(one)), ([row]) => row);
  // Four turns through ten classes.
  assertEquals([...others.values()].map(({ length }) => length), Array(10).fill(4));
});

Deno.test("gradientCheck() checks all coordinates when all are wanted", async () => {
  const all = [[0, 0], [0, 1], [1, 0], [1, 1], [2, 0], [2, 1]];
  assertEquals(await coordinatesOf({ coordinates: "all" }), all);
  assertEquals(await coordinatesOf({ coordinates: 7 }), all);
});

Deno.test("gradientCheck() draws other coordinates for another seed, the same for the same", async () => {
  const [one, two, again] = await Promise.all(
    [1, 2, 1].map((seed) => coordinatesOf({ ...images, seeds: [seed] }, 1)),
  );
  assertEquals(again, one);
  assertNotEquals(two, one);
});

// Kinks. With init.scale 0 all margins of the toy are 1; tests of kinks() count them by hand.

Deno.test("gradientCheck() counts kinks, and judges by derivatives without any", async () => {
  // The toy with a fourth point, so that classes are not balanced and no derivative is 0. By w₀:
  // x = 1 misses by 1 ∓ ¾ twice; x = 3 is met twice, at +¾; x = 2 is met once, at −¾; x = −1 is not.
  const dataset = { name: "toy", points: [[1], [2], [-1], [3]], labels: [0, 1, 2, 0] };
  const fields = { dataset, init: { scale: 0 }, coordinates: "all", h: [0.75] };
  const { derivatives, judgement } = await check(fields);
  assertEquals(derivatives.map(({ kinks }) => kinks), [3, 0, 3, 0, 2, 0]);
  // 4·(L(¾) − L(−¾)) = −3 − 6½ + 2½ − 1½ = −8½, where the formula has −7 of a step of 1.
  assertAlmostEquals(derivatives[0].numerical, -8.5 / 6, 1e-15);
  assertEquals(derivatives[0].analytic, -7 / 4);
  assertAlmostEquals(derivatives[0].error, (7 / 4 - 8.5 / 6) / (7 / 4), 1e-15);
  // The biases alone, −½, ¼ and ¼.
  assertEquals(judgement, { verdict: "right", h: 0.75, largest: 0, judged: 3 });
});

Deno.test("gradientCheck() judges at an h with few kinks rather than at one with many", async () => {
  const { judgement } = await check({ init: { scale: 0 }, coordinates: "all", h: [1, 0.75, 0.25] });
  assertEquals([judgement?.h, judgement?.judged, judgement?.verdict], [0.25, 6, "right"]);
});

Deno.test("gradientCheck() at a kink has no judgement", async () => {
  // With Δ = 0 and W = 0 every margin is 0.
  const { judgement, derivatives } = await check({
    init: { scale: 0 },
    coordinates: "all",
    loss: { name: "svm", delta: 0 },
  });
  assertEquals(judgement, null);
  assert(derivatives.every(({ kinks }) => kinks === 4));
});

Deno.test("gradientCheck() has no judgement where every derivative is 0", async () => {
  // Two points far apart that large weights tell apart by more than Δ: the loss is 0 all around.
  const { judgement, derivatives } = await check({
    dataset: { name: "toy", points: [[10], [-10]], labels: [0, 1] },
    init: { scale: 10 },
    coordinates: "all",
  });
  const all = derivatives.map(({ analytic, numerical, error, kinks }) =>
    [analytic, numerical, error, kinks].map(Math.abs)
  );
  assertEquals(all, Array(48).fill([0, 0, 0, 0])); // four weights at twelve steps
  assertEquals(judgement, null);
});

// The error

const ERRORS: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [0, -0, 0],
  [1, 1, 0],
  [1, 2, 0.5],
  [-4, -1, 0.75],
  [-1, 1, 2],
  [0, 1e-300, 1],
  [5e-324, 0, 1],
  [NaN, 1, Infinity],
  [0, NaN, Infinity],
  [NaN, NaN, Infinity],
  [Infinity, 1, Infinity],
  [Infinity, Infinity, Infinity],
  [Infinity, -Infinity, Infinity],
];

Deno.test("relativeError() is the same either way round", () => {
  for (const [a, b, error] of ERRORS) {
    assertEquals([relativeError(a, b), relativeError(b, a)], [error, error], `${a} and ${b}`);
  }
});

Deno.test("relativeError() measures by the floor what is below it", () => {
  assertEquals(relativeError(0, 0.25, 4), 1 / 16);
  assertEquals(relativeError(-1, 2, 4), 0.75);
  assertEquals(relativeError(-1, 2, 2), 1.5);
  assertEquals(relativeError(1, 2, 1), 0.5);
  assertEquals(relativeError(3, 3, 4), 0);
  assertEquals(relativeError(0, 0, 4), 0);
  assertEquals(relativeError(NaN, 0, 4), Infinity);
  assertEquals(relativeError(0, Infinity, Infinity), Infinity);
});

Deno.test("relativeError() is from 0 to 2, and the same at any scale", () => {
  const number = fc.double({ min: -1e100, max: 1e100, noNaN: true });
  fc.assert(
    fc.property(number, number, (a, b) => {
      const error = relativeError(a, b);
      assert(error >= 0 && error <= 2, `${error}`);
      if (Math.max(Math.abs(a), Math.abs(b)) > 1e-290) { // a power of two scales the rest exactly
        assertEquals(relativeError(a * 2 ** 40, b * 2 ** 40), error);
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});

// The judgement, of rows by hand

/** Derivatives at one h: errors, and kinks of those that have some. */
function rows(h: number, errors: readonly number[], kinks: readonly number[] = []) {
  return errors.map((error, column): CheckedDerivative => ({
    row: 0,
    column,
    h,
    analytic: 1,
    numerical: 1,
    error,
    kinks: kinks[column] ?? 0,
  }));
}

/** The next number of f64. */
function above(x: number): number {
  const [bits] = new BigUint64Array(Float64Array.of(x).buffer);
  return new Float64Array(BigUint64Array.of(bits + 1n).buffer)[0];
}

const BANDS: readonly (readonly [number, string])[] = [
  [0, "right"],
  [1e-7, "right"],
  [above(1e-7), "acceptable"],
  [1e-4, "acceptable"],
  [above(1e-4), "suspicious"],
  [1e-2, "suspicious"],
  [above(1e-2), "wrong"],
  [2, "wrong"],
  [Infinity, "wrong"],
];

for (const [largest, verdict] of BANDS) {
  Deno.test(`judge() calls a largest error of ${largest} ${verdict}`, () => {
    const h = 1e-5;
    assertEquals(judge(rows(h, [0, largest, 0])), { verdict, h, largest, judged: 3 });
  });
}

const small = Array(10).fill(1e-9);
const fair = rows(2, Array(10).fill(1e-5));
const zeros = rows(1, [0, 0]).map((one) => ({ ...one, analytic: 0, numerical: 0 }));
const [zero] = zeros;

/** What is judged, and what is said: verdict, h, largest error and how many it is over. */
const JUDGED: readonly (readonly [what: string, all: CheckedDerivative[], said: unknown[]])[] = [
  ["takes what is no number for the largest", rows(1, [1, Infinity, 0]), ["wrong", 1, Infinity, 3]],
  [
    "goes by the h whose largest error is smallest, not whose smallest is",
    [...rows(0.1, [1e-3, 1e-3]), ...rows(0.01, [1e-5, 1e-9]), ...rows(1, [0, 1])],
    ["acceptable", 0.01, 1e-5, 2],
  ],
  [
    "prefers any h to one with what is no number",
    [...rows(1, [Infinity]), ...rows(2, [0.5]), ...rows(3, [Infinity])],
    ["wrong", 2, 0.5, 1],
  ],
  [
    "leaves out derivatives with kinks",
    rows(1, [1, 1e-9, Infinity, 1e-8], [1, 0, 7, 0]),
    ["right", 1, 1e-8, 2],
  ],
  ["takes an h without kinks", [...rows(1, small), ...fair], ["right", 1, 1e-9, 10]],
  ["takes an h at which one of ten has", [...rows(1, small, [1]), ...fair], ["right", 1, 1e-9, 9]],
  [
    "leaves out an h at which more than one of ten has",
    [...rows(1, small, [1, 1]), ...fair],
    ["acceptable", 2, 1e-5, 10],
  ],
  [
    "makes do with the h that has the fewest kinks",
    [
      ...rows(1, [0, 0, 1e-9, 0], [1, 1, 0, 1]),
      ...rows(2, [0, 1e-5, 1e-6, 0], [1, 0, 0, 1]),
      ...rows(3, [0, 1e-3, 1e-3, 0], [1, 0, 0, 1]),
    ],
    ["acceptable", 2, 1e-5, 2],
  ],
  [
    "is null when all derivatives have kinks",
    [...rows(1, [0, 0], [1, 2]), ...rows(2, [0], [1])],
    [],
  ],
  ["is null of nothing", [], []],
  ["is null when all derivatives are 0", zeros, []],
  ["is null when all derivatives are 0 or have kinks", [...zeros, ...rows(1, [0.5], [1])], []],
  ["judges zeros beside another derivative", [...zeros, ...rows(1, [0])], ["right", 1, 0, 3]],
  [
    "calls a formula of 0 that the differences contradict wrong",
    [...zeros, { ...zero, numerical: 1, error: 1 }],
    ["wrong", 1, 1, 3],
  ],
  [
    "calls a formula wrong where the differences are 0",
    [...zeros, { ...zero, analytic: -1, error: 1 }],
    ["wrong", 1, 1, 3],
  ],
];
for (const [what, all, said] of JUDGED) {
  Deno.test(`judge() ${what}, in any order`, () => {
    for (const order of [all, all.toReversed()]) {
      const found = judge(order);
      const { verdict, h, largest, judged } = found ?? {};
      assertEquals(found === null ? [] : [verdict, h, largest, judged], said);
    }
  });
}

for (
  const [what, kinks, expected] of [
    ["at which what is wrong is left out for a kink", [1, 0], null],
    ["at which what is right is left out for a kink", [0, 1], 1e3],
  ] as const
) {
  Deno.test(`otherStep() is ${expected === null ? "not" : "also"} one ${what}`, () => {
    const derivatives = rows(1e-12, [1, 0]);
    const known = { loss: 1, derivatives, judgement: judge(derivatives) };
    const spec = { h: [1e-12], scheme: "central" } as unknown as CheckSpec;
    const steps = otherStep(spec, known, function* ({ h }) {
      yield { done: 1, examples: 2 };
      return rows(h, [0, 0], kinks);
    });
    let next = steps.next();
    while (!next.done) next = steps.next();
    assertEquals(next.value?.h ?? null, expected);
  });
}

Deno.test("gradientCheck() of a single derivative that is 0 is not misled by rounding", async () => {
  for (const scheme of ["forward", "central"]) {
    for (const seed of [1, 3, 8]) {
      const dataset = { name: "synthetic", train: 60, test: 0 };
      const { judgement } = await check({ dataset, coordinates: 1, scheme, seeds: [seed] });
      assert(judgement === null || judgement.verdict === "right", `${scheme} ${seed}`);
    }
  }
});

Deno.test("gradientCheck() where every derivative is 0 is not judged, whatever h", async () => {
  const dataset = { name: "toy", points: [[0], [0], [0]], labels: [0, 1, 2] };
  for (const h of [[1e-1, 1e-5, 1e-10], [1e-9], [0.25]]) {
    const { judgement } = await check({
      dataset,
      coordinates: "all",
      init: { scale: 0 },
      h,
      seeds: [1],
    });
    assertEquals(judgement, null);
  }
});
