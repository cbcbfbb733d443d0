/** Where the numbers of a file begin is a multiple of this. */
const ALIGNED = 64;
/** The bits of every NaN: processors differ in those they produce. */
const NAN = 0x7fc00000;

/**
 * An array of f32 as a NumPy file, format 1.0, little-endian, row after row: `numpy.load` reads it. The
 * same bytes on every machine.
 */
export function npyFile(values: ArrayLike<number>, shape: readonly number[]): Uint8Array {
  const sizes = shape.map((size) => `${size}, `).join("").trimEnd(); // (2, 3,) and (2,) are tuples
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${sizes}), }`;
  const before = 10 + header.length + 1; // magic, version and length, and the line's end
  const start = Math.ceil(before / ALIGNED) * ALIGNED;
  const bytes = new Uint8Array(start + 4 * values.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0]);
  view.setUint16(8, start - 10, true);
  bytes.set(new TextEncoder().encode(`${header.padEnd(start - 11)}\n`), 10);
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) view.setUint32(start + 4 * i, NAN, true);
    else view.setFloat32(start + 4 * i, values[i], true);
  }
  return bytes;
}
