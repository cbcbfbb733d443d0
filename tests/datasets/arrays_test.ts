/** Files of features and labels, with others of test examples. */
import { assertEquals } from "@std/assert";
import { idx } from "../../src/datasets/idx.ts";
import { npy } from "../../src/datasets/npy.ts";
import { FEATURES, idxOf, LABELS, NINE, npyOf, ROWS, SIX } from "./_array_files.ts";
import { inFolder, rowsOf } from "./_data_files.ts";

for (
  const [name, leaf, files] of [
    ["idx", idx, {
      x: idxOf(0x08, [3, 2], Uint8Array.from(SIX)),
      y: idxOf(0x08, [3], NINE),
      u: idxOf(0x08, [1, 2], Uint8Array.of(7, 8)),
      v: idxOf(0x08, [1], Uint8Array.of(3)),
    }],
    ["npy", npy, {
      x: FEATURES,
      y: LABELS,
      u: npyOf("|u1", "(1, 2)", Uint8Array.of(7, 8)),
      v: npyOf("|u1", "(1,)", Uint8Array.of(3)),
    }],
  ] as const
) {
  Deno.test(`${name}() takes test examples from files of their own`, async () => {
    const dataset = await inFolder(files, async (folder) => {
      const names = { file: "x", labelFile: "y", testFile: "u", testLabelFile: "v" };
      const own = Object.entries(names).map(([key, name]) => [key, `${folder}/${name}`]);
      return await leaf.make({ ...Object.fromEntries(own), center: false }, undefined);
    });
    assertEquals([rowsOf(dataset, "train"), rowsOf(dataset, "test")], [ROWS, [["3", 7, 8]]]);
  });
}
