import { ensure, InputError } from "../errors.ts";
import { inertWord } from "../inert.ts";
import { isRecord } from "../registry.ts";

const NOT_HERE = "it was not imported before";

/** A file names a module that was not given: whoever may import it does so and reads the file again. */
export class MissingModuleError extends InputError {
  /** `given` is the path in the file at `place`, `module` the same as it is seen from here. */
  constructor(place: string, readonly given: string, readonly module: string) {
    super(`${place}: cannot take the module ${inertWord(JSON.stringify(given))}: ${NOT_HERE}`);
  }

  /** The same place, and why the module cannot be imported at all. */
  because(reason: string): InputError {
    return new InputError(this.message.replace(NOT_HERE, () => reason));
  }
}

/** The path of a file, seen from here, that another file names. */
export function beside(source: string, path: string): string {
  return /^[/\\]/.test(path) ? path : source.replace(/[^/\\]*$/, "") + path;
}

/** Where a field, or a sweep of it, is a method or a list of them. */
const METHOD = /(^|\.)(methods?|inner)$/;
/** Where one is the module of a method. */
const MODULE = /((?:^|\.)(?:methods?|inner)\.)module$/;
/** Where a file names one of its swept fields. */
const NAMES_FIELD = /^best\.of$|^charts\[\d+\]\.series(\[\d+\])?$/;

/**
 * The fields of a file in which each method of one's own goes by its name, as the built-in ones do,
 * instead of by its module; `names` has them by the path of the module, as it is seen from here.
 *
 * @throws {MissingModuleError} When a module has no name in `names`
 */
export function withMethodNames<Fields extends object>(
  file: Fields,
  source: string,
  names: ReadonlyMap<string, string> = new Map(),
): Fields {
  function nameOf(module: unknown, place: string): string {
    ensure(typeof module === "string", `${place}: must be a text in quotes, the path of a file`);
    const seen = beside(source, module);
    const name = names.get(seen);
    if (name === undefined) throw new MissingModuleError(place, module, seen);
    return name;
  }

  /** A value at a place; `field` is the path of what it is, or is swept through. */
  function named(value: unknown, place: string, field: string): unknown {
    if (typeof value === "string") {
      if (MODULE.test(field)) return nameOf(value, place);
      return NAMES_FIELD.test(place) ? value.replace(MODULE, "$1name") : value;
    }
    if (Array.isArray(value)) return value.map((one, i) => named(one, `${place}[${i}]`, field));
    if (!isRecord(value)) return value;
    const { module, ...rest } = value;
    if (METHOD.test(field) && module !== undefined) {
      const name = nameOf(module, `${place}.module`);
      const { name: other = name, ...options } = rest;
      ensure(
        other === name,
        `${place}.name: must be ${JSON.stringify(name)} as the module says, or be left out: ` +
          `current value is ${inertWord(JSON.stringify(other))}`,
      );
      return { name, ...namedFields(options, place) };
    }
    return namedFields(value, place);
  }

  function namedFields(fields: object, place: string): object {
    const start = place === "" ? "" : `${place}.`;
    const all = Object.entries(fields).map(([key, value]) => {
      const one = named(value, start + key, key);
      return [MODULE.test(key) ? key.replace(MODULE, "$1name") : key, one] as const;
    });
    const result = Object.fromEntries(all);
    const twice = all.find(([key, value]) => result[key] !== value)?.[0] ?? "";
    ensure(twice === "", `${start}${twice}: must not stand beside the same with "module"`);
    return result;
  }

  return namedFields(file, "") as Fields;
}
