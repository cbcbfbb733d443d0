/** Gaussian images with the spectrum, the colours and the class means of CIFAR-10. */
import { stream } from "../exact/rng.ts";
import type { ImageTables, PaintImage } from "../kernels/images.ts";
import type { Rng } from "../types.ts";
import { CLASSES, PIXELS, PLANES, SIDE } from "./_build.ts";
import { basis, CLASS_MEANS, IMAGES, inverseTransform, variances } from "./_spectrum.ts";

const AREA = SIDE * SIDE;
/** Mean of the red, green and blue plane of CIFAR-10. */
const COLOUR_MEAN = [125.3, 122.9, 113.9];
/** Principal colours of CIFAR-10: the variance of a pixel along each, and its red, green, blue. */
const COLOURS = [
  { variance: 11173, mix: [0.558, 0.577, 0.597] },
  { variance: 815, mix: [-0.703, -0.055, 0.709] },
  { variance: 172, mix: [0.441, -0.815, 0.375] },
];
/** Distance between the classes; this value brings gradient descent near CIFAR-10's accuracy. */
const SEPARATION = 0.75;
/** What images are made from. */
export function tablesOf(seed: number): ImageTables {
  const all = variances(IMAGES);
  const between = variances(CLASS_MEANS).map((variance) => variance * SEPARATION * SEPARATION);
  const within = all.map((variance, i) => Math.max(0, variance - between[i]));
  const pixelVariance = all.reduce((sum, variance) => sum + variance, 0) / AREA;
  const scales = (table: Float64Array) =>
    COLOURS.map(({ variance }) => table.map((one) => Math.sqrt((one * variance) / pixelVariance)));
  const betweenScales = scales(between);
  const pictures = COLOURS.map(() => new Float64Array(AREA));
  const plain = new Float64Array(PIXELS).map((_, k) => COLOUR_MEAN[Math.floor(k / AREA)]);
  const mixes = Array.from({ length: PLANES }, (_, plane) => COLOURS.map(({ mix }) => mix[plane]))
    .flat();
  const means = Array.from({ length: CLASSES }, (_, label) => {
    const mean = new Float64Array(PIXELS);
    drawPictures(pictures, betweenScales, stream(seed, "data", label));
    paint(mean, plain, pictures, mixes);
    return mean;
  });
  return { scales: scales(within), basis, mixes, means };
}

/** Images in plain loops: the specification of every bit. */
export function plainPainter({ scales, mixes, means }: ImageTables, seed: number): PaintImage {
  const pictures = COLOURS.map(() => new Float64Array(AREA));
  const image = new Float64Array(PIXELS);
  return (pixels, at, index) => {
    const rng = stream(seed, "data", index);
    const label = rng.below(CLASSES);
    drawPictures(pictures, scales, rng);
    paint(image, means[label], pictures, mixes);
    for (let k = 0; k < PIXELS; k++) {
      pixels[at + k] = Math.min(255, Math.max(0, Math.round(image[k])));
    }
    return label;
  };
}

const coefficients = new Float64Array(AREA);

/** pictures ← a random picture (SIDE, SIDE) in each colour, from the deviation of each coefficient. */
function drawPictures(
  pictures: Float64Array[],
  scales: readonly Float64Array[],
  rng: Rng,
): void {
  for (const [c, picture] of pictures.entries()) {
    rng.fillGaussian(coefficients, 1);
    for (let i = 0; i < AREA; i++) coefficients[i] *= scales[c][i];
    inverseTransform(picture, coefficients);
  }
}

/** image ← mean + the mix of the pictures in each plane, (PLANES, SIDE, SIDE). */
function paint(
  image: Float64Array,
  mean: Float64Array,
  [x, y, z]: Float64Array[],
  mixes: readonly number[],
): void {
  for (let plane = 0; plane < PLANES; plane++) {
    const [u, v, w] = mixes.slice(3 * plane);
    for (let i = 0; i < AREA; i++) {
      const k = plane * AREA + i;
      image[k] = mean[k] + (u * x[i] + v * y[i] + w * z[i]);
    }
  }
}
