import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Archive, ARCHIVES } from "../../src/cli/data/archives.ts";
import type { Patience } from "../../src/cli/data/download.ts";
import { openPart } from "../../src/cli/data/part.ts";
import { dataCommand } from "../../src/cli/data.ts";
import { main } from "../../src/cli/main.ts";
import { grouped } from "../../src/numbers.ts";
import { cifar10 } from "../../src/datasets/cifar10.ts";
import { archiveAt, BYTES, FILES } from "../_archive.ts";
import { fakeIo, type FakeTerminal } from "../_fake_io.ts";
import { snapshot, withFolder } from "../_files.ts";
import { type Answer, type Asked, ranged, type Serving, whole, withServer } from "../_server.ts";

const SIZE = BYTES.length;
const HALF = SIZE >> 1;
const ETAG = '"1"';
/** No waiting between tries, and none for a server that is silent in tests of other things. */
const PATIENCE: Patience = { stall: 10_000, pauses: [0, 0] };

interface Place {
  readonly folder: string;
  readonly to: string;
  readonly part: string;
  readonly url: string;
  readonly asked: readonly Asked[];
  fetch(words?: readonly string[], how?: How): Promise<{ exit: number; out: string; err: string }>;
}

interface How {
  readonly patience?: Patience;
  readonly archive?: Partial<Archive>;
  readonly terminal?: FakeTerminal;
}

/** A folder and a server, and the command that fetches from the one into the other. */
async function at(answer: Answer, action: (place: Place) => Promise<void>): Promise<void> {
  await withServer(answer, ({ url, asked }) =>
    withFolder(async (folder) => {
      const to = `${folder}/to`;
      const fetch: Place["fetch"] = async (words = [], how = {}) => {
        const { patience = PATIENCE, archive = {}, terminal } = how;
        const command = dataCommand([{ ...archiveAt(url), ...archive }], patience);
        const io = fakeIo(terminal);
        const commands = { data: () => Promise.resolve(command) };
        const exit = await main(["data", "images", "--to", to, ...words], io, commands);
        return { exit, ...io.written };
      };
      await action({ folder, to, part: `${to}/images.tar.gz.part`, url, asked, fetch });
    }));
}

const right: Answer = (request) => ranged(request, BYTES, { etag: ETAG });
const never: Answer = () => new Response(null, { status: 500 });

async function assertUnpacked(to: string): Promise<void> {
  const names = ["", "/a.bin", "/b.bin", "/readme.html"].map((name) => `/images${name}`);
  assertEquals(Object.keys(await snapshot(to)).sort(), names);
  for (const [name, bytes] of Object.entries(FILES)) {
    assertEquals(await Deno.readFile(`${to}/images/${name}`), bytes);
  }
}

/** The first bytes of a download, as one that was interrupted leaves them. */
async function leave({ to, part }: Place, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  await Deno.writeFile(part, bytes);
}

// Downloading

Deno.test("data downloads, unpacks and says where", async () => {
  await at(right, async ({ to, asked, url, fetch }) => {
    const { exit, out, err } = await fetch();
    assertEquals([exit, asked.length, asked[0].range], [0, 1, null]);
    assertEquals(
      out,
      `images: ${to}/images is there, from an archive with the right SHA-256\n` +
        `Use it with dataset.name=images dataset.directory=${to}/images\n`,
    );
    assertEquals(
      err,
      `images: 0.3 MB from ${url}\nimages: the SHA-256 is right, unpacking …\n`,
    );
    await assertUnpacked(to);
  });
});

Deno.test("data takes the archive as it is when the server calls it gzip-encoded", async () => {
  const answer = () => new Response(BYTES, { headers: { "content-encoding": "gzip" } });
  await at(answer, async ({ to, fetch }) => {
    assertEquals((await fetch()).exit, 0);
    await assertUnpacked(to);
  });
});

