/** The types of zod that contracts need, under names of their own. */
import { z } from "zod";

/**
 * What options may be, by name: made with `z.strictObject`.
 *
 * @ignore
 */
export type Schema = z.ZodObject;
/**
 * What a value may be: any schema of zod that gives it.
 *
 * @ignore
 */
export type SchemaOf<Value> = z.ZodType<Value>;
/**
 * Fields of an experiment file by name, each with its schema.
 *
 * @ignore
 */
export type FieldSchemas = z.ZodRawShape;
/**
 * Options as they stand in a file.
 *
 * @ignore
 */
export type SchemaInput<Options extends Schema> = z.input<Options>;
/**
 * Options that were checked, with their defaults.
 *
 * @ignore
 */
export type OptionsOf<Options extends Schema> = z.output<Options>;

/** Options with fields before their own; what else is asked of them still holds. */
export function withFields<Fields extends FieldSchemas>(
  fields: Fields,
  { shape, def: { checks = [] } }: Schema,
): z.ZodObject<Fields> {
  const all: z.ZodObject<Fields> = z.strictObject({ ...fields, ...shape });
  return all.check(...checks as z.core.$ZodCheck<z.output<typeof all>>[]);
}
