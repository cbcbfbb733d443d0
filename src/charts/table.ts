/**
 * Tables as text.
 *
 * @module
 */

/** A column of a table for people. */
export interface TextColumn {
  /** What stands above it. */
  readonly heading: string;
  /** One cell for each row. */
  readonly cells: readonly string[];
  /** Numbers to the right, words to the left. */
  readonly align?: "left" | "right";
}

/**
 * Columns side by side under their headings and a rule, without trailing spaces.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(textTable([{ heading: "batch", cells: ["1", "full"] }]), "batch\n─────\n    1\n full\n");
 * ```
 */
export function textTable(columns: readonly TextColumn[]): string {
  const padded = columns.map(({ heading, cells, align = "right" }) => {
    const width = Math.max(heading.length, ...cells.map((cell) => cell.length));
    const pad = (text: string) => align === "left" ? text.padEnd(width) : text.padStart(width);
    return [pad(heading), "─".repeat(width), ...cells.map(pad)];
  });
  const rows = padded[0].map((_, row) => padded.map((column) => column[row]).join("  ").trimEnd());
  return rows.map((row) => `${row}\n`).join("");
}