/** Downloads that come to a good end, with the ranges that were asked for. */
function recovers(
  what: string,
  answer: Answer,
  ranges: readonly (number | null)[],
  before?: Uint8Array<ArrayBuffer>,
): void {
  Deno.test(`data ${what}`, async () => {
    await at(answer, async (place) => {
      if (before !== undefined) await leave(place, before);
      const { exit, err } = await place.fetch();
      const expected = ranges.map((first) => first === null ? null : `bytes=${first}-`);
      assertEquals([exit, place.asked.map(({ range }) => range)], [0, expected], err);
      await assertUnpacked(place.to);
    });
  });
}

/** Answers as `first` says the first time, rightly after that. */
const first = (answer: Answer): Answer => (request, number) =>
  number === 0 ? answer(request, 0) : right(request, number);
const head = BYTES.slice(0, HALF);
const other = BYTES.map((byte) => byte ^ 1);

recovers(
  "asks only for the missing bytes when the connection breaks off",
  first(() => whole(BYTES, { etag: ETAG, breakAfter: HALF })),
  [null, HALF],
);
recovers(
  "goes on after a stream that ends early without saying so",
  first(() => whole(BYTES, { etag: ETAG, breakAfter: HALF, isChunked: true })),
  [null, HALF],
);
recovers("goes on where an earlier call has left off", right, [HALF], head);
recovers("asks for nothing when an earlier call has left everything", never, [], BYTES);
recovers("starts over when the server ignores ranges", () => whole(BYTES), [HALF], head);
recovers("starts over after a part file that is too long", right, [null], new Uint8Array(SIZE + 1));
recovers(
  "starts over when the server does not have the rest",
  first(() => new Response(null, { status: 416 })),
  [HALF, null],
  head,
);
recovers(
  "starts over when the file has changed between two tries",
  first(() => whole(other, { etag: '"0"', breakAfter: HALF })),
  [null, HALF],
);
recovers(
  "starts over when two halves do not belong together",
  right,
  [HALF, null],
  other.slice(0, HALF),
);
recovers("starts over when all that an earlier call has left is wrong", right, [null], other);
for (const status of [408, 429, 500, 503]) {
  recovers(
    `tries again after ${status}, and keeps what is there`,
    first(() => new Response("no", { status })),
    [HALF, HALF],
    head,
  );
}
recovers(
  "does not count tries that get on",
  (request) => ranged(request, BYTES, { etag: ETAG, breakAfter: 100_000 }),
  [null, 100_000, 200_000, 300_000],
);

for (
  const [what, serving, expected] of [
    ["its ETag", { etag: ETAG, lastModified: "then" }, ETAG],
    ["no weak ETag", { etag: 'W/"1"' }, null],
    ["the date in the place of a weak ETag", { etag: 'W/"1"', lastModified: "then" }, "then"],
    ["nothing where there is nothing", {}, null],
  ] satisfies [string, Serving, string | null][]
) {
  Deno.test(`data holds the server to ${what} when it goes on`, async () => {
    const answer: Answer = (request, number) =>
      ranged(request, BYTES, { ...serving, ...number === 0 ? { breakAfter: HALF } : {} });
    await at(answer, async ({ fetch, asked }) => {
      assertEquals((await fetch()).exit, 0);
      assertEquals(asked.map(({ ifRange }) => ifRange), [null, expected]);
    });
  });
}

Deno.test("data says that it goes on, and why it tries again", async () => {
  const answer = first((request) => ranged(request, BYTES, { breakAfter: 1000 }));
  await at(answer, async (place) => {
    await leave(place, head);
    const { err } = await place.fetch();
    assertEquals(err.split("\n").slice(0, 2), [
      `images: going on at 0.2 of 0.3 MB from ${place.url}`,
      "images: trying again in 0 s: the connection broke off",
    ]);
  });
});

