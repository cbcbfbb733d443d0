import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Archive, ARCHIVES } from "../../src/cli/data/archives.ts";
import { dataCommand } from "../../src/cli/data.ts";
import { main } from "../../src/cli/main.ts";
import { grouped } from "../../src/numbers.ts";
import { cifar10 } from "../../src/datasets/cifar10.ts";
import { archiveAt, assertUnpacked, BYTES, type Bytes, FILES } from "../_archive.ts";
import { fakeIo, type FakeTerminal } from "../_fake_io.ts";
import { snapshot, withFolder } from "../_files.ts";
import { type Answer, ranged, type Serving, whole, withServer } from "../_server.ts";

const SIZE = BYTES.length;
const HALF = SIZE >> 1;
const HEAD = BYTES.slice(0, HALF);
const OTHER = BYTES.map((byte) => byte ^ 1);
const LONG = new Uint8Array(SIZE + 1);
const { sha256: SHA256 } = archiveAt("");

/** `stall`: milliseconds without a byte after which a connection counts as broken. */
type How = { stall?: number; archive?: Partial<Archive>; terminal?: FakeTerminal };

/** A folder for the archive at an address, and how to call the command that fetches it. */
function placeIn(folder: string, url: string) {
  const to = `${folder}/to`;
  async function fetch(words: readonly string[] = [], how: How = {}) {
    const command = dataCommand([{ ...archiveAt(url), ...how.archive }], how.stall);
    const io = fakeIo(how.terminal);
    const commands = { data: () => Promise.resolve(command) };
    const exit = await main(["data", "images", "--to", to, ...words], io, commands);
    return { exit, ...io.written };
  }
  return { to, mine: `${folder}/mine.gz`, part: `${to}/images.tar.gz.part`, url, fetch };
}

type Place = ReturnType<typeof placeIn> & { readonly asked: readonly string[] };

type Action = (place: Place) => Promise<void>;

/** A server, and a folder with the first bytes of a download, as an interrupted one leaves them. */
const at = (answer: Answer, action: Action, before?: Bytes) =>
  withServer(answer, ({ url, asked }) =>
    withFolder(async (folder) => {
      const place = placeIn(folder, url);
      await Deno.mkdir(place.to);
      if (before !== undefined) await Deno.writeFile(place.part, before);
      await action({ ...place, asked });
    }));

const right: Answer = (request) => ranged(request, BYTES);
const absent: Answer = () => new Response("no", { status: 404 });
/** Answers as `answer` says the first time, rightly after that. */
const first = (answer: Answer): Answer => (request, number) =>
  number === 0 ? answer(request, 0) : right(request, number);

// Downloading

Deno.test("data downloads, unpacks and says where", async () => {
  await at(right, async ({ to, asked, url, fetch }) => {
    assertEquals(await fetch(), {
      exit: 0,
      out: `images: ${to}/images is there, from an archive with the right SHA-256\n` +
        `Use it with dataset.name=images dataset.directory=${to}/images\n`,
      err: `images: 0.3 MB from ${url}\nimages: the SHA-256 is right, unpacking …\n`,
    });
    assertEquals(asked, ["/images.tar.gz from 0"]);
    await assertUnpacked(to);
  });
});

const encoded = () => new Response(BYTES, { headers: { "content-encoding": "gzip" } });
const breaking = (serving: Serving) =>
  first((request) => ranged(request, BYTES, { ...serving, breakAfter: HALF }));

for (
  const [what, answer, starts, before] of [
    ["takes an archive as it is that is called gzip-encoded", encoded, [0]],
    ["asks only for the missing bytes when the connection breaks off", breaking({}), [0, HALF]],
    ["goes on after bytes that end early in silence", breaking({ isChunked: true }), [0, HALF]],
    ["goes on where an earlier call has left off", right, [HALF], HEAD],
    ["asks for nothing when an earlier call has left everything", absent, [], BYTES],
    ["starts at 0 when the server ignores ranges", () => whole(BYTES), [HALF], HEAD],
    [
      "tries again as long as that brings something",
      (request) => ranged(request, BYTES, { breakAfter: 60_000 }),
      [0, 60_000, 120_000, 180_000, 240_000, 300_000],
    ],
  ] satisfies [string, Answer, number[], Bytes?][]
) {
  Deno.test(`data ${what}`, async () => {
    await at(answer, async ({ to, asked, fetch }) => {
      const { exit, err } = await fetch();
      assertEquals(exit, 0, err);
      assertEquals(asked, starts.map((start) => `/images.tar.gz from ${start}`));
      await assertUnpacked(to);
    }, before);
  });
}

