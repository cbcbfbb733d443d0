/** Results as pages and pictures, as a user asks for them. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { toyFile } from "../_files.ts";
import { type Place, withPlace } from "./_place.ts";

const MINE = toyFile({ title: "Mine <b>", seeds: [1, 2] });
const report = (place: Place, ...words: string[]) =>
  place.call(["report", `${place.folder}/out`, ...words]);

Deno.test("run --svg writes its charts as a picture, without it none stays from before", async () => {
  await withPlace(MINE, async (place) => {
    const { exit, out } = await place.run(["--svg"]);
    assertEquals(exit, 0);
    assertStringIncludes(out, "manifest.json, figures.json, chart.svg\n");
    const picture = await place.read("out/chart.svg");
    assert(picture.startsWith("<svg "));
    assertStringIncludes(picture, ">Mine &lt;b&gt;</text>");
    assertStringIncludes(picture, ">training loss against examples seen, median of 2 seeds</text>");
    assertStringIncludes(picture, 'class="spread f0"');
    await place.run();
    assert(!("chart.svg" in await place.files()));
  });
});

Deno.test("report --svg draws the picture that run --svg writes", async () => {
  await withPlace(MINE, async (place) => {
    await place.run(["--svg"]);
    const { exit, out } = await report(place, "--svg", `${place.folder}/again.svg`);
    assertEquals([exit, out], [0, "FOLDER/again.svg: 1 chart\n"]);
    assertEquals(await place.read("again.svg"), await place.read("out/chart.svg"));
  });
});

Deno.test("report --html writes a page with the tables' bytes and the command", async () => {
  await withPlace(MINE, async (place) => {
    await place.run();
    const { exit, out } = await report(place, "--html", `${place.folder}/page.html`);
    assertEquals(exit, 0);
    assert(/^FOLDER\/page\.html: 1 result, \d+ kilobytes\n$/.test(out), out);
    const page = await place.read("page.html");
    assert(page.includes("<title>Mine &lt;b&gt; · descent-bench</title>"));
    assert(/<dt>command<\/dt>\s*<dd><code>deno task experiments/.test(page));
    for (const name of ["curves.csv", "runs.csv"]) {
      const [, base64] = new RegExp(`download="${name}" href="data:text/csv;base64,([^"]*)"`)
        .exec(page) ?? [];
      const text = new TextDecoder().decode(Uint8Array.fromBase64(base64));
      assertEquals(text, await place.read(`out/${name}`));
    }
  });
});

const AGAIN = "\nMake it: deno task experiments FOLDER/out\n";
for (
  const [what, damage, words] of [
    [
      "without its figures",
      (folder: string) => Deno.remove(`${folder}/figures.json`),
      'Cannot draw "FOLDER/out" as "FOLDER/out" has no figures.json',
    ],
    [
      "with figures of another version",
      (folder: string) => Deno.writeTextFile(`${folder}/figures.json`, "{}"),
      'Cannot draw "FOLDER/out" as the files in "FOLDER/out" are of different versions',
    ],
    [
      "whose tables were changed",
      (folder: string) => Deno.writeTextFile(`${folder}/runs.csv`, "run\n1\n"),
      'Cannot draw "FOLDER/out" as the files in "FOLDER/out" are of different versions',
    ],
    [
      "whose manifest lacks what a page shows",
      async (folder: string) => {
        const manifest = JSON.parse(await Deno.readTextFile(`${folder}/manifest.json`));
        delete manifest.machine;
        await Deno.writeTextFile(`${folder}/manifest.json`, JSON.stringify(manifest));
      },
      'Cannot draw "FOLDER/out" as the files in "FOLDER/out" are of different versions',
    ],
    [
      "with a damaged manifest",
      (folder: string) => Deno.writeTextFile(`${folder}/manifest.json`, "{"),
      'Cannot draw "FOLDER/out" as the files in "FOLDER/out" are of different versions',
    ],
  ] as const
) {
  Deno.test(`report draws no result ${what}, and writes nothing`, async () => {
    await withPlace(MINE, async (place) => {
      await place.run();
      await damage(`${place.folder}/out`);
      const { exit, err } = await report(place, "--html", `${place.folder}/page.html`);
      assertEquals([exit, err], [2, words + AGAIN]);
      assertEquals(Object.keys(await place.files("")).includes("page.html"), false);
    });
  });
}

Deno.test("report --svg is of one result, and of times there is no page", async () => {
  await withPlace(MINE, async (place) => {
    await place.run();
    const out = `${place.folder}/out`;
    const both = await place.call(["report", out, out, "--svg", `${place.folder}/a.svg`]);
    assertEquals([both.exit, both.err], [
      2,
      'Cannot write "FOLDER/a.svg" of 2 results: a picture is of one\n',
    ]);
    await place.write("times.json", "{}");
    const times = await place.call(["report", `${place.folder}/times.json`, "--html", "a.html"]);
    assertEquals(times.exit, 2);
    assertStringIncludes(times.err, "Option --html has no effect here");
  });
});
