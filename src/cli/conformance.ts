import { InputError, unknown } from "../errors.ts";
import { checkMethod } from "../conformance/methods.ts";
import type { MethodLeaf } from "../methods/method.ts";
import { methods } from "../methods/mod.ts";
import { type Command, EXIT, type Io } from "./terminal/command.ts";
import { elsewhere } from "./work/elsewhere.ts";
import { importModule } from "./work/module.ts";
import { pathOf } from "./work/paths.ts";

export const conformance: Command = {
  summary: "Check that a method keeps what methods promise, such as the same bytes everywhere.",
  usage: "deno task conformance FILE…|NAME…",
  details:
    `FILE is a module whose default export is a method of your own, NAME a built-in method of those
that "deno task list methods" shows. A module is a program: it is imported, and may do what this task
may, which is to read the project. docs/own_method.md says how to write one.

Each promise is a line: ok, or what is wrong with how to mend it.

Exit codes: 0 fine, 1 a promise is broken, 2 wrong usage or a module that cannot be imported.`,
  flags: [],
  examples: [
    ["deno task conformance examples/my_method.ts", "A method of your own"],
    ["deno task conformance adam lion", "Two that are built in"],
  ],
  async run({ names }, io) {
    if (names.length === 0) {
      throw new InputError("Give a module or the name of a method: deno task conformance FILE");
    }
    const found: MethodLeaf[] = [];
    for (const name of names) found.push(await methodOf(name));
    let broken = 0;
    for (const leaf of found) broken += await countBroken(leaf, io);
    return broken > 0 ? EXIT.failed : EXIT.fine;
  },
};

/** @throws {InputError} When a word is neither a module nor the name of a method */
async function methodOf(word: string): Promise<MethodLeaf> {
  if (/[./\\]/.test(word)) {
    try {
      return (await importModule(pathOf(word))).leaf;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new InputError(`Cannot take the module "${word}": ${error.message}`);
    }
  }
  const names = methods.leaves.map(({ name }) => name);
  const leaf = methods.leaves.find(({ name }) => name === word);
  if (leaf === undefined) throw new InputError(`${unknown("method", word, names)}`);
  return leaf;
}

/** Says of each promise whether it is kept; returns how many are broken. */
async function countBroken(leaf: MethodLeaf, io: Io): Promise<number> {
  io.out(`${leaf.name}\n`);
  let broken = 0;
  for await (const { promise, wrong } of checkMethod(leaf, elsewhere)) {
    io.out(wrong === null ? `  ok     ${promise}\n` : `  wrong  ${promise}: ${wrong}\n`);
    if (wrong !== null) broken += 1;
  }
  return broken;
}
