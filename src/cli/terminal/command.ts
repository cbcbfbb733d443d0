// @ts-types="./parse_args.d.ts"
import { parseArgs } from "@std/cli/parse-args";
import { InputError, LONGEST_LINE, MachineError, reasonOf, suggest } from "../../errors.ts";
import { inertLine } from "../../inert.ts";
import { inertIo } from "./inert_io.ts";

/** Exit codes; scripts and CI rely on them. `open`: something could not be compared or decided. */
export const EXIT = {
  fine: 0,
  failed: 1,
  usage: 2,
  changed: 3,
  open: 4,
  interrupted: 130,
} as const;

/** The code of several parts: an end before all were done, what was found, and last what is open. */
export function exitOfAll(exits: readonly number[]): number {
  const order = [EXIT.interrupted, EXIT.changed, EXIT.failed, EXIT.usage, EXIT.open];
  return order.find((exit) => exits.includes(exit)) ?? EXIT.fine;
}

export interface Io {
  /** Results, to standard output. */
  out(text: string): void;
  /** Progress and errors, to standard error. */
  err(text: string): void;
  /** Whether standard error is a terminal, where a line can be written over. */
  readonly isTerminal: boolean;
  /** Columns of standard output, and of standard error. */
  readonly columns: number;
  readonly errColumns: number;
  readonly color: boolean;
  /** Set once the user asks to stop. */
  readonly signal: AbortSignal;
}

export interface Flag {
  readonly name: string;
  readonly meaning: string;
  /** What its value is called; without one it is a switch. */
  readonly value?: string;
  readonly alias?: string;
}

export interface Arguments {
  readonly names: readonly string[];
  /** `KEY=VALUE`. */
  readonly overrides: readonly string[];
  /** Values of flags by name; `true` for switches. */
  readonly flags: Readonly<Record<string, string | true>>;
}

export interface Command {
  /** What stands before names and flags. */
  readonly usage: string;
  readonly summary: string;
  readonly details?: string;
  readonly flags: readonly Flag[];
  /** Whether a word with "=" sets a field; otherwise it is a name, such as a folder's. */
  readonly takesOverrides?: boolean;
  /** Commands that work as they stand, with what they do. */
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  run(args: Arguments, io: Io): Promise<number>;
}

const HELP: Flag = { name: "help", alias: "h", meaning: "Show this help" };

/** Sorts the words of a command line; null when help is asked for. */
export function readArguments(
  words: readonly string[],
  { flags, takesOverrides = false }: Command,
): Arguments | null {
  const all = [...flags, HELP];
  const withValue = all.filter(({ value }) => value !== undefined).map(({ name }) => name);
  const parsed = parseArgs(words, {
    string: [...withValue, "_"], // "_" keeps names such as the commit 0012345 from being numbers
    collect: withValue,
    boolean: all.map(({ name }) => name).filter((name) => !withValue.includes(name)),
    alias: Object.fromEntries(all.flatMap(({ name, alias }) => alias ? [[alias, name]] : [])),
    unknown(word, key) {
      if (key === undefined) return true;
      const known = all.map(({ name }) => name);
      throw new InputError(`Unknown option ${word}${suggest(key, known, "--")}`);
    },
  });
  if (parsed.help === true) return null;
  const given: Record<string, string | true> = {};
  for (const { name, value } of flags) {
    const found = parsed[name];
    if (value === undefined) {
      if (found === true) given[name] = true;
      continue;
    }
    const [first, ...more] = found as string[];
    if (more.length > 0) throw new InputError(`Option --${name} must be given once`);
    if (first === "" || (first !== undefined && /^[a-z]+(\.[a-z]+)+=/i.test(first))) {
      throw new InputError(`Option --${name} must have a value: --${name} ${value}`);
    }
    if (first !== undefined) given[name] = first;
  }
  const rest = parsed._.map(String);
  const isOverride = (word: string) => takesOverrides && word.includes("=");
  return {
    names: rest.filter((word) => !isOverride(word)),
    overrides: rest.filter(isOverride),
    flags: given,
  };
}

/** For a command that takes options alone. */
export function refuseNames([first]: readonly string[]): void {
  if (first !== undefined) throw new InputError(`Cannot take "${first}": give options alone`);
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w./=,:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Does what words ask of a command and returns the exit code. */
export async function runCommand(
  load: () => Promise<Command>,
  words: readonly string[],
  streams: Io,
): Promise<number> {
  const io = inertIo(streams);
  return await reported(io, async () => {
    const command = await load();
    const args = readArguments(words, command);
    if (args !== null) return await command.run(args, io);
    io.out(helpText(command));
    return EXIT.fine;
  });
}

/** The exit code of what is done, which may say what was wrong by an error. */
export async function reported(io: Io, action: () => Promise<number>): Promise<number> {
  try {
    return await action();
  } catch (thrown) {
    const error = ofSystem(thrown);
    if (!(error instanceof InputError || error instanceof MachineError)) throw error;
    io.err(errorText(error));
    return error instanceof InputError ? EXIT.usage : EXIT.failed;
  }
}

/** What an error says, in lines that are cut. */
export function errorText({ message }: Error): string {
  return message.split("\n").map((line) => `${inertLine(line, LONGEST_LINE)}\n`).join("");
}

/** What was refused where nobody foresaw it: by permissions the user's error, else the machine's. */
function ofSystem(error: unknown): unknown {
  if (!Object.values(Deno.errors).some((one) => error instanceof one)) return error;
  const [what] = (error as Error).message.split("\n");
  if (!(error instanceof Deno.errors.NotCapable)) return new MachineError(`Cannot go on: ${what}`);
  return new InputError(`Cannot go on: ${reasonOf(error)}: ${what}`);
}

function helpText({ usage, summary, details, flags, examples }: Command): string {
  const options = [...flags, HELP].map(({ name, alias, value, meaning }) => [
    `  ${alias ? `-${alias}, ` : ""}--${name}${value === undefined ? "" : ` ${value}`}`,
    meaning,
  ]);
  return [
    `${summary}\n`,
    `Usage: ${usage}\n`,
    ...details === undefined ? [] : [`${details}\n`],
    `Options:\n${twoColumns(options)}`,
    `Examples:\n${examples.map(([line, meaning]) => `  # ${meaning}\n  ${line}\n`).join("")}`,
  ].join("\n");
}

/** Words on the left, what they mean on the right. */
export function twoColumns(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}\n`).join("");
}
