/** Figures of pictures as PNG, pixel by pixel. */
import type { PicturesFigure } from "../figure.ts";

/** Pictures side by side. */
const ACROSS = 5;
/** White pixels between two pictures. */
const GAP = 2;

/**
 * All pictures in rows of five, in order. The same bytes on every machine: nothing is measured, and the
 * compression is plain JavaScript.
 */
export async function renderPng({ width, height, pictures }: PicturesFigure): Promise<Uint8Array> {
  const { encode } = await import("fast-png"); // not needed without pictures
  const across = Math.min(ACROSS, pictures.length);
  const down = Math.ceil(pictures.length / across);
  const size = {
    width: across * (width + GAP) - GAP,
    height: down * (height + GAP) - GAP,
  };
  const data = new Uint8Array(size.width * size.height * 3).fill(255);
  for (const [i, { pixels }] of pictures.entries()) {
    const left = (i % across) * (width + GAP);
    const top = Math.floor(i / across) * (height + GAP);
    for (let y = 0; y < height; y++) {
      const row = pixels.slice(y * width * 3, (y + 1) * width * 3);
      data.set(row, ((top + y) * size.width + left) * 3);
    }
  }
  // Given the room for its tables, the library takes no logarithm of a length to find it.
  return encode({ ...size, data, channels: 3, depth: 8 }, { zlib: { level: 9, mem: 8 } });
}
