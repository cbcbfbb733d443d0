import { ensure, InputError } from "../errors.ts";
import { inertWord } from "../inert.ts";
import { bodyOf, isNumberType, type NamedArray, numbersIn, sizeOf } from "./_arrays.ts";

const MAGIC = [0x93, ..."NUMPY"].map((one) => typeof one === "string" ? one.charCodeAt(0) : one);

/** The array of a NumPy file, in either order. */
export function parseNpy(bytes: Uint8Array, place: string): NamedArray {
  ensure(
    MAGIC.every((byte, i) => bytes[i] === byte) && bytes.length > 12,
    `Cannot read ${place} as it does not begin as a NumPy file does`,
  );
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [start, length] = bytes[6] === 1
    ? [10, view.getUint16(8, true)]
    : [12, view.getUint32(8, true)];
  const header = new TextDecoder("latin1").decode(bytes.subarray(start, start + length));
  const [, type] = /'descr': *'([^']*)'/.exec(header) ?? [];
  const [, order] = /'fortran_order': *(True|False)/.exec(header) ?? [];
  const [, sizes] = /'shape': *\(([\d, ]*)\)/.exec(header) ?? [];
  if (start + length > bytes.length || order === undefined || sizes === undefined) {
    throw new InputError(`Cannot read ${place}: its header was cut or is damaged`);
  }
  const shape = sizes.split(",").filter((size) => size.trim() !== "").map(Number);
  ensure(shape.length > 0, `Cannot read ${place}: must be an array: it is a single number`);
  const values = valuesOf(
    type,
    shape,
    (size) => bodyOf(bytes, start + length, shape, size, place),
    place,
  );
  return { place, shape, values: order === "True" ? inRows(values, shape) : values };
}

/** The numbers or texts of a type, such as `<f4`: order of bytes, kind, size. */
function valuesOf(
  type: string | undefined,
  shape: readonly number[],
  bodyWith: (size: number) => Uint8Array,
  place: string,
): ArrayLike<number> | string[] {
  const [, order, kind] = /^([<>|=])(\w\d+)$/.exec(type ?? "") ?? [];
  const number = kind === "b1" ? "u1" : kind;
  if (number !== undefined && isNumberType(number)) {
    return numbersIn(bodyWith(sizeOf(number)), number, order !== ">");
  }
  const [, letter, length] = /^([US])([1-9]\d*)$/.exec(kind ?? "") ?? [];
  if (letter !== undefined) {
    const width = letter === "U" ? 4 : 1;
    const body = bodyWith(width * Number(length));
    const codes = numbersIn(body, letter === "U" ? "u4" : "u1", order !== ">");
    return textsIn(codes, Number(length), shape[0], place);
  }
  const shown = type === undefined ? "several fields" : `"${inertWord(type)}"`;
  throw new InputError(
    `Cannot read ${place}: must have numbers or texts, not complex ones and no objects: its type ` +
      `is ${shown}`,
  );
}

/** Texts of a fixed number of characters, of which zeros at the end are none. */
function textsIn(
  codes: ArrayLike<number>,
  length: number,
  count: number,
  place: string,
): string[] {
  const isCharacter = (code: number) => code <= 0x10ffff;
  return Array.from({ length: Math.floor(codes.length / length) }, (_, i) => {
    const own = Array.from({ length }, (_, k) => codes[i * length + k]);
    ensure(own.every(isCharacter), `Cannot read ${place} at [${i % count}]: must be a text`);
    return own.map((code) => String.fromCodePoint(code)).join("").replace(/\0+$/, "");
  });
}

/** Values that were column after column, row after row. */
function inRows<Values extends ArrayLike<number> | string[]>(
  values: Values,
  shape: readonly number[],
): Values {
  const strides = shape.map((_, d) =>
    shape.slice(0, d).reduce((product, size) => product * size, 1)
  );
  const rows = (values as Float64Array).slice(); // or another array with such a method
  const index = shape.map(() => 0);
  for (let i = 0; i < rows.length; i++) {
    rows[i] = (values as Float64Array)[index.reduce((sum, one, d) => sum + one * strides[d], 0)];
    for (let d = shape.length - 1; d >= 0 && ++index[d] === shape[d]; d--) index[d] = 0;
  }
  return rows as unknown as Values;
}
