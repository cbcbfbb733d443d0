import { assertEquals } from "@std/assert";
import { npyFile } from "../../src/exact/npy.ts";

/** Reads what NumPy's format 1.0 says, and nothing else. */
function read(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const start = 10 + view.getUint16(8, true);
  const text = new TextDecoder("latin1").decode(bytes);
  const count = (bytes.length - start) / 4;
  return {
    magic: [...bytes.subarray(0, 8)],
    start,
    header: text.slice(10, start),
    words: Array.from({ length: count }, (_, i) => view.getUint32(start + 4 * i, true)),
    values: Array.from({ length: count }, (_, i) => view.getFloat32(start + 4 * i, true)),
  };
}

Deno.test("npyFile() is an array of little-endian f32, row after row, in NumPy's format 1.0", () => {
  const values = [1.5, -2, 0, -0, Math.fround(0.1), Infinity];
  const { magic, start, header, values: found } = read(npyFile(values, [2, 3]));
  assertEquals(magic, [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  assertEquals(
    header.trimEnd(),
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3,), }",
  );
  assertEquals([start % 64, header.at(-1)], [0, "\n"]);
  assertEquals(found, values);
});

Deno.test("npyFile() has its numbers at a multiple of 64 bytes, however long the shape", () => {
  for (const shape of [[1], [10, 3073], [1e9, 1e9, 1e9], Array(40).fill(12345)]) {
    const { start, header } = read(npyFile([1], shape));
    assertEquals([start % 64, header.endsWith("\n")], [0, true]);
    assertEquals(header.includes(`'shape': (${shape.join(", ")},)`), true, header);
  }
});

Deno.test("npyFile() has one bit pattern for every NaN", () => {
  const other = new Float32Array(Uint32Array.of(0xffc00001, 0x7fc12345).buffer);
  assertEquals(read(npyFile(other, [2])).words, [0x7fc00000, 0x7fc00000]);
});
