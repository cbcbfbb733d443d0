/// <reference lib="dom" />
/** What makes a page answer: figures that are looked into, tables that are sorted. */
import type { Figure } from "../../figures/figure.ts";
import { lookIntoLines } from "./lines.ts";
import { lookIntoMap } from "./map.ts";
import { sortable } from "./tables.ts";

for (const element of document.querySelectorAll<HTMLElement>("figure")) {
  const data = element.querySelector("script")?.textContent ?? "null";
  const figure = JSON.parse(data) as Figure | null;
  if (figure?.shape === "lines") lookIntoLines(element, figure);
  if (figure?.shape === "map") lookIntoMap(element, figure);
}
for (const table of document.querySelectorAll("table")) sortable(table);
// On paper nothing is folded away.
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});
