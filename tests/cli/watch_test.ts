import { assertEquals } from "@std/assert";
import { toyFile } from "../_files.ts";
import { type Place, withPlace } from "./_place.ts";

const WAITING = "\nWaiting for FOLDER/mine.jsonc to change. Ctrl-C ends\n";
const plain = (text: string) => text.replaceAll(/^mine: .*\n/gm, "");

/** Watches, does the next of some things each time it waits, and asks to stop after the last one. */
async function watched(
  { call, file, folder }: Place,
  things: readonly (() => Promise<unknown>)[],
  words: readonly string[] = [],
) {
  const stop = new AbortController();
  const rest = [...things];
  const onErr = (text: string) => {
    if (!text.includes("Waiting for ")) return;
    const next = rest.shift();
    if (next === undefined) stop.abort();
    else next();
  };
  const all = ["run", file, "--out", `${folder}/out`, "--watch", ...words];
  const { exit, out, err } = await call(all, { signal: stop.signal, onErr });
  return { exit, out, err: plain(err) };
}

Deno.test("run --watch runs again when the file changes, and ends on Ctrl-C", async () => {
  await withPlace(toyFile(), async (place) => {
    const { write, read } = place;
    const { exit, out, err } = await watched(place, [
      () => write("mine.jsonc", toyFile({ title: "Second" })),
      // As some editors save: another file takes the place of the old one.
      async () => {
        await write("new", toyFile({ title: "Third" }));
        await Deno.rename(`${place.folder}/new`, place.file);
      },
    ]);
    assertEquals([exit, err], [130, WAITING.repeat(3)]);
    const titles = [...out.matchAll(/^(?:Tiny|Second|Third)$/gm)].map(([title]) => title);
    assertEquals(titles, ["Tiny", "Second", "Third"]);
    assertEquals((await read("out/chart.txt")).startsWith("Third\n"), true);
  });
});

Deno.test("run --watch shows what is wrong with a file, and waits for a better one", async () => {
  await withPlace("{", async (place) => {
    const { write, folder } = place;
    const { exit, out, err } = await watched(place, [
      () => write("mine.jsonc", toyFile({ batchSze: 1 })),
      () => Deno.remove(place.file),
      () => write("mine.jsonc", toyFile()),
    ], ["--dry-run"]);
    assertEquals(
      [exit, err.replaceAll(folder, "FOLDER")],
      [
        130,
        "FOLDER/mine.jsonc:1:2: not valid JSON: close brace expected\n" + WAITING +
        'FOLDER/mine.jsonc: batchSze: unknown key: did you mean "batchSize"?\n' + WAITING +
        'Cannot read "FOLDER/mine.jsonc": there is no such file\n' + WAITING + WAITING,
      ],
    );
    assertEquals(out.match(/^mine: Does it go down[?]$/gm)?.length, 1);
  });
});

Deno.test("run --watch sees nothing in a file that is saved as it was, or in others", async () => {
  await withPlace(toyFile(), async (place) => {
    const { out } = await watched(place, [
      async () => {
        await place.write("mine.jsonc", toyFile());
        await place.write("other.jsonc", "{}");
        await place.write("mine.jsonc", toyFile({ title: "Second" }));
      },
    ]);
    assertEquals([...out.matchAll(/^(?:Tiny|Second)$/gm)].map(([title]) => title), [
      "Tiny",
      "Second",
    ]);
  });
});

Deno.test("run --watch ends on Ctrl-C during a run", async () => {
  await withPlace(toyFile({ stop: { iterations: 1e12 }, record: [0] }), async ({ run }) => {
    const stop = new AbortController();
    const onErr = (text: string) =>
      text.includes("preparing") && setTimeout(() => stop.abort(), 300);
    const { exit, err } = await run(["--watch"], { signal: stop.signal, onErr });
    assertEquals([exit, /interrupted in the first run|interrupted in run 1/.test(err)], [
      130,
      true,
    ]);
  });
});

Deno.test("run --watch needs a folder that is there", async () => {
  await withPlace("{}", async ({ call, folder }) => {
    assertEquals(await call(["run", `${folder}/none/mine.jsonc`, "--watch"]), {
      exit: 2,
      out: "",
      err: 'Cannot read "FOLDER/none": there is no such file\n',
    });
  });
});
