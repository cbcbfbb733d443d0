/** What the words of a command line mean, wherever the person is. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import settings from "../../deno.json" with { type: "json" };
import { call, replaced } from "../_fake_io.ts";
import { toyFile, withFolder } from "../_files.ts";
import { imagesFile, type Place, withPlace, writeImages } from "./_place.ts";

/** Does something as if the task was called from another folder than the project's. */
function calledFrom<Result>(folder: string, action: () => Promise<Result>): Promise<Result> {
  const querySync = () => ({ state: "granted" });
  return replaced(
    Deno.permissions,
    { querySync },
    () => replaced(Deno.env, { get: () => folder }, action),
  );
}

/** A command line that is typed in the folder of a place. */
const typed = (place: Place, line: string) =>
  calledFrom(place.folder, () => place.call(line.split(" ")));

for (
  const task of [
    "experiments",
    "merge",
    "check",
    "verify",
    "compare",
    "data",
    "report",
    "bench",
    "new",
  ]
) {
  Deno.test(`deno task ${task} may ask from where it was called`, () => {
    const { command } = settings.tasks[task as keyof typeof settings.tasks];
    assertStringIncludes(command, " --allow-env=INIT_CWD ");
  });
}

// Paths.

Deno.test("new writes to the folder that it is called from", async () => {
  await withPlace(toyFile(), async (place) => {
    const { exit, out } = await typed(place, "new notes/first");
    assertEquals([exit, out.includes("  deno task experiments notes/first.jsonc\n")], [0, true]);
    assertEquals(
      Object.keys(await place.files(".")),
      ["mine.jsonc", "notes", "notes/first.jsonc"],
    );
    assertEquals((await typed(place, "check notes/first")).exit, 0);
  });
});

Deno.test("deno task check finds a file in the folder that it is called from", async () => {
  await withPlace(toyFile(), async ({ folder }) => {
    const { stdout } = await new Deno.Command("deno", {
      args: ["task", "--quiet", "--config", `${Deno.cwd()}/deno.json`, "check", "mine.jsonc"],
      cwd: folder,
      env: { INIT_CWD: folder },
    }).output();
    assertEquals(new TextDecoder().decode(stdout), `${folder}/mine.jsonc: fine, 1 run\n`);
  });
});

for (const word of ["mine.jsonc", "mine", "./mine.jsonc", "../mine.jsonc"]) {
  Deno.test(`check finds ${word} from another folder`, async () => {
    await withPlace(toyFile(), async (place) => {
      const folder = word.startsWith("..") ? `${place.folder}/inner` : place.folder;
      const { exit, out } = await calledFrom(folder, () => place.call(["check", word]));
      assertEquals([exit, out], [0, "FOLDER/mine.jsonc: fine, 1 run\n"]);
    });
  });
}

for (const word of ["batch_size.jsonc", "experiments/batch_size", "experiments/batch_size.jsonc"]) {
  Deno.test(`check takes ${word} for the shipped experiment, from anywhere`, async () => {
    const right = [0, "experiments/batch_size.jsonc: fine, 9 runs\n"];
    const here = await call(["check", word]);
    await withFolder(async (folder) => {
      const there = await calledFrom(folder, () => call(["check", word]));
      assertEquals([[here.exit, here.out], [there.exit, there.out]], [right, right]);
    });
  });
}

Deno.test("check takes a file of the person's for one of the project of the same path", async () => {
  const beside = { "batch_size.jsonc": toyFile() };
  await withPlace(toyFile(), async (place) => {
    const { out } = await typed(place, "check batch_size.jsonc batch_size");
    const [own, shipped] = out.split("\n");
    assertEquals(own, "FOLDER/batch_size.jsonc: fine, 1 run");
    assertEquals(shipped, "experiments/batch_size.jsonc: fine, 9 runs");
  }, beside);
});

