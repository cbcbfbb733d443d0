/** WebAssembly for a program on vectors: four places at a time, then one. */
import type { Vector } from "../types.ts";
import type { Elementwise, ElementwiseOperation, ElementwiseProgram } from "./elementwise.ts";

/** Codes of the instructions, on four numbers and on one; https://webassembly.github.io/spec/core/. */
const CODES: Readonly<Record<Exclude<ElementwiseOperation, "sign">, readonly [number, number]>> = {
  add: [0xe4, 0x92],
  subtract: [0xe5, 0x93],
  multiply: [0xe6, 0x94],
  divide: [0xe7, 0x95],
  min: [0xe8, 0x96],
  max: [0xe9, 0x97],
  negate: [0xe1, 0x8c],
  sqrt: [0xe3, 0x91],
  abs: [0xe0, 0x8b],
};

const [I32, F32, V128] = [0x7f, 0x7d, 0x7b];
const [BLOCK, LOOP, END, BR, BR_IF, EMPTY] = [0x02, 0x03, 0x0b, 0x0c, 0x0d, 0x40];
const [GET, SET, I32_CONST, I32_ADD, I32_SHL, I32_AND, I32_EQ] = [
  0x20,
  0x21,
  0x41,
  0x6a,
  0x74,
  0x71,
  0x46,
];

type Bytes = readonly number[];

/** A number in LEB128, without a sign. */
function leb(value: number): number[] {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push(value % 128 + 128);
  return [...bytes, value];
}

/** As {@linkcode leb}, with a sign: for constants. */
function signed(value: number): number[] {
  const bytes = [];
  for (; value < -64 || value > 63; value >>= 7) bytes.push((value & 127) | 128);
  return [...bytes, value & 127];
}

const sized = (bytes: Bytes) => [...leb(bytes.length), ...bytes];
const listed = (items: readonly Bytes[]) => [...leb(items.length), ...items.flat()];
const get = (local: number) => [GET, ...leb(local)];
const set = (local: number) => [SET, ...leb(local)];
const constant = (value: number) => [I32_CONST, ...signed(value)];
const simd = (code: number) => [0xfd, ...leb(code)];
const name = (text: string) => sized([...new TextEncoder().encode(text)]);

/** How four numbers, or one, are read, written and computed with. */
interface Lanes {
  readonly bytes: number;
  readonly load: Bytes;
  readonly store: Bytes;
  operation(name: ElementwiseOperation, operands: readonly number[]): Bytes;
}

const FOUR: Lanes = {
  bytes: 16,
  load: [...simd(0x00), 2, 0],
  store: [...simd(0x0b), 2, 0],
  operation(name, operands) {
    const [a, b] = operands.map(get);
    if (name !== "sign") return [...a, ...(b ?? []), ...simd(CODES[name][0])];
    const splat = (value: number) => [0x43, ...float(value), ...simd(0x13)];
    const compared = (code: number) => [...a, ...splat(0), ...simd(code)];
    const select = simd(0x52); // bit by bit
    const below = [...splat(-1), ...a, ...compared(0x43), ...select];
    return [...splat(1), ...below, ...compared(0x44), ...select];
  },
};

const ONE: Lanes = {
  bytes: 4,
  load: [0x2a, 2, 0],
  store: [0x38, 2, 0],
  operation(name, operands) {
    const [a, b] = operands.map(get);
    if (name !== "sign") return [...a, ...(b ?? []), CODES[name][1]];
    const number = (value: number) => [0x43, ...float(value)];
    const compared = (code: number) => [...a, ...number(0), code];
    const below = [...number(-1), ...a, ...compared(0x5d), 0x1b];
    return [...number(1), ...below, ...compared(0x5e), 0x1b];
  },
};

/** The bytes of an f32 constant. */
const float = (value: number) => [...new Uint8Array(Float32Array.of(value).buffer)];