Deno.test("data gives up on a connection on which nothing comes", async () => {
  const answer = first(() => whole(BYTES, { etag: ETAG, stallAfter: HALF }));
  await at(answer, async ({ to, asked, fetch }) => {
    const { exit, err } = await fetch([], { patience: { ...PATIENCE, stall: 100 } });
    assertEquals([exit, asked[1].range], [0, `bytes=${HALF}-`]);
    assertStringIncludes(err, "images: trying again in 0 s: nothing came for 0.100 s\n");
    await assertUnpacked(to);
  });
});

// Failing

interface Failure {
  readonly message: string;
  /** Requests after which it gives up. */
  readonly requests: number;
  /** What is in the part file then; nothing when left out. */
  readonly kept?: Uint8Array<ArrayBuffer>;
}

/** Downloads that cannot succeed, with half of the archive there before. */
function fails(what: string, answer: Answer, { message, requests, kept }: Failure): void {
  Deno.test(`data fails of ${what}`, async () => {
    await at(answer, async (place) => {
      await leave(place, head);
      const { exit, out, err } = await place.fetch();
      assertEquals([exit, out, place.asked.length], [1, "", requests]);
      assertStringIncludes(err, `Cannot download images from ${place.url}: ${message}`);
      if (kept === undefined) {
        assertEquals(await snapshot(place.to), {});
        assertMatch(err, /\nNothing was kept; --mirror URL .*\n$/);
      } else {
        assertEquals(await Deno.readFile(place.part), kept);
        assertMatch(err, /\n0\.\d MB are kept in ".*\.part"; the same command goes on .*\n$/);
      }
    });
  });
}

fails("an address without the file", () => new Response("no", { status: 404 }), {
  message: "the server answered 404 Not Found\n",
  requests: 1,
  kept: head,
});
fails("a server that is always busy", () => new Response("no", { status: 503 }), {
  message: "the server answered 503 Service Unavailable (3 attempts)\n",
  requests: 3,
  kept: head,
});
fails("wrong bytes", () => whole(other), {
  message: `the SHA-256 of what came must be ${archiveAt("").sha256}: it is `,
  requests: 2, // the second without what was there before
});
fails("a file that is too short", () => whole(BYTES.slice(1)), {
  message: `the file there must have ${grouped(SIZE)} bytes: it has ${grouped(SIZE - 1)}\n`,
  requests: 1,
  kept: head,
});
fails("a file that is too long", (request) => ranged(request, new Uint8Array(SIZE + 1)), {
  message: `the file there must have ${grouped(SIZE)} bytes: it has ${grouped(SIZE + 1)}\n`,
  requests: 1,
  kept: head,
});
fails("a longer file of unknown length", () => whole(new Uint8Array(2e6), { isChunked: true }), {
  message: `the file there has more than ${grouped(SIZE)} bytes\n`,
  requests: 1,
});
fails(
  "a shorter file of unknown length",
  (request) => ranged(request, BYTES.slice(0, -9), { isChunked: true }),
  {
    message: `the file there must have ${grouped(SIZE)} bytes: it has ${grouped(SIZE - 9)}\n`,
    requests: 1,
    kept: head,
  },
);
fails(
  "a page to log in at",
  () => new Response("<p>", { headers: { "content-type": "text/html; charset=utf-8" } }),
  { message: "the server answered with a web page\n", requests: 1, kept: head },
);
for (const range of [`bytes 0-9/${SIZE}`, "bytes", ""]) {
  fails(
    `an answer with the range "${range}"`,
    () => new Response("0123456789", { status: 206, headers: { "content-range": range } }),
    {
      message: "the server answered with another part of the file than was asked for\n",
      requests: 1,
      kept: head,
    },
  );
}
fails(
  "a server that always breaks off at once",
  (request) => ranged(request, BYTES, { breakAfter: 0 }),
  {
    message: "the connection broke off (3 attempts)\n",
    requests: 3,
    kept: head,
  },
);

fails(
  "a server that brings next to nothing each time",
  (request) => ranged(request, BYTES, { breakAfter: 1000 }),
  {
    message: "the connection broke off (3 attempts)\n",
    requests: 3,
    kept: BYTES.slice(0, HALF + 3000),
  },
);

