/** Random images in WebAssembly, see `simd/images.as.ts`. */
import { hasSimd, simdModule } from "./simd.ts";

const PAGE = 65536;
/** Numbers of f64 in a picture of one plane. */
const AREA = 1024;
/** Where the tables begin: behind a cache line that nobody uses, and the pixels of an image. */
const TABLES = 64 + 3 * AREA;
/** Bytes for four pictures, and for the random words of an image. */
const SCRATCH = 4 * 8 * AREA + 4 * (3 * AREA + 16);

/** What images are made from. */
export interface ImageTables {
  /** The deviation of each coefficient, in each of three colours. */
  readonly scales: readonly Float64Array[];
  /** The waves of the inverse cosine transform. */
  readonly basis: Float64Array;
  /** How much of each colour is in the red, green and blue plane. */
  readonly mixes: readonly number[];
  /** The mean of each class. */
  readonly means: readonly Float64Array[];
}

/** pixels[at …] ← image number `index` of a stream; returns its label. */
export type PaintImage = (pixels: Uint8Array, at: number, index: number) => number;

/** A way to paint images from the streams with a key; null where the host has no vectors in WebAssembly. */
export async function imagePainter(
  { scales, basis, mixes, means }: ImageTables,
  key: Uint32Array,
): Promise<PaintImage | null> {
  const bytes = await simdModule();
  if (!hasSimd(bytes)) return null;
  const tables = [...scales, basis, Float64Array.of(...mixes, 0, 0, 0, 0, 0, 0, 0), ...means];
  const scratch = TABLES + tables.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const pages = Math.ceil((scratch + SCRATCH) / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
  const paintImage = instance.exports.paintImage as (...args: number[]) => number;
  let at = TABLES;
  for (const table of tables) {
    new Float64Array(memory.buffer, at, table.length).set(table);
    at += table.byteLength;
  }
  const image = new Uint8Array(memory.buffer, 64, 3 * AREA);
  const [key0, key1, key2] = key;
  return (pixels, at, index) => {
    const label = paintImage(64, TABLES, scratch, key0, key1, key2, index, means.length);
    pixels.set(image, at);
    return label;
  };
}
