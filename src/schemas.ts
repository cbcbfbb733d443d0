/** The types of zod that contracts need, under names of their own. */
import { z } from "zod";

/** @ignore What options may be, by name: made with `z.strictObject`. */
export type Schema = z.ZodObject;
/** @ignore What a value may be: any schema of zod that gives it. */
export type SchemaOf<Value> = z.ZodType<Value>;
/** @ignore Fields of an experiment file by name, each with its schema. */
export type FieldSchemas = z.ZodRawShape;
/** @ignore Options as they stand in a file. */
export type SchemaInput<Options extends Schema> = z.input<Options>;
/** @ignore Options that were checked, with their defaults. */
export type OptionsOf<Options extends Schema> = z.output<Options>;

/** Options with fields before their own; what else is asked of them still holds. */
export function withFields<Fields extends FieldSchemas>(
  fields: Fields,
  { shape, def: { checks = [] } }: Schema,
): z.ZodObject<Fields> {
  const all: z.ZodObject<Fields> = z.strictObject({ ...fields, ...shape });
  return all.check(...checks as z.core.$ZodCheck<z.output<typeof all>>[]);
}