Deno.test("data asks once for wrong bytes that came in one go", async () => {
  await at(() => whole(other), async ({ folder, asked, fetch }) => {
    const { exit, err } = await fetch();
    assertEquals([exit, asked.length, await snapshot(folder)], [1, 1, {}]);
    assertMatch(err, /: the SHA-256 of what came must be [0-9a-f]{64}: it is [0-9a-f]{64}\n/);
  });
});

Deno.test("data fails of a server that is not there, and leaves nothing", async () => {
  let url = "";
  await withServer(right, (server) => Promise.resolve(void (url = server.url)));
  await at(never, async ({ folder, fetch }) => {
    const { exit, err } = await fetch(["--from", url]);
    assertEquals([exit, await snapshot(folder)], [1, {}]);
    assertMatch(
      err,
      /\nCannot download images from http\S+: .*Connection refused \(3 attempts\)\n/,
    );
  });
});

// Interrupting

Deno.test("data keeps what came when it is interrupted, and goes on from there", async () => {
  const answer = first(() => whole(BYTES, { etag: ETAG, stallAfter: HALF }));
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
      `images: interrupted at 0.2 of 0.3 MB, kept in "${part}"; the same command goes on from there\n`,
    );
    assertEquals(await Deno.readFile(part), head);
    assertEquals((await fetch()).exit, 0);
    assertEquals(asked[1].range, `bytes=${HALF}-`);
    await assertUnpacked(to);
  });
});

Deno.test("data is interrupted while it waits to try again", async () => {
  await at(never, async ({ folder, fetch }) => {
    const stop = new AbortController();
    const terminal = {
      signal: stop.signal,
      onErr(text: string) {
        if (text.includes("trying again")) queueMicrotask(() => stop.abort());
      },
    };
    const { exit, err } = await fetch([], { terminal, patience: { ...PATIENCE, pauses: [1e6] } });
    assertEquals([exit, await snapshot(folder)], [130, {}]);
    assertMatch(err, /\nimages: interrupted before the first byte, nothing was kept\n$/);
  });
});

Deno.test("data keeps the archive when it is interrupted while unpacking", async () => {
  await at(right, async ({ to, part, fetch }) => {
    const stop = new AbortController();
    const terminal = {
      signal: stop.signal,
      onErr(text: string) {
        if (text.includes("unpacking")) stop.abort();
      },
    };
    const { exit } = await fetch([], { terminal });
    assertEquals([exit, Object.keys(await snapshot(to))], [130, ["/images.tar.gz.part"]]);
    assertEquals(await Deno.readFile(part), BYTES);
  });
});

// Where from

Deno.test("data tries mirrors in their order, then the official home", async () => {
  const answer: Answer = (request, number) =>
    number < 2 ? new Response("no", { status: 404 }) : right(request, number);
  await at(answer, async ({ to, url, asked, fetch }) => {
    const [a, b] = ["/a,1.gz", "/b.gz"].map((path) => new URL(path, url).href);
    assertEquals((await fetch(["--mirror", `${a},${b}`])).exit, 0);
    assertEquals(asked.map(({ path }) => path), ["/a,1.gz", "/b.gz", "/images.tar.gz"]);
    await assertUnpacked(to);
  });
});

Deno.test("data goes on at the next address with what came from the one before", async () => {
  const answer: Answer = (request, number) =>
    number < 3 ? whole(BYTES, { breakAfter: 90_000 }) : right(request, number);
  await at(answer, async ({ to, url, asked, fetch }) => {
    assertEquals((await fetch(["--mirror", `${url}?mirror`])).exit, 0);
    assertEquals(asked.at(-1)?.range, "bytes=90000-");
    await assertUnpacked(to);
  });
});

