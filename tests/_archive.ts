import { assertEquals } from "@std/assert";
import { packTar, type TarEntry } from "modern-tar";
import type { Archive } from "../src/cli/data/archives.ts";
import { sha256 } from "../src/exact/sha256.ts";
import { snapshot } from "./_files.ts";

export type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes that do not compress, the same each time. */
function noise(length: number, seed: number): Bytes {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = Math.imul(state, 1664525) + 1013904223;
    return state >>> 24;
  });
}

/** The files of the archive that tests fetch. */
export const FILES: Readonly<Record<string, Bytes>> = {
  "a.bin": noise(200_000, 1),
  "b.bin": noise(100_000, 2),
};
const mtime = new Date(0);

/** An entry of a tar. */
export const fileEntry = (name: string, body: Bytes): TarEntry => ({
  header: { name, size: body.length, mtime },
  body,
});

/** The entries of the right archive. */
export const ENTRIES: readonly TarEntry[] = [
  { header: { name: "images/", type: "directory", size: 0, mtime } },
  fileEntry("images/readme.html", new TextEncoder().encode("<p>")),
  ...Object.entries(FILES).map(([name, body]) => fileEntry(`images/${name}`, body)),
];

/** Bytes through gzip. */
export async function gzip(bytes: Bytes): Promise<Bytes> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return await new Response(stream).bytes();
}

/** Entries as a gzipped tar. */
export const pack = (entries: readonly TarEntry[]): Promise<Bytes> => packTar(entries).then(gzip);

/** The right archive. */
export const BYTES = await pack(ENTRIES);

/** What is known of the right archive, which is at this address. */
export const archiveAt = (url: string): Archive => ({
  name: "images",
  url,
  size: BYTES.length,
  sha256: sha256(BYTES),
  folder: "images",
  files: Object.fromEntries(Object.entries(FILES).map(([name, { length }]) => [name, length])),
  extras: ["readme.html"],
});

/** Makes sure that a folder has the unpacked archive and nothing else. */
export async function assertUnpacked(to: string): Promise<void> {
  const names = ["", "/a.bin", "/b.bin", "/readme.html"].map((name) => `/images${name}`);
  assertEquals(Object.keys(await snapshot(to)).sort(), names);
  for (const [name, bytes] of Object.entries(FILES)) {
    assertEquals(await Deno.readFile(`${to}/images/${name}`), bytes);
  }
}
