/** Random tables and sparse rows, written as their formats say, are read as they were. */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { csv } from "../../src/datasets/csv.ts";
import { libsvm } from "../../src/datasets/libsvm.ts";
import { gzipped, inFolder, rowsOf } from "./_data_files.ts";

const PLAIN = { center: false, scale: false, test: 0 };
const number = fc.float({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0); // no −0
/** Two names of classes that differ from numbers, from each other and from missing values. */
const names = fc.tuple(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }))
  .map((texts) => texts.map((text, i) => `${"ab"[i]}${text.replaceAll(/[\r\uFEFF]/g, "")}z`));
/** A row of so many numbers for each class, and more. */
const rows = fc.integer({ min: 1, max: 4 }).chain((columns) =>
  fc.array(fc.array(number, { minLength: columns, maxLength: columns }), {
    minLength: 2,
    maxLength: 9,
  })
);
const sorted = (all: (string | number)[][]) =>
  all.sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** A text with quotes around it where it needs them, or always. */
function cell(text: string, separator: string, isQuoted: boolean): string {
  const needs = ['"', "\n", separator].some((one) => text.includes(one));
  return isQuoted || needs ? `"${text.replaceAll('"', '""')}"` : text;
}

Deno.test("csv() reads any numbers and labels, however they are separated, quoted and ended", async () => {
  const style = fc.record({
    separator: fc.constantFrom(",", ";", "\t", "|", ":", " "),
    end: fc.constantFrom("\n", "\r\n"),
    bom: fc.constantFrom("", "\uFEFF"),
    isQuoted: fc.boolean(),
    isComma: fc.boolean(),
    isPacked: fc.boolean(),
  });
  await inFolder({}, (folder) =>
    fc.assert(
      fc.asyncProperty(rows, names, style, async (rows, names, style) => {
        const { separator, end, bom, isQuoted, isComma, isPacked } = style;
        const lines = rows.map((row, i) =>
          [...row.map((x) => isComma ? `${x}`.replace(".", ",") : `${x}`), names[i % 2]]
            .map((text) => cell(text, separator, isQuoted)).join(separator)
        );
        const text = bom + lines.join(end);
        const bytes = new TextEncoder().encode(text);
        await Deno.writeFile(`${folder}/a`, isPacked ? await gzipped(bytes) : bytes);
        const dataset = await csv.make({
          ...PLAIN,
          file: `${folder}/a`,
          header: false,
          separator,
          decimal: isComma ? "," : ".",
        }, undefined);
        assertEquals(rowsOf(dataset), sorted(rows.map((row, i) => [names[i % 2], ...row])));
      }),
    ));
});

Deno.test("libsvm() reads any sparse rows", async () => {
  await inFolder({}, (folder) =>
    fc.assert(
      fc.asyncProperty(rows, async (rows) => {
        const lines = rows.map((row, i) =>
          [i % 2, ...row.flatMap((x, k) => x === 0 ? [] : [`${k + 1}:${x}`])].join(" ")
        );
        await Deno.writeTextFile(`${folder}/a`, lines.join("\n"));
        const features = rows[0].length;
        const dataset = await libsvm.make({ ...PLAIN, file: `${folder}/a`, features }, undefined);
        assertEquals(rowsOf(dataset), sorted(rows.map((row, i) => [`${i % 2}`, ...row])));
      }),
    ));
});
