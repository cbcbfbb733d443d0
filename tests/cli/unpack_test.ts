import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { packTar, type TarEntry } from "modern-tar";
import { unpack } from "../../src/cli/data/unpack.ts";
import { InputError } from "../../src/errors.ts";
import { archiveAt, BYTES, ENTRIES, fileEntry, FILES, gzip, pack } from "../_archive.ts";
import { snapshot, withFolder } from "../_files.ts";

const ARCHIVE = archiveAt("http://127.0.0.1/images.tar.gz");
const NEVER = new AbortController().signal;

const unpackTo = (to: string, bytes: Uint8Array<ArrayBuffer>, signal = NEVER) =>
  unpack(ARCHIVE, { source: "it", bytes: new Blob([bytes]).stream(), to, signal });

Deno.test("unpack() writes the files and nothing else", async () => {
  await withFolder(async (to) => {
    await unpackTo(to, BYTES);
    const names = ["", "/a.bin", "/b.bin", "/readme.html"].map((name) => `/images${name}`);
    assertEquals(Object.keys(await snapshot(to)).sort(), names);
    for (const [name, bytes] of Object.entries(FILES)) {
      assertEquals(await Deno.readFile(`${to}/images/${name}`), bytes);
    }
  });
});

Deno.test("unpack() does without the files that only come along", async () => {
  await withFolder(async (to) => {
    await unpackTo(to, await pack(ENTRIES.toSpliced(1, 1)));
    assertEquals(Object.keys(await snapshot(to)).length, 3);
  });
});

Deno.test("unpack() clears away what one that was killed has left", async () => {
  await withFolder(async (to) => {
    await Deno.mkdir(`${to}/.images.unfinished`);
    await Deno.writeTextFile(`${to}/.images.unfinished/a.bin`, "half");
    await unpackTo(to, BYTES);
    assertEquals((await snapshot(to))["/.images.unfinished"], undefined);
  });
});

/** Bytes that are refused with this message, and of which nothing is left. */
function refuses(
  what: string,
  bytes: () => Promise<Uint8Array<ArrayBuffer>>,
  message: string,
): void {
  Deno.test(`unpack() refuses ${what}`, async () => {
    await withFolder(async (folder) => {
      const to = `${folder}/to`;
      await Deno.mkdir(to);
      const error = await assertRejects(async () => await unpackTo(to, await bytes()), InputError);
      assertStringIncludes(error.message, message);
      assertEquals(await snapshot(folder), { "/to": "a folder" });
    });
  });
}

const more = (...entries: readonly TarEntry[]) => () => pack([...ENTRIES, ...entries]);
const evil = new TextEncoder().encode("evil");

for (
  const name of [
    "../evil",
    "/tmp/evil",
    "images/../../evil",
    "images/../a.bin",
    "images//a.bin",
    "./images/a.bin",
    "images\\a.bin",
    "evil",
    "images/evil",
    "images/constructor",
    "a.bin",
  ]
) {
  refuses(
    `a file named ${name}`,
    more(fileEntry(name, evil)),
    `Cannot unpack "it" as "${name}" is not one of its files`,
  );
}

for (const type of ["symlink", "link", "fifo", "character-device", "directory"] as const) {
  const name = "images/a.bin";
  refuses(
    `a ${type} in the place of a file`,
    () => pack([{ header: { name, type, size: 0, linkname: "../evil" } }, ...ENTRIES]),
    `Cannot unpack "it" as "${name}`,
  );
}
refuses(
  "a link beside the files",
  more({ header: { name: "images/c.bin", type: "symlink", size: 0, linkname: "/etc" } }),
  'Cannot unpack "it" as "images/c.bin" must be a file: it is a symlink',
);
refuses(
  "another folder",
  more({ header: { name: "images/more/", type: "directory", size: 0 } }),
  'Cannot unpack "it" as "images/more/" must be a file: it is a directory',
);
refuses(
  "a file that is there twice",
  more(fileEntry("images/a.bin", FILES["a.bin"])),
  'Cannot unpack "it" as "images/a.bin" is in it twice',
);
refuses(
  "an archive without one of the files",
  () => pack(ENTRIES.slice(0, -1)),
  'Cannot unpack "it" as it does not have b.bin',
);
refuses(
  "an empty archive",
  () => pack([]),
  'Cannot unpack "it" as it does not have a.bin, b.bin',
);
for (const length of [0, 199_999, 200_001]) {
  refuses(
    `a file with ${length} bytes in the place of 200000`,
    () => pack(ENTRIES.toSpliced(2, 1, fileEntry("images/a.bin", new Uint8Array(length)))),
    'Cannot unpack "it" as "images/a.bin" must have 200,000 bytes: it has ',
  );
}
refuses(
  "a large file among those that come along",
  () => pack([fileEntry("images/readme.html", new Uint8Array(100_001))]),
  'Cannot unpack "it" as "images/readme.html" must have at most 100,000 bytes: it has 100,001',
);
refuses(
  "a tar that ends within a file",
  async () => await gzip((await packTar(ENTRIES)).subarray(0, 100_000)),
  'Cannot unpack "it" as it ends within "images/a.bin": ',
);
refuses(
  "a tar that ends between files",
  async () => await gzip((await packTar(ENTRIES.slice(0, 3))).subarray(0, -1024)),
  'Cannot unpack "it" as it does not have b.bin',
);
for (const share of [0, 0.1, 0.5, 0.999]) {
  refuses(
    `the first ${100 * share} % of an archive`,
    () => Promise.resolve(BYTES.slice(0, Math.floor(share * BYTES.length))),
    'Cannot unpack "it" ',
  );
}
refuses(
  "an archive with a wrong byte",
  () => Promise.resolve(BYTES.with(BYTES.length >> 1, BYTES[BYTES.length >> 1] ^ 1)),
  'Cannot unpack "it" ',
);
refuses("what is not compressed", () => packTar(ENTRIES), 'Cannot unpack "it" to "');

Deno.test("unpack() leaves a folder alone that has appeared in its place", async () => {
  await withFolder(async (to) => {
    await Deno.mkdir(`${to}/images`);
    await Deno.writeTextFile(`${to}/images/mine.txt`, "mine");
    await assertRejects(() => unpackTo(to, BYTES), InputError, `Cannot unpack "it" to "${to}": `);
    assertEquals(await snapshot(to), { "/images": "a folder", "/images/mine.txt": "mine" });
  });
});

Deno.test("unpack() leaves nothing when it is interrupted", async () => {
  await withFolder(async (to) => {
    const stop = new AbortController();
    stop.abort();
    await assertRejects(() => unpackTo(to, BYTES, stop.signal), DOMException);
    assertEquals(await snapshot(to), {});
  });
});
