/**
 * The kernels in AssemblyScript, for WebAssembly with 128-bit vectors: the bits of `reference.ts`.
 *
 * `deno task kernels` compiles the files of this folder, as one, to `simd.wasm`. Arguments are
 * addresses and counts; `simd.ts` has the types. Only deterministic instructions are used: no
 * relaxed SIMD, no fused multiply-add, no min or max. `docs/kernels.md` explains the loops.
 *
 * Neither compiler on the way would unroll these loops or keep an array in registers. So a loop
 * labelled `unroll` is written out first, with its counter as a number: `sum[2]` then is the
 * variable `sum2`, and the compiler decides conditions such as `2 < 4`.
 */

@inline
function multiplyAdd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

/** The total of a sum in lanes, after the products of the last 0 to 3 columns, at a and b. */
@inline
function total(sum: v128, a: usize, b: usize, tail: usize): f32 {
  let lane0 = f32x4.extract_lane(sum, 0);
  let lane1 = f32x4.extract_lane(sum, 1);
  let lane2 = f32x4.extract_lane(sum, 2);
  unroll: for (const k of [0, 1, 2]) {
    if (tail > k) lane[k] += load<f32>(a, 4 * k) * load<f32>(b, 4 * k);
  }
  return (lane0 + lane2) + (lane1 + f32x4.extract_lane(sum, 3));
}

/**
 * How many classes are taken in tiles of four, before tiles of five: as many as leave whole fives, where
 * there are so many.
 */
@inline
function classesInFours(classes: usize): usize {
  const rest: usize = classes % 5;
  const fours: usize = rest == 0 ? 0 : (5 - rest) << 2;
  return fours <= classes ? fours : 0;
}

/** Whether to divide by a number is, to the bit, to multiply by its reciprocal, which takes less time. */
@inline
function isPowerOfTwo(divisor: f32): bool {
  const bits = reinterpret<u32>(divisor);
  const exponent = bits >> 23;
  return (bits & 0x7fffff) == 0 && exponent > 0 && exponent < 254;
}

/** sum ÷ divisor, or sum · divisor where that is a factor. */
@inline
function divided(sum: v128, divisor: v128, isFactor: bool): v128 {
  return isFactor ? f32x4.mul(sum, divisor) : f32x4.div(sum, divisor);
}
