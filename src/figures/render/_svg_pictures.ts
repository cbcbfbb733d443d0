import { encode } from "fast-png";
import type { PicturesFigure } from "../figure.ts";
import { type Block, FONT, paragraph, stacked, text, WIDTH } from "./_svg.ts";
import { element } from "./markup.ts";

/** Pixels of the screen from one picture to the next. */
const STEP = 142;
const SIDE = 128;

/** Small pictures side by side, as large as can be looked at, below their labels. */
export function picturesBlock({ heading, width, height, pictures }: PicturesFigure): Block {
  const across = Math.floor(WIDTH / STEP);
  const tall = SIDE * height / width;
  const row = FONT.line + tall + 10;
  const images = pictures.map(({ label, pixels }, i) => {
    const [x, y] = [(i % across) * STEP, Math.floor(i / across) * row];
    const data = Uint8Array.from(pixels);
    const png = encode({ width, height, data, channels: 3, depth: 8 }, {
      zlib: { level: 9, mem: 8 },
    });
    const bytes = Array.from(png, (byte) => String.fromCharCode(byte)).join("");
    return text(label, x, y + FONT.line - 5) + element("image", {
      x,
      y: y + FONT.line,
      width: SIDE,
      height: tall,
      href: `data:image/png;base64,${btoa(bytes)}`,
      style: "image-rendering:pixelated",
    });
  });
  const rows = Math.ceil(pictures.length / across);
  return stacked([paragraph(heading), { height: rows * row, svg: images.join("") }]);
}
