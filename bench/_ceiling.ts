import { compile, LADDER } from "./_assemblyscript.ts";
import { CEILING } from "../src/timing/samples/work.ts";
import { measure } from "./_measure.ts";

/** The functions of `ladder.as.ts`. */
export interface Ladder {
  ceiling(turns: number, at: number): void;
  oneByOne(...args: number[]): void;
  oneByFive(...args: number[]): void;
  twoByFive(...args: number[]): void;
  /** The one in use, of `src/kernels/simd`. */
  scores(...args: number[]): void;
}

/** Instantiates compiled AssemblyScript over a memory of its own. */
export function instantiate(bytes: BufferSource, memory: WebAssembly.Memory): unknown {
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports;
}

const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
const ladder = instantiate(await compile(LADDER), memory) as Ladder;
const TURNS = 10_000;
const SUMS = 13;
const LANES = 4;

/** Multiply-adds that touch no memory: the most that one thread can do without fusing them. */
export function measureCeiling(): void {
  const work = { flop: TURNS * SUMS * LANES * 2 };
  measure({ group: CEILING, name: "multiply-adds in registers, 1 thread", work }, () => {
    ladder.ceiling(TURNS, 0);
  });
}