/** Compiles programs, each once: what the engine has made faster stays so from run to run. */
export function compiler(
  memory: WebAssembly.Memory,
  at: (array: Vector) => number,
): (program: ElementwiseProgram) => Elementwise {
  const runs = new Map<string, (...args: number[]) => void>();
  return (program) => {
    const { vectors: count, scalars: scalarCount } = program;
    const key = JSON.stringify(program);
    let run = runs.get(key);
    if (run === undefined) {
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(emitted(program)), {
        env: { memory },
      });
      run = exports.run as (...args: number[]) => void;
      runs.set(key, run);
    }
    const args = new Array<number>(count + 1 + scalarCount).fill(0);
    return (vectors, scalars) => {
      for (let i = 0; i < count; i++) args[i] = at(vectors[i]);
      args[count] = vectors[0].length;
      for (let i = 0; i < scalarCount; i++) args[count + 1 + i] = scalars[i];
      run(...args);
    };
  };
}

/**
 * A module that exports `run(address of each vector…, length, scalar…)` and imports `env.memory`, which
 * is shared.
 */
function emitted(program: ElementwiseProgram): Uint8Array<ArrayBuffer> {
  const { vectors, scalars } = program;
  const parameters = [...Array(vectors + 1).fill(I32), ...Array(scalars).fill(F32)];
  const memory = [...name("env"), ...name("memory"), 0x02, 0x03, ...leb(0), ...leb(65536)];
  const sections: [number, Bytes][] = [
    [1, listed([[0x60, ...sized(parameters), ...sized([])]])],
    [2, listed([memory])],
    [3, listed([[0]])],
    [7, listed([[...name("run"), 0x00, 0]])],
    [10, listed([sized(body(program))])],
  ];
  const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  return Uint8Array.from([...header, ...sections.flatMap(([id, bytes]) => [id, ...sized(bytes)])]);
}

/**
 * Locals after the parameters: the end of a loop; a vector of four for each operand; one number for each
 * that is no scalar.
 */
function body(program: ElementwiseProgram): Bytes {
  const { vectors, scalars, steps } = program;
  const length = vectors; // the parameter after the addresses
  const end = vectors + 1 + scalars;
  const operands = vectors + scalars + steps.length;
  const fours = end + 1;
  const ones = fours + operands;
  const isScalar = (operand: number) => operand >= vectors && operand < vectors + scalars;
  const splats = Array.from({ length: scalars }, (_, i) => [
    ...get(length + 1 + i),
    ...simd(0x13),
    ...set(fours + vectors + i),
  ]);
  return [
    ...listed([
      [...leb(1), I32],
      [...leb(operands), V128],
      [...leb(operands), F32],
    ]),
    ...splats.flat(),
    ...loop(program, FOUR, end, [...constant(-4), I32_AND], (one) => fours + one),
    ...loop(
      program,
      ONE,
      end,
      [...constant(3), I32_AND],
      (one) => isScalar(one) ? length + 1 + one - vectors : ones + one,
    ),
    END,
  ];
}

/** For all places whose number is `share` of the length: reads, computes, writes, and moves on. */
function loop(
  { vectors, scalars, steps, outputs }: ElementwiseProgram,
  { bytes, load, store, operation }: Lanes,
  end: number,
  share: Bytes,
  local: (operand: number) => number,
): Bytes {
  const addresses = Array.from({ length: vectors }, (_, i) => i);
  const used = new Set([
    ...steps.flatMap(([_, ...both]) => both),
    ...outputs.map(([_, one]) => one),
  ]);
  const reads = addresses.filter((one) => used.has(one))
    .flatMap((one) => [...get(one), ...load, ...set(local(one))]);
  const computed = steps.flatMap(([name, ...both], i) => [
    ...operation(name, both.map((one) => local(one ?? 0))),
    ...set(local(vectors + scalars + i)),
  ]);
  const writes = outputs.flatMap(([vector, one]) => [...get(vector), ...get(local(one)), ...store]);
  const moves = addresses
    .flatMap((one) => [...get(one), ...constant(bytes), I32_ADD, ...set(one)]);
  const places = [...get(vectors), ...share, ...constant(2), I32_SHL];
  return [
    ...[...get(0), ...places, I32_ADD, ...set(end)],
    ...[BLOCK, EMPTY, LOOP, EMPTY],
    ...[...get(0), ...get(end), I32_EQ, BR_IF, 1],
    ...reads,
    ...computed,
    ...writes,
    ...moves,
    ...[BR, 0, END, END],
  ];
}
