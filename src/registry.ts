/** Registries: each dataset, loss, method and chart is one leaf, and one line in its folder's list. */
import { z } from "zod";
import type { FieldSchemas, OptionsOf, Schema, SchemaInput, SchemaOf } from "./schemas.ts";
import { InputError, unknown } from "./errors.ts";
import type { Choice } from "./types.ts";

/** What can be said of a registered thing. */
export interface Entry {
  /** The name in experiment files. */
  readonly name: string;
  /** One line for `list`. */
  readonly summary: string;
  /** Options that work, small enough for a test. */
  readonly example: Readonly<Record<string, unknown>>;
}

/** A registered thing: how it is made from its options, and what those may be. */
export interface Leaf<Context, Made> extends Entry {
  /** What its options may be, with their defaults. */
  readonly options: Schema;
  /**
   * Makes it.
   *
   * @throws {InputError} When an option is wrong
   */
  make(options: unknown, context: Context): Made;
}

/** What a leaf's author writes; the types of the options come from their schema. */
export interface LeafSource<Options extends Schema, Context, Made> extends Entry {
  /** What its options may be, with their defaults. */
  readonly options: Options;
  /** Options that work, small enough for a test. */
  readonly example: SchemaInput<Options>;
  /** Makes it from options that were checked. */
  make(options: OptionsOf<Options>, context: Context): Made;
}

/** Ties a leaf's options to their schema. */
export function leaf<Options extends Schema, Context, Made>(
  source: LeafSource<Options, Context, Made>,
): Leaf<Context, Made> {
  return {
    ...source,
    make(options, context) {
      const { success, data, error } = source.options.safeParse(options);
      if (success) return source.make(data, context);
      throw new InputError(`Cannot build "${source.name}": ${z.prettifyError(error)}`);
    },
  };
}

/** How things of one kind are declared: {@linkcode leaf}, for what those are made for and give. */
export type Define<Context, Made> = <Options extends Schema>(
  source: LeafSource<Options, Context, Made>,
) => Leaf<Context, Made>;

/** All things of one kind, by name. */
export interface Registry<Context, Made> {
  /** What they are, in the singular: `method`, `loss`, … */
  readonly kind: string;
  /** The things, in the order of the list. */
  readonly leaves: readonly Leaf<Context, Made>[];
  /** Any leaf's name with that leaf's options. */
  readonly schema: SchemaOf<Choice>;
  /**
   * Makes what `choice` names.
   *
   * @throws {InputError} When the name is not registered or an option is wrong
   */
  make(choice: Choice, context: Context): Made;
  /** The same things and one more; this registry stays as it is. */
  with(leaf: Leaf<Context, Made>): Registry<Context, Made>;
}

/** Builds the registry of one kind from its leaves. */
export function registry<Context, Made>(
  kind: string,
  leaves: readonly Leaf<Context, Made>[],
): Registry<Context, Made> {
  const byName = new Map(leaves.map((one) => [one.name, one]));
  if (byName.size < leaves.length) throw new Error(`Two leaves of ${kind} have the same name`);
  return {
    kind,
    leaves,
    schema: choiceSchema(kind, leaves),
    make({ name, ...options }, context) {
      const found = byName.get(name);
      if (found !== undefined) return found.make(options, context);
      throw new InputError(unknown(kind, name, [...byName.keys()]));
    },
    with: (leaf) => registry(kind, [...leaves, leaf]),
  };
}

/** What the choices that a schema describes are made among: a registry's kind. */
export const choices: z.core.$ZodRegistry<{ readonly kind: string }> = z.registry();

/** A choice among things: the name of one, with its options beside it. */
function choiceSchema(kind: string, leaves: readonly Leaf<never, unknown>[]): SchemaOf<Choice> {
  const names = leaves.map(({ name }) => name);
  const [first, ...rest] = leaves.map(({ name, summary, options }) =>
    withFields({ name: z.literal(name).describe(summary) }, options)
  );
  const schema = z.discriminatedUnion("name", [first, ...rest], {
    error: ({ input, code }) => {
      if (code !== "invalid_union") return undefined;
      if (!isRecord(input)) return `must be an object with a name: one of ${names.join(", ")}`;
      return "name" in input
        ? unknown(kind, input.name, names)
        : `must be given: one of ${names.join(", ")}`;
    },
  });
  choices.add(schema, { kind });
  return schema as SchemaOf<Choice>; // its members are built at run time, so zod sees no `name`
}

/**
 * Options with fields before their own, or in place of those of the same name; what else is asked of
 * them still holds.
 */
export function withFields<Fields extends FieldSchemas>(
  fields: Fields,
  { shape, def: { checks } }: Schema,
): z.ZodObject<Fields> {
  const all: z.ZodObject<Fields> = z.strictObject({ ...fields, ...shape, ...fields });
  return checks === undefined
    ? all
    : all.check(...checks as z.core.$ZodCheck<z.output<typeof all>>[]);
}

/** Whether a value is an object with keys, such as braces in a file become. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