Deno.test("data says that nothing comes for too long, and goes on from there", async () => {
  await at(first(() => whole(BYTES, { stallAfter: HALF })), async ({ to, url, fetch }) => {
    const { err } = await fetch([], { stall: 100 });
    assertEquals(err.split("\n").slice(0, 3), [
      `images: 0.3 MB from ${url}`,
      "images: nothing came for 0.100 s, trying again",
      `images: going on at 0.2 of 0.3 MB from ${url}`,
    ]);
    await assertUnpacked(to);
  });
});

Deno.test("data waits for a slow server, with a bar on a terminal", async () => {
  async function* slowly() {
    for (let at = 0; at < SIZE; at += 60_000) {
      yield BYTES.slice(at, at + 60_000);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const how = { headers: { "content-length": String(SIZE) } };
  await at(() => new Response(ReadableStream.from(slowly()), how), async ({ asked, fetch }) => {
    const { exit, err } = await fetch([], { stall: 400, terminal: { isTerminal: true } });
    assertEquals([exit, asked.length], [0, 1], err);
    assertMatch(err, /images ━+─+ \d+ % · 0\.\d of 0\.3 MB · \d+ kB\/s · 0:0\d left/);
  });
});

// Failing

const range = (text: string) => () =>
  new Response("0123456789", { status: 206, headers: { "content-range": text } });
const LATER = `bytes ${SIZE - 10}-${SIZE - 1}/${SIZE}`;
const wrongSize = `the file there must have ${grouped(SIZE)} bytes: it has `;

for (
  const [what, answer, message] of [
    ["an address without the file", absent, "the server answered 404 Not Found\n"],
    ["a short file", () => whole(BYTES.slice(1)), `${wrongSize}${grouped(SIZE - 1)}\n`],
    ["a long file", (asked) => ranged(asked, LONG), `${wrongSize}${grouped(SIZE + 1)}\n`],
    ["a page", () => whole(HEAD, { isChunked: true }), `${wrongSize}an unknown number\n`],
    ["an answer with a broken range", range("bytes"), wrongSize],
    ["an answer with later bytes", range(LATER), "the server answered with another part of the"],
    ["a server that breaks off at once", () => whole(BYTES, { breakAfter: 0 }), "error reading"],
  ] satisfies [string, Answer, string][]
) {
  Deno.test(`data fails of ${what}, and keeps what it has`, async () => {
    await at(answer, async ({ url, part, asked, fetch }) => {
      const { exit, out, err } = await fetch();
      assertEquals([exit, out, asked.length], [1, "", 1]);
      assertStringIncludes(err, `\nCannot download images from ${url}: ${message}`);
      const kept = `0.2 of 0.3 MB are kept in "${part}"; the same command goes on from there`;
      assertStringIncludes(err, `\n${kept}; --from URL`);
      assertEquals(await Deno.readFile(part), HEAD);
    }, HEAD);
  });
}

for (
  const [what, answer, before] of [
    ["come", () => whole(OTHER)],
    ["do not belong to those from before", right, OTHER.slice(0, HALF)],
    ["an earlier call has left", right, OTHER],
    ["are too many", right, LONG],
  ] satisfies [string, Answer, Bytes?][]
) {
  Deno.test(`data throws bytes away that ${what}`, async () => {
    await at(answer, async ({ to, fetch }) => {
      const { exit, err } = await fetch();
      assertEquals([exit, await snapshot(to)], [1, {}]);
      assertMatch(
        err,
        new RegExp(`: the SHA-256 .* must be ${SHA256}: it is .*\nNothing was kept`),
      );
    }, before);
  });
}

for (
  const [what, from, expected, message] of [
    ["a server that is not there", "http://127.0.0.1:2/a.gz", 1, /: .*refused.*\nNothing was kept/],
    ["an address that is not permitted", "http://127.0.0.2/a.gz", 2, /: the task is not permitted/],
    ["a server that leads there", "", 2, /: the task is not permitted/],
  ] as const
) {
  Deno.test(`data fails of ${what}, and leaves nothing`, async () => {
    const answer = () => Response.redirect("http://127.0.0.2/a.gz");
    await at(answer, async ({ to, url, asked, fetch }) => {
      const { exit, err } = await fetch(["--from", from || url]);
      assertEquals([exit, await snapshot(to)], [expected, {}], err);
      assertEquals(asked.length, from === "" ? 1 : 0); // no other address
      assertMatch(err, new RegExp(`\nCannot download .*${message.source}`));
    });
  });
}

// Interrupting

Deno.test("data keeps what came when it is interrupted, and goes on from there", async () => {
  const answer = first(() => whole(BYTES, { stallAfter: HALF }));
  await at(answer, async ({ to, part, asked, fetch }) => {
    const stop = new AbortController();
    const interrupted = fetch([], { terminal: { signal: stop.signal } });
    const kept = () => Deno.stat(part).then(({ size }) => size, () => 0);
    while (await kept() < HALF) await new Promise((resolve) => setTimeout(resolve, 1));
    stop.abort();
    const { exit, out, err } = await interrupted;
    assertEquals([exit, out], [130, ""]);
    assertStringIncludes(
      err,
      `\nimages: interrupted. 0.2 of 0.3 MB are kept in "${part}"; the same`,
    );
    assertEquals(await Deno.readFile(part), HEAD);
    assertEquals((await fetch()).exit, 0);
    assertEquals(asked[1], `/images.tar.gz from ${HALF}`);
    await assertUnpacked(to);
  });
});

for (
  const [what, word, kept] of [
    ["before the first byte", " from http", undefined],
    ["before it tries again", "trying again", HEAD],
    ["before it unpacks", "unpacking", BYTES],
  ] as const
) {
  Deno.test(`data is interrupted ${what}`, async () => {
    const answer = () => whole(BYTES, word === "unpacking" ? {} : { breakAfter: HALF });
    await at(answer, async ({ to, part, fetch }) => {
      const stop = new AbortController();
      const onErr = (text: string) => text.includes(word) && stop.abort();
      const { exit } = await fetch([], { terminal: { signal: stop.signal, onErr } });
      const files = kept === undefined ? [] : ["/images.tar.gz.part"];
      assertEquals([exit, Object.keys(await snapshot(to))], [130, files]);
      if (kept !== undefined) assertEquals(await Deno.readFile(part), kept);
    });
  });
}

// Where from

Deno.test("data --from a file asks nobody and leaves the file alone", async () => {
  await at(absent, async ({ to, mine, asked, fetch }) => {
    await Deno.writeFile(mine, BYTES);
    const interrupted = await fetch(["--from", mine], {
      terminal: { signal: AbortSignal.abort() },
    });
    assertEquals([interrupted.exit, await snapshot(to)], [130, {}]);
    assertStringIncludes(interrupted.err, "images: interrupted. Nothing was kept\n");
    const { exit, err } = await fetch(["--from", mine]);
    assertEquals([exit, asked.length], [0, 0], err);
    assertEquals(await Deno.readFile(mine), BYTES);
    await assertUnpacked(to);
  });
});

for (
  const [what, bytes, message] of [
    ["cut off", HEAD, `images.tar.gz has ${grouped(SIZE)} bytes: it has ${grouped(HALF)}\n`],
    ["tampered with", OTHER, `its SHA-256 must be ${SHA256}: it is `],
    ["a folder", null, "it is a folder: "],
  ] as const
) {
  Deno.test(`data --from a file that is ${what} is refused`, async () => {
    await at(absent, async ({ to, mine, fetch }) => {
      await (bytes === null ? Deno.mkdir(mine) : Deno.writeFile(mine, bytes));
      const { exit, out, err } = await fetch(["--from", mine]);
      assertEquals([exit, out, await snapshot(to)], [2, "", {}]);
      assertStringIncludes(err, `Cannot take "${mine}" as ${message}`);
    });
  });
}

Deno.test("data does nothing when the folder is complete", async () => {
  await at(right, async ({ to, asked, fetch }) => {
    await fetch();
    await Deno.remove(`${to}/images/readme.html`); // not needed to be complete
    const { exit, out, err } = await fetch();
    assertEquals([exit, out, err], [0, `images: is there already, in ${to}/images\n`, ""]);
    assertEquals(asked.length, 1);
  });
});

for (
  const [what, file, bytes, problem] of [
    ["is not complete", "images/a.bin", FILES["a.bin"], "b.bin is not in it"],
    ["has half a file", "images/a.bin", HEAD, `a.bin has ${grouped(HALF)} of 200,000 bytes`],
    ["is a file", "images", HEAD, "a.bin is not in it"],
  ] as const
) {
  Deno.test(`data leaves a folder alone that ${what}`, async () => {
    await at(right, async ({ to, asked, fetch }) => {
      if (file !== "images") await Deno.mkdir(`${to}/images`);
      await Deno.writeFile(`${to}/${file}`, bytes);
      const before = await snapshot(to);
      const { exit, err } = await fetch();
      assertEquals([exit, asked.length, await snapshot(to)], [2, 0, before]);
      assertStringIncludes(err, `"${to}/images" as something else is there (${problem}): move it`);
    });
  });
}

Deno.test("data keeps a right archive that cannot be unpacked", async () => {
  await at(right, async ({ part, to, fetch }) => {
    const { exit, err } = await fetch([], { archive: { files: { "a.bin": 1 } } });
    assertEquals([exit, await Deno.readFile(part)], [2, BYTES]);
    assertStringIncludes(err, `\nCannot write "${to}/images": a.bin has 200,000 of 1 bytes`);
  });
});

for (
  const [words, message] of [
    ["", "Name one dataset: known are cifar10"],
    ["cifar", 'Cannot fetch dataset "cifar": did you mean "cifar10"?'],
    ["mnist", 'Cannot fetch dataset "mnist": known are cifar10'],
    ["cifar10 to=data", "Name one dataset: known are cifar10"],
    ["cifar10 --from ftp://a.b/c", "Option --from must be a file, or an address that begins with"],
    ["cifar10 --from http://", "Option --from must be a file, or an address that begins with"],
    ["cifar10 --from /tmp/no-such.gz", 'Cannot read "/tmp/no-such.gz": there is no such file'],
    ["cifar10 --from /etc/passwd", 'Cannot read "/etc/passwd": the task is not permitted to go'],
    ["cifar10 --to /no-such-place", 'Cannot read "/no-such-place/cifar-10-batches-bin": the task'],
    ["cifar10 --to deno.json/data", 'Cannot write to "deno.json/data" as "deno.json" is a file'],
  ]
) {
  Deno.test(`data ${words} is refused`, async () => {
    await withFolder(async (folder) => {
      const to = words.includes("--to") ? [] : ["--to", folder];
      const io = fakeIo();
      const exit = await main(["data", ...words.split(" ").filter(Boolean), ...to], io);
      assertEquals([exit, io.written.out, await snapshot(folder)], [2, "", {}]);
      assert(io.written.err.startsWith(message), io.written.err);
      assertEquals(io.written.err.split("\n").length, 2);
    });
  });
}

Deno.test("ARCHIVES has what the dataset reads", () => {
  const [{ name, url, folder, files }] = ARCHIVES;
  assertEquals([name, ARCHIVES.length], [cifar10.name, 1]);
  assert(url.startsWith("https://"));
  assertEquals(cifar10.options.parse({}).directory, `data/${folder}`);
  for (const bytes of Object.values(files)) assertEquals(bytes % 3073, 0);
});
