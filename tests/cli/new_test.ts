import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { jsonSchema } from "../../src/experiment/schema.ts";
import { registries } from "../../src/kinds/mod.ts";
import { withPlace } from "./_place.ts";

/** A file as it is without its comments. */
const fieldsOf = (text: string) => JSON.parse(text.replaceAll(/^ *\/\/.*\n/gm, ""));
const SMALL: Readonly<Record<string, readonly string[]>> = {
  train: ["dataset.train=300", "dataset.test=10", "stop.epochs=1"],
  slice: ["dataset.train=20", "a.points=5"],
  gradientCheck: ["dataset.train=20", "batchSize=5"],
  race: [
    'rows=[[{"problem":{"name":"booth"},"method":{"name":"momentum"}}]]',
    "stop.epochs=5",
    "tuning.trials=2",
  ],
  curvature: ["dataset.train=20", "dataset.test=10", "stop.epochs=1", "batchSize=5"],
  convexity: ["dataset.train=20", "lines=2", "chords=2"],
};

/** Part of a schema; `$ref` is where it is. */
interface Part {
  readonly $defs?: Readonly<Record<string, Part>>;
  readonly $ref?: string;
  readonly anyOf?: readonly Part[];
  readonly properties?: Readonly<Record<string, Part>>;
  readonly description?: string;
}

for (const [kind, overrides] of Object.entries(SMALL)) {
  Deno.test(`new --kind ${kind} writes a file that runs, with what its fields mean`, async () => {
    await withPlace("{}", async ({ call, read, folder }) => {
      const { exit, out, err } = await call(["new", `${folder}/first`, "--kind", kind]);
      assertEquals([exit, err], [0, ""]);
      assertMatch(out, /^Wrote FOLDER\/first\.jsonc\. /);
      const [, command] = /\n {2}deno task experiments (\S+)\n/.exec(out) ?? [];
      assertEquals(command, "FOLDER/first.jsonc");
      assertStringIncludes(out, "\n  deno task experiments FOLDER/first.jsonc --watch\n");
      const text = await read("first.jsonc");
      const { $schema, title, kind: own } = fieldsOf(text);
      assertEquals([title, own], ["first", kind]);
      assertMatch($schema, /\/experiments\/schema\.json$/);
      const file = `${folder}/first.jsonc`;
      assertMatch((await call(["check", file])).out, /^FOLDER\/first\.jsonc: fine, \d+ runs\n$/);
      const ran = await call(["run", file, ...overrides, "--out", `${folder}/out`]);
      assertEquals([ran.exit, ran.out.includes("\nFinding: ")], [0, true]);
      for (const line of text.match(/^ *\/\/.*$/gm) ?? []) assert(line.length <= 80, line);
    });
  });
}

Deno.test("new says of each field what the schema says, also of those that it leaves out", async () => {
  await withPlace("{}", async ({ call, read, folder }) => {
    await call(["new", `${folder}/other.jsonc`]);
    const text = (await read("other.jsonc")).replaceAll(/\n *\/\/ +/g, " ");
    const { $defs = {}, ...schema } = jsonSchema(registries) as Part;
    const partAt = ({ $ref, ...own }: Part): Part =>
      $ref === undefined ? own : { ...partAt($defs[$ref.replace("#/$defs/", "")]), ...own };
    // Files that train, and of these the first: on images.
    const first = (part: Part): Part => part.anyOf ? first(partAt(part.anyOf[0])) : part;
    const { properties = {} } = first(schema);
    assert(Object.keys(properties).length > 10);
    for (const [key, part] of Object.entries(properties)) {
      const { description = "" } = partAt(part);
      assertStringIncludes(text, description);
      assert(text.includes(`"${key}": `) || text.includes(` ${key}: ${description}`), key);
    }
  });
});

Deno.test("new writes what can be read at a glance", async () => {
  await withPlace("{}", async ({ call, read, folder }) => {
    await call(["new", `${folder}/other`]);
    const text = await read("other.jsonc");
    for (
      const part of [
        '\n  // The heading of table and chart\n  "title": "other",\n',
        '    // (or "cifar10", "csv", "idx", "libsvm", "npy", "npz", "random", "toy")\n    "name": "synthetic",\n',
        '"zip": { "batchSize": [1, 256, "full"], "method.stepSize": [3e-8, 1e-6, 1e-6] },\n',
        '    "epochs": 5\n    // It may have more:\n    //   iterations: Steps\n',
        "  //   lastBatch: What becomes of the last batch of an epoch where it would be\n" +
        '  //   smaller than the others ("keep"; or "drop")\n',
      ]
    ) assertStringIncludes(text, part);
  });
});

Deno.test("new never replaces a file, and makes the folders above it", async () => {
  await withPlace("{}", async ({ call, read, folder }) => {
    const { exit, out, err } = await call(["new", `${folder}/mine`]);
    assertEquals(
      [exit, out, err],
      [2, "", 'Cannot write "FOLDER/mine.jsonc": it is there already\n'],
    );
    assertEquals(await read("mine.jsonc"), "{}");
    assertEquals(
      (await call(["new", `${folder}/a b/c`])).out.includes("'FOLDER/a b/c.jsonc'"),
      true,
    );
    const blocked = await call(["new", `${folder}/mine.jsonc/c`]);
    assertEquals([blocked.exit, /^Cannot write .*\n$/.test(blocked.err)], [2, true]);
  });
});

Deno.test("new refuses no name, two names and an unknown kind", async () => {
  await withPlace("{}", async ({ call, files }) => {
    const ends = [
      [[], "Give one name: deno task new NAME\n"],
      [["a", "b"], "Give one name: deno task new NAME\n"],
      [
        ["a", "--kind", "slices"],
        'Option --kind must be one of train, slice, gradientCheck, race, convexity, curvature: current value is "slices"\n',
      ],
    ] as const;
    for (const [words, err] of ends) {
      assertEquals(await call(["new", ...words]), { exit: 2, out: "", err });
    }
    assertEquals(Object.keys(await files(".")), ["mine.jsonc"]);
  });
});
