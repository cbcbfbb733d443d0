import { z } from "zod";

/** The part of JSON Schema that is looked at here. */
export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly propertyNames?: { readonly enum?: readonly string[] };
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  required?: string[];
}

/** Other keys that the loader requires may come from a sweep or from the command line. */
const IN_FILE = [
  "title",
  "question",
  "name",
  "linspace",
  "logspace",
  "geomspace",
  "every",
  "kind",
  "experiment",
  "class",
  "column",
];
export const jsonOptions = {
  io: "input",
  override: ({ jsonSchema }: { jsonSchema: { required?: string[] } }) => {
    jsonSchema.required &&= jsonSchema.required.filter((key) => IN_FILE.includes(key));
  },
} as const;

const SCALARS = ["number", "integer", "string", "boolean"];

/** The paths of all fields that hold a single value. */
export function scalarPaths(schema: JsonSchema, path: string): string[] {
  const branches = schema.anyOf ?? schema.oneOf ?? [];
  if (branches.some(({ properties }) => properties !== undefined)) {
    return [...new Set(branches.flatMap((branch) => scalarPaths(branch, path)))];
  }
  if (schema.properties !== undefined) {
    return Object.entries(schema.properties)
      .flatMap(([key, value]) => scalarPaths(value, path === "" ? key : `${path}.${key}`));
  }
  const alternatives = branches.length > 0 ? branches : [schema];
  const isScalar = alternatives.every(({ type, const: constant }) =>
    constant !== undefined || SCALARS.includes(type ?? "")
  );
  return isScalar ? [path] : [];
}

/** The fields that hold a list of numbers, or a range of them. */
export function listKeys({ properties = {} }: JsonSchema): string[] {
  return Object.entries(properties).flatMap(([key, schema]) =>
    branches(schema).some(({ type, items }) =>
        type === "array" && SCALARS.includes(items?.type ?? "")
      )
      ? [key]
      : []
  );
}

/** The keys that may stand where `path` leads in `file`, for suggestions. */
export function knownKeys(
  path: readonly PropertyKey[],
  file: unknown,
  schema: z.ZodType,
): string[] {
  let schemas = [z.toJSONSchema(schema, jsonOptions) as JsonSchema];
  let value = file;
  for (const key of path) {
    value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
    schemas = schemas.flatMap(branches).flatMap((schema) =>
      (typeof key === "number" ? schema.items : schema.properties?.[String(key)]) ?? []
    );
  }
  const name = (value as { name?: unknown } | undefined)?.name;
  const fits = ({ properties }: JsonSchema) => (properties?.name?.const ?? name) === name;
  const keys = schemas.flatMap(branches).filter(fits).flatMap((schema) => [
    ...Object.keys(schema.properties ?? {}),
    ...(schema.propertyNames?.enum ?? []),
  ]);
  return [...new Set(keys)];
}

/** A schema and all its alternatives. */
function branches(schema: JsonSchema): JsonSchema[] {
  return [schema, ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(branches)];
}
