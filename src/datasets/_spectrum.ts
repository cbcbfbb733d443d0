import { cosines, exp, log } from "../exact/math.ts";
import { SIDE as IMAGE_SIDE } from "./_build.ts";

// V8 folds the constants of a module itself, not those it imports: 1.5x faster transforms.
const SIDE = IMAGE_SIDE;

/**
 * Variance of a discrete cosine coefficient by its radius √(i² + j²), as (radius, variance),
 * measured on the channel-mean pictures of CIFAR-10. Between the points: straight in log–log.
 */
export type Spectrum = readonly (readonly [radius: number, variance: number])[];

/** All images. */
export const IMAGES: Spectrum = [
  [0, 1031235],
  [1.1, 242230],
  [1.9, 135525],
  [3.1, 47609],
  [5.1, 20946],
  [7.6, 7590],
  [11, 2815],
  [16, 962],
  [23, 256],
  [32, 44],
];

/** The ten class means. */
export const CLASS_MEANS: Spectrum = [
  [0, 99810],
  [1.1, 30594],
  [1.9, 5542],
  [3.1, 884],
  [5.1, 591],
  [7.6, 31],
  [11, 3],
  [30, 0.1],
];

/** (SIDE, SIDE): the variance of each coefficient. */
export function variances(spectrum: Spectrum): Float64Array {
  const table = new Float64Array(SIDE * SIDE);
  for (let i = 0; i < SIDE; i++) {
    for (let j = 0; j < SIDE; j++) table[i * SIDE + j] = varianceAt(spectrum, i * i + j * j);
  }
  return table;
}

function varianceAt(spectrum: Spectrum, squaredRadius: number): number {
  const [[, constant], ...points] = spectrum;
  if (squaredRadius === 0) return constant;
  const x = log(squaredRadius) / 2;
  // Beyond either end, the last straight piece goes on.
  const beyond = points.findIndex(([radius]) => log(radius) >= x);
  const right = beyond < 0 ? points.length - 1 : Math.max(1, beyond);
  const [[x0, y0], [x1, y1]] = [points[right - 1], points[right]].map((point) => point.map(log));
  return exp(y0 + ((y1 - y0) * (x - x0)) / (x1 - x0));
}

/** basis[x·SIDE + u] = a(u)·cos(π·(2x + 1)·u ∕ (2·SIDE)), the orthonormal DCT-III. */
export const basis: Float64Array = makeBasis();

function makeBasis(): Float64Array {
  const cos = cosines(6); // steps of π ∕ 64
  const table = new Float64Array(SIDE * SIDE);
  for (let u = 0; u < SIDE; u++) {
    const scale = Math.sqrt((u === 0 ? 1 : 2) / SIDE);
    for (let x = 0; x < SIDE; x++) {
      table[x * SIDE + u] = scale * cos[((2 * x + 1) * u) % cos.length];
    }
  }
  return table;
}

const between = new Float64Array(SIDE * SIDE);

/** picture ← the inverse cosine transform of `coefficients`; both are (SIDE, SIDE). */
export function inverseTransform(picture: Float64Array, coefficients: Float64Array): void {
  transformRows(between, coefficients);
  transformRows(picture, between);
}

/**
 * Transforms each row and writes it as a column, so that applying it twice does rows and columns.
 *
 * Two rows at a time: four sums that do not wait for each other, and each wave is read once for
 * both.
 */
function transformRows(output: Float64Array, input: Float64Array): void {
  for (let row = 0; row < SIDE; row += 2) {
    for (let x = 0; x < SIDE / 2; x++) {
      // Even waves are the same at both ends of the row, odd ones opposite.
      let even = 0;
      let odd = 0;
      let nextEven = 0;
      let nextOdd = 0;
      for (let u = 0; u < SIDE; u += 2) {
        const i = row * SIDE + u;
        const evenWave = basis[x * SIDE + u];
        const oddWave = basis[x * SIDE + u + 1];
        even += input[i] * evenWave;
        odd += input[i + 1] * oddWave;
        nextEven += input[i + SIDE] * evenWave;
        nextOdd += input[i + SIDE + 1] * oddWave;
      }
      const left = x * SIDE + row;
      const right = (SIDE - 1 - x) * SIDE + row;
      output[left] = even + odd;
      output[right] = even - odd;
      output[left + 1] = nextEven + nextOdd;
      output[right + 1] = nextEven - nextOdd;
    }
  }
}
