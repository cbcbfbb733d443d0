import { oneLine } from "../../inert.ts";
import type { Mark, Words } from "../figure.ts";
import { type Attributes, element, escaped, pixels } from "./markup.ts";
import { visibleLength, wrapped } from "./wrap.ts";

/** Part of a picture: SVG below each other from y = 0 on, so many pixels high. */
export interface Block {
  readonly height: number;
  readonly svg: string;
}

/** Pixels from side to side of every picture. */
export const WIDTH = 720;
/** Of letters: their size, the mean width of one, and from line to line. */
export const FONT = { size: 13, letter: 7.4, line: 18 } as const;

/** What stands behind the rest. */
export const FAINT = { class: "faint" } as const;

/** A path with this `d`; nothing where that is empty. */
export function pathOf(attributes: Attributes, d: string | null): string {
  return d === null || d === "" ? "" : element("path", { ...attributes, d });
}

/** A text that begins, ends or is centred at (x, y). */
export function text(words: string, x: number, y: number, more: Attributes = {}): string {
  return element("text", { x, y, ...more }, escaped(oneLine(words)));
}

export function textWidth(words: string): number {
  return visibleLength(words) * FONT.letter;
}

/** A straight line. */
export function segment(x1: number, y1: number, x2: number, y2: number, more: Attributes): string {
  return element("line", { x1, y1, x2, y2, ...more });
}

/** Blocks below each other. */
export function stacked(blocks: readonly Block[]): Block {
  let height = 0;
  const parts = blocks.map((block) => {
    const svg = height === 0 || block.svg === ""
      ? block.svg
      : element("g", { transform: `translate(0 ${pixels(height)})` }, block.svg);
    height += block.height;
    return svg;
  });
  return { height, svg: parts.join("") };
}

/** A paragraph over the whole width; `key` stands before its first line and takes so much room. */
export function paragraph(words: string, more: Attributes = {}, key = "", room = 0): Block {
  const rows = wrapped(words, Math.floor((WIDTH - room) / FONT.letter));
  const lines = rows.map((row, i) => text(row, room, (i + 1) * FONT.line - 5, more));
  return { height: rows.length * FONT.line, svg: key + lines.join("") };
}

/** Room of nothing. */
export function gap(height: number): Block {
  return { height, svg: "" };
}

/** What stands for marks in a sentence. */
const SIGNS: Readonly<Record<Mark, string>> = {
  best: "★",
  diverged: "×",
  kink: "▴",
  center: "+",
  path: "○",
  end: "●",
  minimum: "◆",
  barrier: "▲",
};

/** Words with the signs of marks in them. */
export function wordsOf(words: Words): string {
  return [words].flat().map((part) => typeof part === "string" ? part : SIGNS[part.mark]).join("");
}

/** A mark at a place. */
export function sign(mark: Mark, x: number, y: number, more: Attributes = {}): string {
  return text(SIGNS[mark], x, y + 4.5, { "text-anchor": "middle", class: "mark", ...more });
}

/** How many colours lines have; each further line has one of them with other dashes. */
const COLORS = 6;
const DASHES = [undefined, "7 4", "2 3", "10 3 2 3"];

/** The look of a line: a class for its colour, and dashes. */
export function strokeOf(line: number): { readonly color: string; readonly dashes: Attributes } {
  const dashes = DASHES[Math.floor(line / COLORS) % DASHES.length];
  return { color: `c${line % COLORS}`, dashes: { "stroke-dasharray": dashes } };
}

/** The class of what is filled with the colour of a line. */
export function fillOf(line: number): string {
  return `f${line % COLORS}`;
}

/**
 * Dark colours on white, light ones on black: those of Okabe and Ito (2008), which can be told apart
 * with any kind of colour vision, the light ones made darker until they have a contrast of 3 : 1 on
 * white, and the dark ones lighter on black.
 */
const LIGHT = ["#0072b2", "#c04d00", "#00825f", "#a8518a", "#8a6d00", "#2d86b8"];
const DARK = ["#56a8e0", "#f08a4b", "#2fc79a", "#e29cc8", "#e3c04a", "#9bd2f5"];

const colors = (names: readonly string[]) =>
  names.map((name, i) => `.figure .c${i}{stroke:${name}}.figure .f${i}{fill:${name}}`).join("");

/** The look of all figures, light and dark; the page around may set `color`. */
export const STYLE = [
  ".figure{color:#1b1b1f;font:13px system-ui,sans-serif}",
  ".figure text{fill:currentColor}.figure .faint{opacity:.75}",
  ".figure .title{font-size:17px;font-weight:600}.figure .subtitle{font-weight:600}",
  ".figure .grid{stroke:currentColor;stroke-opacity:.13}",
  ".figure .axis{stroke:currentColor;stroke-opacity:.6}",
  ".figure .curve{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}",
  ".figure .spread{fill-opacity:.18}.figure .mark{font-size:15px}",
  ".figure .casing{fill:none;stroke:#fff;stroke-opacity:.8;stroke-width:4;stroke-linejoin:round}",
  ".figure .path{stroke:#000}.figure .dot{stroke:#fff;stroke-width:1}",
  ".figure .on{fill:#000;stroke:#fff;stroke-width:3px;paint-order:stroke}",
  ".figure .contour .line{fill:none;stroke-width:1.5}.figure .hole{stroke:currentColor;opacity:.5}",
  colors(LIGHT),
  `@media (prefers-color-scheme:dark){.figure{color:#e8e8ec}${colors(DARK)}}`,
].join("");
