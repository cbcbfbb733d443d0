import { z } from "zod";
import { RANGES } from "../kinds/axis.ts";
import { choices } from "../registry.ts";

/** The part of JSON Schema that is looked at here. */
export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly propertyNames?: PropertyNames;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema;
  required?: string[];
}

/** What keys may be. */
interface PropertyNames {
  readonly enum?: readonly string[];
  readonly anyOf?: readonly PropertyNames[];
}

/** Other keys that the loader requires may come from a sweep or from the command line. */
const IN_FILE = "title question name every kind experiment class column".split(" ").concat(RANGES);

/** What a file may say instead of a method's name; its other fields are the options of that method. */
const MODULE: z.core.JSONSchema.BaseSchema = {
  type: "object",
  properties: {
    module: {
      type: "string",
      description:
        "A file with a method of one's own: with --allow-modules, see docs/own_method.md",
    },
  },
  required: ["module"],
};

interface Overridden {
  readonly zodSchema: z.core.$ZodType;
  readonly jsonSchema: z.core.JSONSchema.BaseSchema;
}

/** How zod's schemas become JSON Schema. */
export const jsonOptions = {
  io: "input",
  override({ zodSchema, jsonSchema }: Overridden) {
    jsonSchema.required &&= jsonSchema.required.filter((key) => IN_FILE.includes(key));
    if (choices.get(zodSchema)?.kind !== "method") return;
    const all = jsonSchema.oneOf ?? jsonSchema.anyOf ?? [];
    if (!all.includes(MODULE)) all.push(MODULE);
  },
} as const;

const SCALARS = ["number", "integer", "string", "boolean"];

/** The paths of all fields that hold a single value, those that may be an object instead, too. */
export function scalarPaths(schema: JsonSchema, path = ""): string[] {
  const all = branches(schema).filter(({ anyOf, oneOf }) => (anyOf ?? oneOf) === undefined);
  const objects = all.filter(({ properties }) => properties !== undefined);
  const others = all.filter(({ properties }) => properties === undefined);
  const isScalar = ({ type, const: constant }: JsonSchema) =>
    constant !== undefined || SCALARS.includes(type ?? "");
  const hasScalar = objects.length === 0 ? others.every(isScalar) : others.some(isScalar);
  const inner = objects.flatMap(({ properties = {} }) =>
    Object.entries(properties)
      .flatMap(([key, value]) => scalarPaths(value, path === "" ? key : `${path}.${key}`))
  );
  return [...new Set([...hasScalar ? [path] : [], ...inner])];
}

/** The paths of all objects whose keys are names that a file gives, each with a number. */
export function recordPaths(schema: JsonSchema, path = ""): string[] {
  const inner = Object.entries(schema.properties ?? {})
    .flatMap(([key, value]) => recordPaths(value, path === "" ? key : `${path}.${key}`));
  const alternatives = [...schema.anyOf ?? [], ...schema.oneOf ?? []];
  const own = SCALARS.includes(schema.additionalProperties?.type ?? "") ? [path] : [];
  return [...new Set([...own, ...inner, ...alternatives.flatMap((one) => recordPaths(one, path))])];
}

/** Those of the fields at these paths that hold any text, such as the path of a folder. */
export function textPaths(schema: JsonSchema, paths: readonly string[]): string[] {
  return paths.filter((path) =>
    schemasAt(path.split("."), schema).some((one) =>
      one.type === "string" && !("const" in one || "enum" in one)
    )
  );
}

/** The fields that hold a list of numbers, or a range of them. */
export function listKeys({ properties = {} }: JsonSchema): string[] {
  const isList = ({ type, items }: JsonSchema) =>
    type === "array" && SCALARS.includes(items?.type ?? "");
  return Object.keys(properties).filter((key) => branches(properties[key]).some(isList));
}

/** The keys that may stand where `path` leads in `file`, for suggestions. */
export function knownKeys(
  path: readonly PropertyKey[],
  file: unknown,
  schema: z.ZodType,
): string[] {
  const name = valueAt(file, [...path, "name"]);
  const fits = ({ properties }: JsonSchema) => (properties?.name?.const ?? name) === name;
  const keys = schemasAt(path, jsonSchemaOf(schema)).filter(fits).flatMap((schema) => [
    ...Object.keys(schema.properties ?? {}),
    ...namesOf(schema.propertyNames ?? {}),
  ]);
  return [...new Set(keys)];
}

function namesOf({ enum: names = [], anyOf = [] }: PropertyNames): string[] {
  return [...names, ...anyOf.flatMap(namesOf)];
}

/** `{ "name": "gradientDescent", "stepSize": … }`, where that is a name; undefined otherwise. */
export function objectNamed(
  name: unknown,
  path: readonly PropertyKey[],
  schema: z.ZodType,
): string | undefined {
  const found = schemasAt(path, z.toJSONSchema(schema, { io: "input" }) as JsonSchema)
    .find(({ properties }) => properties?.name?.const === name);
  const more = found?.required?.filter((key) => key !== "name") ?? [];
  const fields = [`"name": ${JSON.stringify(name)}`, ...more.map((key) => `"${key}": …`)];
  return found && `{ ${fields.join(", ")} }`;
}

/** Whether a list of numbers, or of lists, may stand at a path. */
export function takesList(path: readonly PropertyKey[], schema: z.ZodType): boolean {
  return schemasAt(path, jsonSchemaOf(schema)).some(({ type }) => type === "array");
}

function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, jsonOptions) as JsonSchema;
}

/** All that may stand where a path leads. */
function schemasAt(path: readonly PropertyKey[], schema: JsonSchema): JsonSchema[] {
  let schemas = [schema];
  for (const key of path) {
    schemas = schemas.flatMap(branches).flatMap((schema) =>
      (typeof key === "number" ? schema.items : schema.properties?.[String(key)]) ?? []
    );
  }
  return schemas.flatMap(branches);
}

/** What stands at a path; undefined where it leads nowhere. */
export function valueAt(file: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key],
    file,
  );
}

/** A schema and all its alternatives. */
function branches(schema: JsonSchema): JsonSchema[] {
  return [schema, ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(branches)];
}
