import { escaped } from "../figures/render/markup.ts";

/** HTML as it stands in a page. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | readonly Html[];

/** HTML in which whatever is put in is nothing but text, unless it is HTML itself. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((text, i) => text + (i in parts ? inside(parts[i]) : "")).join(""));
}

function inside(part: Part): string {
  if (part instanceof Html) return part.text;
  return part instanceof Array ? part.map(({ text }) => text).join("") : escaped(String(part));
}
