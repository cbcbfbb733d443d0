/**
 * A block of rows is kept in chunks of CHUNK columns: (chunks, rows, CHUNK), so that a chunk of the
 * weights stays in the first-level cache while all rows meet it. The distance between the rows of a
 * chunk is a constant, and no power of two, so that they do not compete for the same cache lines.
 */

/** Columns of a chunk. */
const CHUNK: usize = 256;
/** Bytes between two rows of a chunk. */
const ROW: usize = 1088;
/** Rows that are called into the cache together. */
const AHEAD: usize = 8;

@inline
function chunksOf(columns: usize): usize {
  return (columns + CHUNK - 1) / CHUNK;
}

/** Numbers that a block takes: its rows in chunks, then the sums of their scores in lanes. */
export function blockLength(rows: usize, columns: usize, classes: usize): usize {
  return ((chunksOf(columns) * rows * ROW) >> 2) + ((rows * classes) << 2);
}

/**
 * Reads one byte of each cache line of the rows: many misses at once, where widening alone would
 * wait for one after the other.
 */
function touch(features: usize, width: usize, examples: usize, rows: usize): u32 {
  let seen: u32 = 0;
  for (let i: usize = 0; i < rows; i++) {
    const example: usize = load<u32>(examples + (i << 2));
    let at = features + example * width;
    const end = at + width;
    for (; at < end; at += 64) seen += load<u8>(at);
  }
  return seen;
}

/** block ← rows minus `mean`, then 1; labels ← their labels. */
@inline
function gather(
  block: usize, rowLabels: usize, features: usize, labels: usize, mean: usize, examples: usize,
  rows: usize, columns: usize, isBytes: bool,
): void {
  const size: usize = isBytes ? 1 : 4;
  const vectors: usize = isBytes ? ~15 : ~3; // columns that fill vectors
  const width = columns - 1;
  for (let i: usize = 0; i < rows; i++) {
    if (isBytes && i % AHEAD == 0) {
      const seen = touch(features, width, examples + (i << 2), min(AHEAD, rows - i));
      store<u8>(rowLabels + i, <u8> seen); // or the loads would be removed
    }
    const example: usize = load<u32>(examples + (i << 2));
    store<u8>(rowLabels + i, load<u8>(labels + example));
    let from = features + example * width * size;
    let minus = mean;
    let row = block + i * ROW;
    for (let left = width;; row += rows * ROW) {
      let to = row;
      const count = min(left, CHUNK);
      const vectorEnd = from + (count & vectors) * size, end = from + count * size;
      while (from < vectorEnd) {
        if (isBytes) {
          const bytes = v128.load(from);
          const low = i16x8.extend_low_i8x16_u(bytes), high = i16x8.extend_high_i8x16_u(bytes);
          const wide0 = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low));
          const wide1 = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low));
          const wide2 = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high));
          const wide3 = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high));
          unroll: for (const v of [0, 1, 2, 3]) {
            v128.store(to, f32x4.sub(wide[v], v128.load(minus, 16 * v)), 16 * v);
          }
          from += 16;
          minus += 64;
          to += 64;
        } else {
          v128.store(to, f32x4.sub(v128.load(from), v128.load(minus)));
          from += 16;
          minus += 16;
          to += 16;
        }
      }
      for (; from < end; from += size, minus += 4, to += 4) {
        const value: f32 = isBytes ? <f32> load<u8>(from) : load<f32>(from);
        store<f32>(to, value - load<f32>(minus));
      }
      left -= count;
      if (left == 0 && count < CHUNK) {
        store<f32>(to, 1);
        break;
      }
    }
  }
}

/** Gathers rows of bytes. */
export function gatherBytes(
  block: usize, rowLabels: usize, features: usize, labels: usize, mean: usize, examples: usize,
  rows: usize, columns: usize,
): void {
  gather(block, rowLabels, features, labels, mean, examples, rows, columns, true);
}

/** Gathers rows of f32. */
export function gatherFloats(
  block: usize, rowLabels: usize, features: usize, labels: usize, mean: usize, examples: usize,
  rows: usize, columns: usize,
): void {
  gather(block, rowLabels, features, labels, mean, examples, rows, columns, false);
}
