import type { PicturesFigure } from "../figure.ts";
import type { Canvas } from "./_canvas.ts";
import { wrapped } from "./wrap.ts";

type Pictures = PicturesFigure["pictures"];

const END = "\x1b[0m";

/** Pictures in colour, as many side by side as have room; nothing where there is none. */
export function pictureRows(figure: PicturesFigure, { width, color }: Canvas): string[] {
  const { pictures, heading } = figure;
  if (!color) return [];
  const across = Math.max(1, Math.floor((width + 1) / (figure.width + 1)));
  const rows = wrapped(heading, width);
  for (let i = 0; i < pictures.length; i += across) {
    rows.push(...bandRows(figure, pictures.slice(i, i + across)));
  }
  return rows;
}

/** Pictures side by side below their labels. */
function bandRows({ width, height }: PicturesFigure, pictures: Pictures): string[] {
  const rows = ["", pictures.map(({ label }) => label.padEnd(width)).join(" ")];
  for (let y = 0; y < height; y += 2) {
    rows.push(pictures.map(({ pixels }) => cells(pixels, y, width, height)).join(" "));
  }
  return rows;
}

/** Two rows of pixels: half blocks with the upper one as their colour, on the lower one. */
function cells(pixels: readonly number[], y: number, width: number, height: number): string {
  const colorAt = (x: number, y: number) => {
    const at = (y * width + x) * 3;
    return pixels.slice(at, at + 3).join(";");
  };
  let text = "";
  for (let x = 0; x < width; x++) {
    const below = y + 1 < height ? `\x1b[48;2;${colorAt(x, y + 1)}m` : "";
    text += `\x1b[38;2;${colorAt(x, y)}m${below}▀`;
  }
  return text + END;
}
