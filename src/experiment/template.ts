/** An experiment file in which each field says what it means, in the words of its schema. */
import { z } from "zod";
import { wrapped } from "../figures/render/wrap.ts";
import type { Registries } from "../kinds/mod.ts";
import { valueText } from "../numbers.ts";
import { isRecord } from "../registry.ts";
import { jsonOptions } from "./_json_schema.ts";
import { fileSchemas, schemaOf } from "./schema.ts";

/** Columns of a file. */
const WIDTH = 80;
/** Fields that a file begins with. */
const HEAD = ["$schema", "kind", "title", "question"];

type Schema = z.core.JSONSchema.BaseSchema;

/** What a field means, and what it may be: the value that it has without being given comes first. */
export function meaning({ description = "", default: usual, enum: words = [] }: Schema): string {
  const others = words.filter((word) => word !== usual).map((word) => JSON.stringify(word));
  const values = [
    ...isNothing(usual) ? [] : [inline(usual)],
    ...others.length === 0 ? [] : [`or ${others.join(", ")}`],
  ];
  return description + (values.length === 0 ? "" : ` (${values.join("; ")})`);
}

/** What is no news: no value, an empty list or object. */
function isNothing(value: unknown): boolean {
  return value === undefined ||
    typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** An experiment file with these fields and comments on them, and on those it could have too. */
export function commentedFile(
  fields: Readonly<Record<string, unknown>>,
  registries: Registries,
): string {
  const { file, keys } = schemaOf(fields, fileSchemas(registries));
  // What is run comes before what is swept and drawn.
  const order = [...HEAD, ...keys].filter((key) => Object.hasOwn(fields, key));
  const ordered = { ...Object.fromEntries(order.map((key) => [key, fields[key]])), ...fields };
  const { anyOf: shapes, ...whole } = z.toJSONSchema(file, jsonOptions);
  // Files of other problems have other fields.
  const fitting = (shapes as Schema[] | undefined)?.find(({ properties = {} }) =>
    Object.keys(fields).every((key) => Object.hasOwn(properties, key))
  );
  return `${block(ordered, fitting ?? whole, "")}\n`;
}

/** An object with a comment on each field, and on those that it could have too. */
function block(fields: Readonly<Record<string, unknown>>, schema: Schema, indent: string): string {
  const inner = `${indent}  `;
  const comment = (text: string, before = "") =>
    wrapped(text, WIDTH - inner.length - 3, before).map((row) => `${inner}// ${row}\n`).join("");
  const { properties = {} } = schema;
  const given = Object.entries(fields).map(([key, value]) => {
    const field = properties[key] as Schema;
    const fitting = isRecord(value) ? choiceOf(value, field) : null;
    const text = key === "rows"
      ? tables(value, inner)
      : fitting === null
      ? inline(value)
      : block(value as typeof fields, fitting, inner);
    return `${comment(meaning(field))}${inner}${JSON.stringify(key)}: ${text}`;
  });
  const more = Object.entries(properties).filter(([key]) => !Object.hasOwn(fields, key))
    .map(([key, field]) => comment(`${key}: ${meaning(field as Schema)}`, "  "));
  const rest = more.length === 0 ? "" : `${inner}// It may have more:\n${more.join("")}`;
  return `{\n${given.join(",\n")}\n${rest}${indent}}`;
}

/** Lists of rows, each on a line of its own. */
function tables(value: unknown, indent: string): string {
  const list = (parts: readonly string[], indent: string) =>
    `[\n${parts.map((part) => `${indent}  ${part}`).join(",\n")}\n${indent}]`;
  return list(
    (value as unknown[][]).map((rows) => list(rows.map(inline), `${indent}  `)),
    indent,
  );
}

/** The schema of an object's fields, with what else its name may be; null where fields are paths. */
function choiceOf(value: Readonly<Record<string, unknown>>, schema: Schema): Schema | null {
  const choices = ((schema.anyOf ?? schema.oneOf ?? [schema]) as Schema[])
    .filter(({ properties }) => properties !== undefined);
  const nameOf = ({ properties }: Schema) => (properties?.name as Schema | undefined)?.const;
  const found = choices.find((one) => nameOf(one) === undefined || nameOf(one) === value.name);
  if (found === undefined) return null;
  const names = choices.map(nameOf).filter((name) => name !== undefined && name !== value.name);
  const { name, ...properties } = found.properties ?? {};
  if (name === undefined) return found;
  return {
    ...found,
    properties: { name: { ...name as Schema, enum: names as string[] }, ...properties },
  };
}

/** JSON on one line, with spaces. */
function inline(value: unknown): string {
  if (value instanceof Array) return `[${value.map(inline).join(", ")}]`;
  if (typeof value === "number") return valueText(value);
  if (!isRecord(value)) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, one]) =>
    `${JSON.stringify(key)}: ${inline(one)}`
  );
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}
