/** Files that datasets read, for tests of one reader each. */
import { assertRejects } from "@std/assert";
import type { Dataset } from "../../src/datasets/dataset.ts";
import { InputError } from "../../src/errors.ts";
import { withFolder } from "../_files.ts";

/** Texts or bytes by file name. */
export type DataFiles = Readonly<Record<string, string | Uint8Array>>;

/** A small table, with labels in its last column. */
export const FOUR = "x,y,kind\n1,2,b\n3,4,a\n5,6,b\n7,8,a\n";

/** What is made in a folder with files, which is gone afterwards. */
export async function inFolder<Made>(
  files: DataFiles,
  make: (folder: string) => Promise<Made>,
): Promise<Made> {
  let made: { readonly value: Made } | null = null;
  await withFolder(async (folder) => {
    for (const [name, data] of Object.entries(files)) {
      const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
      await Deno.writeFile(`${folder}/${name}`, bytes);
    }
    made = { value: await make(folder) };
  });
  if (made === null) throw new Error("Nothing was made");
  return (made as { readonly value: Made }).value;
}

/** Requires that nothing can be made, for a reason of one line; FOLDER in it is the files' folder. */
export async function assertRefused(
  files: DataFiles,
  make: (folder: string) => Promise<Dataset>,
  message: string,
): Promise<void> {
  await inFolder(files, async (folder) => {
    const refused = async () => await make(folder);
    const { message: found } = await assertRejects(refused, InputError);
    if (found.replaceAll(`${folder}/`, "") !== message) {
      throw new Error(`It says\n${found.replaceAll(`${folder}/`, "")}\nand not\n${message}`);
    }
  });
}

/** The bytes of a text or file, gzipped. */
export async function gzipped(data: string | Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([data as BlobPart]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A part as rows of numbers, each with the name of its class before it; in order of these texts. */
export function rowsOf(
  { train, test, features, classNames }: Dataset,
  part: "train" | "test" | "all" = "all",
): (string | number)[][] {
  const splits = part === "all" ? [train, test] : [part === "train" ? train : test];
  const rows = splits.flatMap(({ labels, features: numbers }) =>
    [...labels].map((label, i) => [
      classNames?.[label] ?? label,
      ...numbers.subarray(i * features, (i + 1) * features),
    ])
  );
  return rows.sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
}
