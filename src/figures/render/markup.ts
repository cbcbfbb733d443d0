/** Elements of SVG as text, and texts that are nothing but text in SVG and in HTML. */
import { inert } from "../../inert.ts";

/** Attributes; numbers are lengths in tenths of a pixel, on all engines alike. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text in which nothing is markup; ends of lines stay. */
export function escaped(text: string): string {
  return inert(text).replace(/[&<>"']/g, (one) => ESCAPES[one]);
}

/** An element; `content` is SVG, whose texts are escaped. */
export function element(name: string, attributes: Attributes, content = ""): string {
  const words = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined
      ? []
      : [` ${key}="${typeof value === "number" ? pixels(value) : escaped(value)}"`]
  );
  const start = `<${name}${words.join("")}`;
  return content === "" ? `${start}/>` : `${start}>${content}</${name}>`;
}

/** A length in tenths of a pixel. */
export function pixels(value: number): string {
  return String(Math.round(value * 10) / 10 + 0);
}
