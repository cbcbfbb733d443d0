/** The types of zod that contracts need, under names of their own. */
import type { z } from "zod";

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
