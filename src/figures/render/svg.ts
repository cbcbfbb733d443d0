/** Figures as SVG: for pages, papers and slides. */
import type { Figure } from "../figure.ts";
import { type Block, gap, paragraph, stacked, STYLE, WIDTH } from "./_svg.ts";
import { element, pixels } from "./markup.ts";
import { linesBlock, swatch } from "./_svg_lines.ts";
import { mapBlock } from "./_svg_map.ts";
import { picturesBlock } from "./_svg_pictures.ts";

export { STYLE } from "./_svg.ts";
export { framePlaces } from "./_svg_map.ts";
export { linePlaces } from "./_svg_lines.ts";

/** Pixels between two figures. */
const BETWEEN = 28;

/** What stands around the figures of a sheet. */
export interface SheetWords {
  /** In large letters at the top. */
  readonly title?: string;
  /** Below it. */
  readonly question?: string;
  /** At the bottom. */
  readonly finding?: string;
}

/**
 * Figures below each other as one SVG, 720 pixels wide, light or dark as its reader has it. Texts are
 * texts, in a font of the system; numbers are rounded to tenths of a pixel, and the same figures give
 * the same bytes on every machine.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { renderSvg } from "@descent-bench/descent-bench";
 *
 * const note = { shape: "note", text: "No map." } as const;
 * assertStringIncludes(renderSvg([note], {}), ">No map.</text>");
 * ```
 */
export function renderSvg(figures: readonly Figure[], words: SheetWords): string {
  const { title, question, finding } = words;
  const top = [
    ...title === undefined ? [] : [paragraph(title, { class: "title" }), gap(4)],
    ...question === undefined ? [] : [paragraph(question)],
  ];
  const parts = [
    ...top.length === 0 ? [] : [stacked(top)],
    ...figures.map(blockOf),
    ...finding === undefined ? [] : [paragraph(finding)],
  ];
  const { height, svg } = stacked(
    parts.flatMap((block, i) => i === 0 ? [block] : [gap(BETWEEN), block]),
  );
  const label = title ?? figures.map(headingOf).join("; ");
  return element("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: `-8 -8 ${WIDTH + 16} ${pixels(height + 16)}`,
    width: WIDTH + 16,
    height: height + 16,
    class: "figure",
    role: "img",
    "aria-label": label,
  }, `<style>${STYLE}</style>${svg}`) + "\n";
}

function blockOf(figure: Figure): Block {
  switch (figure.shape) {
    case "lines":
      return linesBlock(figure);
    case "map":
      return mapBlock(figure);
    case "pictures":
      return picturesBlock(figure);
    case "note":
      return paragraph(figure.text);
  }
}

function headingOf(figure: Figure): string {
  return figure.shape === "note" ? figure.text : figure.heading;
}

/** A piece of a line as a picture of its own, for legends of pages. */
export function swatchSvg(line: number): string {
  return element(
    "svg",
    { class: "figure", width: 24, height: 10, "aria-hidden": "true" },
    swatch(line, 1, 5),
  );
}
