/** What every thing promises that files can name. */
import { z } from "zod";
import type { Entry } from "../registry.ts";
import type { Schema } from "../schemas.ts";
import type { Check } from "./check.ts";

/** A thing that files can name. */
export interface Listed extends Entry {
  /** What its options may be. */
  readonly options: Schema;
}

/** The part of an option's JSON Schema that is looked at. */
export interface OptionSchema {
  readonly type?: string;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** The options of a thing by name. */
export function optionsOf({ options }: Listed): [name: string, schema: OptionSchema][] {
  const { properties = {} } = z.toJSONSchema(options, { io: "input" });
  return Object.entries(properties) as [string, OptionSchema][];
}

/** What each of them promises. */
export const entryChecks: readonly Check<Listed>[] = [
  {
    promise: "has a name in camelCase and a summary of one line",
    broken({ name, summary }) {
      if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) {
        return `its name is "${name}": write one like myMethod`;
      }
      return /^\S.*\S$/.test(summary)
        ? null
        : "its summary has to be one line, without spaces around it";
    },
  },
  {
    promise: "describes every option",
    broken(listed) {
      const silent = optionsOf(listed).filter(([, { description }]) => !description);
      const names = silent.map(([name]) => name).join(", ");
      return names === "" ? null : `${names}: add .describe("…") to the option`;
    },
  },
  {
    promise: "has an example that its options take, and refuses what they do not know",
    broken({ example, options }) {
      const { error } = options.safeParse(example);
      if (error) return `its example is refused: ${z.prettifyError(error).replaceAll("\n", " ")}`;
      return options.safeParse({ ...example, noSuchOption: 1 }).success
        ? "it takes an option noSuchOption: make its options with z.strictObject"
        : null;
    },
  },
];
