/**
 * Calls the program again and again in a process that can be killed: a call on each line of standard
 * input, how it ended on each line of standard output, both as JSON.
 */
import process from "node:process";
import { dataCommand } from "../../src/cli/data.ts";
import { COMMANDS, main } from "../../src/cli/main.ts";
import { sha256 } from "../../src/exact/sha256.ts";
import { archiveAt } from "../_archive.ts";
import { fakeIo } from "../_fake_io.ts";
import type { Call, Ending } from "./_judge.ts";

/** As much of a text as is looked at. */
const LONGEST = 1 << 22;

/** What the program threw where nobody waited for it. */
const lost: string[] = [];
globalThis.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  lost.push(stackOf(event.reason));
});

const stackOf = (error: unknown) =>
  error instanceof Error ? error.stack ?? error.message : `${error}`;

async function ending({ words, columns, stopAfter, archive }: Call): Promise<Ending> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), stopAfter);
  const io = fakeIo({ columns, signal: stop.signal });
  const commands = archive === undefined ? COMMANDS : {
    ...COMMANDS,
    // Damaged archives that would be refused by their hash otherwise.
    async data() {
      const bytes = await Deno.readFile(archive);
      const known = { size: bytes.length, sha256: sha256(bytes) };
      return dataCommand([{ ...archiveAt("http://127.0.0.1/a.tar.gz"), ...known }]);
    },
  };
  const before = process.cpuUsage();
  let [exit, thrown]: [number | null, string | null] = [null, null];
  try {
    exit = await main(words, io, commands);
  } catch (error) {
    thrown = stackOf(error);
  }
  clearTimeout(timer);
  const { out, err } = io.written;
  const { rss } = Deno.memoryUsage();
  const { user, system } = process.cpuUsage(before);
  return {
    exit,
    thrown: thrown ?? (lost.splice(0).join("\n") || null),
    out: out.slice(0, LONGEST),
    err: err.slice(0, LONGEST),
    rss,
    cpu: (user + system) / 1000,
  };
}

const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
let rest = "";
for await (const text of lines) {
  rest += text;
  for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
    const call: Call = JSON.parse(rest.slice(0, end));
    rest = rest.slice(end + 1);
    const bytes = new TextEncoder().encode(`${JSON.stringify(await ending(call))}\n`);
    for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
  }
}
Deno.exit(0);