Deno.test("run, report and compare take folders of the person's", async () => {
  await withPlace(toyFile(), async (place) => {
    const first = await typed(place, "run mine --out first");
    assertStringIncludes(first.out, "\nFOLDER/first: wrote curves.csv, ");
    await typed(place, "run mine.jsonc stop.iterations=3 --out inner/second");
    const { exit, out } = await typed(place, "report inner/second first");
    assertEquals([exit, out.match(/after \d steps/g)], [0, ["after 3 steps", "after 5 steps"]]);
    const compared = await typed(place, "compare first inner/second");
    assertEquals(compared.exit, 3);
  });
});

Deno.test("run takes a folder of data of the person's", async () => {
  await withPlace(imagesFile("nowhere"), async (place) => {
    await Deno.mkdir(`${place.folder}/images`);
    await writeImages(`${place.folder}/images`);
    const { exit } = await typed(place, "run mine.jsonc dataset.directory=images --out out");
    assertEquals(exit, 0);
  });
});

Deno.test("data puts a dataset into the folder of the person's, and says so", async () => {
  await withPlace(toyFile(), async (place) => {
    const { exit, err } = await typed(place, "data cifar10 --to here --from mine.jsonc");
    assertEquals([exit, err.includes('"FOLDER/mine.jsonc"')], [2, true]);
  });
});

// Names.

const texts: readonly (readonly [line: string, message: string])[] = [
  ["check mien", 'Cannot find experiment "mien": did you mean "mine.jsonc"?'],
  [
    "check mien.jsonc",
    'Cannot read "mien.jsonc": there is no such file: did you mean "mine.jsonc"?',
  ],
  [
    "check inner/oter.jsonc",
    'Cannot read "inner/oter.jsonc": there is no such file: did you mean "inner/other.jsonc"?',
  ],
  ["check batch_sze", 'Cannot find experiment "batch_sze": did you mean "batch_size"?'],
  [
    "check notes.txt",
    'Cannot run "notes.txt" as the name of an experiment\'s file ends in .jsonc or .json',
  ],
  ["check inner", 'Cannot run "inner" as it is a folder'],
  [
    "report batch_sze",
    'Cannot report "batch_sze" as it holds no chart.txt: did you mean "batch_size"?',
  ],
];
for (const [line, message] of texts) {
  Deno.test(`main() says what is near to ${line}`, async () => {
    await withPlace(toyFile(), async (place) => {
      await Deno.mkdir(`${place.folder}/inner`);
      await place.write("inner/other.jsonc", toyFile());
      const { exit, err } = await typed(place, line);
      assertEquals([exit, err], [2, `${message}\n`]);
    }, { "notes.txt": "" });
  });
}

Deno.test("check says of a folder of shipped experiments what is in it", async () => {
  const { err } = await call(["check", "cifar10/full"]);
  assertEquals(
    err,
    'Cannot run "cifar10/full" as it is a folder of experiments: cifar10/full/local_search, ' +
      "cifar10/full/mini_batch, cifar10/full/network, cifar10/full/random_search\n",
  );
});

Deno.test("report and compare take names of results, committed or local, and files of experiments", async () => {
  const name = `test-${crypto.randomUUID()}`;
  try {
    await withPlace(toyFile(), async (place) => {
      assertEquals((await typed(place, `run ${name}`)).exit, 0);
      const local = await Deno.readTextFile(`results/local/${name}/chart.txt`);
      for (const word of [name, `${name}.jsonc`]) {
        assertEquals((await typed(place, `report ${word}`)).out, local);
      }
      const { exit, out } = await typed(place, `compare ${name} batch_size`);
      assertEquals([exit, out.includes(`${name}: `)], [3, true]);
      const near = await typed(place, `compare ${name}x batch_size`);
      assertStringIncludes(near.err, `there is no such folder: did you mean "${name}"?\n`);
    }, { [`${name}.jsonc`]: toyFile() });
  } finally {
    await Deno.remove(`results/local/${name}`, { recursive: true });
  }
  const committed = await Deno.readTextFile("results/batch_size/chart.txt");
  assertEquals((await call(["report", "batch_size.jsonc"])).out, committed);
});
