import { assertEquals } from "@std/assert";
import { parse } from "jsonc-parser";
import { z } from "zod";
import { shippedNames } from "../../src/cli/work/experiments.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import { fileSchemas, jsonSchema, schemaOf } from "../../src/experiment/schema.ts";
import { registries } from "../../src/kinds/mod.ts";
import { toyFile, WRONG } from "../_files.ts";

const schema = jsonSchema(registries);
/** What an editor says of a file that names the schema. */
const editor = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
const accepted = (text: string) => editor.safeParse(parse(text)).success;

for (const name of await shippedNames()) {
  Deno.test(`jsonSchema() accepts experiments/${name}.jsonc`, async () => {
    const text = await Deno.readTextFile(`experiments/${name}.jsonc`);
    assertEquals(editor.safeParse(parse(text)).error?.issues ?? [], []);
  });
}

const right: [what: string, fields: Record<string, unknown>][] = [
  ["an experiment without options", {}],
  ["its own address", { $schema: "./schema.json" }],
  ["a number as batch size", { batchSize: 3 }],
  ["a swept list", { matrix: { batchSize: [1, "full"] } }],
  ["a swept range", { matrix: { "method.stepSize": { logspace: [-3, -1, 3] } } }],
  ["a zip", { zip: { batchSize: [1, 2], "method.stepSize": [0.1, 0.2] } }],
  ["an exclusion", { matrix: { batchSize: [1, 2] }, exclude: [{ batchSize: 1 }] }],
  ["record points", { record: [1, 2] }],
  ["a record distance", { record: { every: 2 } }],
  ["a swept option that the method needs", {
    method: { name: "gradientDescent" },
    matrix: { "method.stepSize": [1] },
  }],
  ["a swept limit", { stop: undefined, matrix: { "stop.epochs": [1, 2] } }],
  ["points", { dataset: { name: "toy", points: [[1], [2]], labels: [0, 1] } }],
  ["no charts", { charts: [] }],
];

for (const [what, fields] of right) {
  Deno.test(`jsonSchema() accepts ${what}, as the loader does`, () => {
    const text = toyFile(fields);
    loadExperiment(text, { source: "mine.jsonc" });
    assertEquals(accepted(text), true);
  });
}

// What an editor can see: keys and kinds, not how fields go together.
const VISIBLE =
  /key|misspelt|unknown (dataset|method|loss|chart)|as (title|start|dataset|seeds|step size)/;
const visible = WRONG.filter(([what]) => VISIBLE.test(what));

for (const [what, text] of visible) {
  Deno.test(`jsonSchema() refuses ${what}, as the loader does`, () => {
    assertEquals(accepted(text), false);
  });
}

interface Schema {
  readonly $ref?: string;
  readonly $defs?: Record<string, Schema>;
  readonly description?: string;
  readonly properties?: Record<string, Schema>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: Schema[];
  readonly oneOf?: Schema[];
}

const { $defs = {} } = schema as Schema;

/** A schema with what it refers to. */
function resolved({ $ref, ...own }: Schema): Schema {
  return $ref === undefined ? own : { ...resolved($defs[$ref.replace("#/$defs/", "")]), ...own };
}

/** The paths of all properties that an editor has nothing to say about. */
function withoutDescription(schema: Schema, path = ""): string[] {
  const { properties = {}, additionalProperties, items, anyOf = [], oneOf = [] } = resolved(schema);
  const inner = [
    ...anyOf,
    ...oneOf,
    ...items === undefined ? [] : [items],
    ...typeof additionalProperties === "object" ? [additionalProperties] : [],
  ];
  return [
    ...Object.entries(properties).flatMap(([key, property]) => [
      ...resolved(property).description === undefined ? [`${path}.${key}`] : [],
      ...withoutDescription(property, `${path}.${key}`),
    ]),
    ...inner.flatMap((one) => withoutDescription(one, path)),
  ];
}

Deno.test("jsonSchema() describes every property", () => {
  assertEquals(withoutDescription(schema as Schema), []);
});

const generated = await Deno.readTextFile("experiments/schema.json").catch((error: unknown) => {
  if (error instanceof Deno.errors.NotFound) return null;
  throw error;
});

Deno.test({
  name: "jsonSchema() is what experiments/schema.json holds",
  ignore: generated === null,
  fn: () => assertEquals(JSON.parse(generated ?? ""), JSON.parse(JSON.stringify(schema))),
});

const { sweepable } = schemaOf({}, fileSchemas(registries));

Deno.test("sweepable has single values by path and whole fields, no lists and nothing of the frame", () => {
  const paths = ["batchSize", "method.stepSize", "method.name", "stop.epochs", "loss.l2"];
  const wholes = ["method", "dataset", "stop", "record", "gradient"];
  const not = ["dataset.points", "seeds", "charts", "title", "kind", "best", "best.of"];
  assertEquals([...paths, ...wholes].filter((path) => !sweepable.includes(path)), []);
  assertEquals(not.filter((path) => sweepable.includes(path)), []);
});