Deno.test("data names every address when all fail", async () => {
  await at(() => new Response("no", { status: 404 }), async ({ url, fetch }) => {
    const { exit, err } = await fetch(["--mirror", `${url}?mirror`]);
    assertEquals(exit, 1);
    assertStringIncludes(
      err,
      `Cannot download images from ${url}?mirror: the server answered 404 Not Found\n` +
        `nor from ${url}: the server answered 404 Not Found\n`,
    );
  });
});

Deno.test("data --from an address asks nobody else", async () => {
  await at(() => new Response("no", { status: 404 }), async ({ url, asked, fetch }) => {
    assertEquals((await fetch(["--from", new URL("/mine.gz", url).href])).exit, 1);
    assertEquals(asked.map(({ path }) => path), ["/mine.gz"]);
  });
});

Deno.test("data --from a file asks nobody and leaves the file alone", async () => {
  await at(never, async ({ folder, to, asked, fetch }) => {
    await Deno.writeFile(`${folder}/mine.gz`, BYTES);
    const { exit, err } = await fetch(["--from", `${folder}/mine.gz`]);
    assertEquals([exit, asked.length], [0, 0], err);
    assertEquals(await Deno.readFile(`${folder}/mine.gz`), BYTES);
    await assertUnpacked(to);
  });
});

for (
  const [what, bytes, message] of [
    ["is cut short", head, `images.tar.gz has ${grouped(SIZE)} bytes: it has ${grouped(HALF)}\n`],
    ["was tampered with", other, `its SHA-256 must be ${archiveAt("").sha256}: it is `],
  ] as const
) {
  Deno.test(`data --from a file that ${what} is refused`, async () => {
    await at(never, async ({ folder, fetch }) => {
      await Deno.writeFile(`${folder}/mine.gz`, bytes);
      const { exit, out, err } = await fetch(["--from", `${folder}/mine.gz`]);
      assertEquals([exit, out], [2, ""]);
      assertStringIncludes(err, `Cannot take "${folder}/mine.gz" as ${message}`);
      assertEquals(Object.keys(await snapshot(folder)), ["/mine.gz"]);
    });
  });
}

Deno.test("data --from a file is interrupted", async () => {
  await at(never, async ({ folder, fetch }) => {
    await Deno.writeFile(`${folder}/mine.gz`, BYTES);
    const stop = new AbortController();
    stop.abort();
    const terminal = { signal: stop.signal };
    const { exit, err } = await fetch(["--from", `${folder}/mine.gz`], { terminal });
    assertEquals([exit, err], [130, "images: interrupted, nothing was written\n"]);
    assertEquals(Object.keys(await snapshot(folder)), ["/mine.gz"]);
  });
});

// Where to

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
  const [what, prepare, problem] of [
    [
      "is not complete",
      async (images: string) => {
        await Deno.mkdir(images);
        await Deno.writeFile(`${images}/a.bin`, FILES["a.bin"]);
      },
      "b.bin is not in it",
    ],
    [
      "has a file that is cut short",
      async (images: string) => {
        await Deno.mkdir(images);
        await Deno.writeFile(`${images}/a.bin`, new Uint8Array(1000));
      },
      "a.bin has 1,000 of 200,000 bytes",
    ],
    ["is a file", (images: string) => Deno.writeTextFile(images, "mine"), "it is not a folder"],
  ] as const
) {
  Deno.test(`data leaves a folder alone that ${what}`, async () => {
    await at(right, async ({ to, asked, fetch }) => {
      await Deno.mkdir(to);
      await prepare(`${to}/images`);
      const before = await snapshot(to);
      const { exit, err } = await fetch();
      assertEquals([exit, asked.length, await snapshot(to)], [2, 0, before]);
      assertEquals(
        err,
        `Cannot put images to "${to}/images" as something else is there (${problem}): move it ` +
          "away, or give another folder with --to DIR\n",
      );
    });
  });
}

