import { assertEquals, assertRejects } from "@std/assert";
import { packTar, type TarEntry } from "modern-tar";
import { unpack } from "../../src/cli/data/unpack.ts";
import { InputError } from "../../src/errors.ts";
import { archiveAt, assertUnpacked, BYTES, ENTRIES, fileEntry, gzip, pack } from "../_archive.ts";
import { snapshot, withFolder } from "../_files.ts";

/** Unpacks bytes below a folder of their own. */
async function unpacked(
  bytes: typeof BYTES,
  action: (to: string, unpacking: () => Promise<void>) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const path = `${folder}/it`;
    const to = `${folder}/to`;
    await Deno.writeFile(path, bytes);
    await Deno.mkdir(to);
    const { signal } = new AbortController();
    await action(to, () => unpack(path, archiveAt("http://127.0.0.1/images.tar.gz"), to, signal));
    assertEquals((await Array.fromAsync(Deno.readDir(folder))).length, 2);
  });
}

Deno.test("unpack() writes the files, and clears away what one that was killed has left", async () => {
  await unpacked(BYTES, async (to, unpacking) => {
    await Deno.mkdir(`${to}/.images.unfinished`);
    await Deno.writeTextFile(`${to}/.images.unfinished/a.bin`, "half");
    await unpacking();
    await assertUnpacked(to);
  });
});

Deno.test("unpack() does without the files that only come along", async () => {
  await unpacked(await pack(ENTRIES.toSpliced(1, 1)), async (to, unpacking) => {
    await unpacking();
    assertEquals(Object.keys(await snapshot(to)).length, 3);
  });
});

const more = (...entries: readonly TarEntry[]) => pack([...ENTRIES, ...entries]);
const a = (length: number) =>
  pack(ENTRIES.toSpliced(2, 1, fileEntry("images/a.bin", new Uint8Array(length))));
const cut = (entries: readonly TarEntry[], end: number) =>
  packTar(entries).then((tar) => gzip(tar.subarray(0, end)));
const TYPES = ["symlink", "link", "fifo", "character-device", "directory"] as const;
const special = (type: typeof TYPES[number], name: string) =>
  pack([{ header: { name, type, size: 0, linkname: "../evil" } }, ...ENTRIES]);

const NAMES = "../evil /tmp/evil images/../../evil images/../a.bin images//a.bin ./images/a.bin " +
  "images\\a.bin images/evil images/constructor a.bin";
for (
  const [what, bytes] of [
    ...NAMES.split(" ").map((name) => [name, more(fileEntry(name, BYTES))]),
    ["a link in the place of the folder", special("symlink", "images")],
    ...TYPES.map((type) => [`a ${type} in the place of a file`, special(type, "images/a.bin")]),
  ] as [string, Promise<typeof BYTES>][]
) {
  Deno.test(`unpack() writes nothing of ${what}`, async () => {
    await unpacked(await bytes, async (to, unpacking) => {
      await unpacking();
      await assertUnpacked(to);
    });
  });
}

for (
  const [what, bytes, message] of [
    ["a file that is there twice", more(...ENTRIES.slice(2, 3)), ""],
    ["an archive without one of the files", pack(ENTRIES.slice(0, -1)), "b.bin is not in it"],
    ["an empty archive", pack([]), "a.bin is not in it"],
    ["a file that is too short", a(199_999), "a.bin has 199,999 of 200,000 bytes"],
    ["a file that is too long", a(200_001), "a.bin has 200,001 of 200,000 bytes"],
    ["a tar that ends within a file", cut(ENTRIES, 100_000), "a.bin has "],
    ["a tar that ends between files", cut(ENTRIES.slice(0, 3), -1024), "b.bin is not in it"],
    ["no bytes", Promise.resolve(BYTES.slice(0, 0)), ""],
    ["an archive without its end", Promise.resolve(BYTES.slice(0, -9)), ""],
    ["an archive with a wrong byte", Promise.resolve(BYTES.with(BYTES.length >> 1, 7)), ""],
    ["what is not compressed", packTar(ENTRIES), ""],
  ] as [string, Promise<typeof BYTES>, string][]
) {
  Deno.test(`unpack() refuses ${what}, and nothing of it is left`, async () => {
    await unpacked(await bytes, async (to, unpacking) => {
      await assertRejects(unpacking, InputError, `Cannot write "${to}/images": ${message}`);
      assertEquals(await snapshot(to), {});
    });
  });
}

Deno.test("unpack() leaves a folder alone that has appeared in its place", async () => {
  await unpacked(BYTES, async (to, unpacking) => {
    await Deno.mkdir(`${to}/images`);
    await Deno.writeTextFile(`${to}/images/mine.txt`, "mine");
    await assertRejects(unpacking, InputError, "Cannot write ");
    assertEquals(await snapshot(to), { "/images": "a folder", "/images/mine.txt": "mine" });
  });
});