Deno.test("data refuses a folder that it may not write to before it asks anybody", async () => {
  await at(right, async ({ asked, folder }) => {
    for (const to of ["/no-such-place", `${folder}/file/images`]) {
      await Deno.writeTextFile(`${folder}/file`, "");
      const command = dataCommand([archiveAt("http://127.0.0.1:1/")], PATIENCE);
      const io = fakeIo();
      const words = ["data", "images", "--to", to];
      const exit = await main(words, io, { data: () => Promise.resolve(command) });
      assertEquals([exit, asked.length, io.written.out], [2, 0, ""]);
      assertMatch(io.written.err, /^Cannot (write to|read) ".*(not permitted|is a file).*\n$/);
    }
  });
});

Deno.test("data refuses a part file that another download is writing to", async () => {
  await at(right, async (place) => {
    await leave(place, head);
    await using _ = await openPart(place.part);
    const { exit, err } = await place.fetch();
    assertEquals([exit, place.asked.length], [2, 0]);
    assertEquals(
      err,
      `Cannot write "${place.part}" as another download is writing to it\n`,
    );
  });
});

Deno.test("data keeps a right archive that cannot be unpacked", async () => {
  await at(right, async ({ part, to, fetch }) => {
    const { exit, err } = await fetch([], { archive: { files: { "a.bin": 1 } } });
    assertEquals([exit, Object.keys(await snapshot(to))], [2, ["/images.tar.gz.part"]]);
    assertMatch(err, new RegExp(`\nCannot unpack "${part}" as "images/a.bin" must have 1 bytes: `));
  });
});

// Words

function refuses(what: string, words: readonly string[], message: string): void {
  Deno.test(`data refuses ${what}`, async () => {
    const io = fakeIo();
    assertEquals([await main(["data", ...words], io), io.written], [2, {
      out: "",
      err: `${message}\n`,
    }]);
  });
}

refuses("no name", [], "Name a dataset: known are cifar10");
refuses("a misspelt name", ["cifar"], 'Cannot fetch dataset "cifar": did you mean "cifar10"?');
refuses("an unknown name", ["mnist"], 'Cannot fetch dataset "mnist": known are cifar10');
refuses(
  "two names",
  ["cifar10", "cifar10"],
  'Cannot fetch "cifar10" as one dataset is fetched at a time',
);
refuses(
  "an override",
  ["cifar10", "to=data"],
  'Cannot fetch "to=data" as one dataset is fetched at a time',
);
refuses(
  "--from beside --mirror",
  ["cifar10", "--from", "a", "--mirror", "http://127.0.0.1"],
  "Give either --from or --mirror, not both",
);
for (const [flag, value] of [["from", "ftp://a.b/c"], ["mirror", "a.gz"], ["mirror", "http://"]]) {
  refuses(
    `--${flag} ${value}`,
    ["cifar10", `--${flag}`, value],
    `Option --${flag} must begin with http:// or https://: it is "${value}"`,
  );
}
for (
  const [what, file, reason] of [
    ["a file that is not there", "/tmp/no-such-archive.gz", "there is no such file"],
    ["a file that may not be read", "/etc/passwd", "the task is not permitted to go there"],
  ]
) {
  Deno.test(`data --from ${what} is refused`, async () => {
    await withFolder(async (to) => {
      const io = fakeIo();
      const exit = await main(["data", "cifar10", "--to", to, "--from", file], io);
      assertEquals([exit, io.written.out, await snapshot(to)], [2, "", {}]);
      assert(io.written.err.startsWith(`Cannot read "${file}": ${reason}`), io.written.err);
    });
  });
}

// Facts

for (const { name, url, folder, files } of ARCHIVES) {
  Deno.test(`ARCHIVES has what ${name} reads`, () => {
    assertEquals(name, "cifar10");
    assert(url.startsWith("https://"));
    const { directory } = cifar10.options.parse({});
    assertEquals(directory, `data/${folder}`);
    for (const bytes of Object.values(files)) assertEquals(bytes % 3073, 0);
  });
}
