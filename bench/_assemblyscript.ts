import asc from "assemblyscript/asc";

/**
 * The level is part of what makes the kernels fast: at 3, the compiler's optimiser moves products
 * to where they are used, and V8 runs out of registers. See docs/kernels.md.
 */
const FLAGS = ["--enable", "simd", "--enable", "threads", "--runtime", "stub", "--noAssert"];
const MEMORY = [
  "--importMemory",
  "--initialMemory",
  "1",
  "--sharedMemory",
  "--maximumMemory",
  "65536",
];

/** The sources of the kernels, in the order in which they are put together. */
export const KERNELS = [
  "lanes",
  "block",
  "scores",
  "gradient",
  "units",
  "losses",
  "updates",
  "vectors",
  "images",
]
  .map((name) => `src/kernels/simd/${name}.as.ts`);

/** The steps on the way to one kernel. */
export const LADDER = ["src/kernels/simd/lanes.as.ts", "bench/ladder.as.ts"];

/**
 * Compiles files of AssemblyScript, as one, to WebAssembly over an imported, shared memory.
 *
 * @throws {Error} With the compiler's messages
 */
export async function compile(
  paths: readonly string[],
  level = 1,
): Promise<Uint8Array<ArrayBuffer>> {
  const sources = await Promise.all(paths.map((path) => Deno.readTextFile(path)));
  let output = new Uint8Array();
  let messages = "";
  const { error } = await asc.main(
    ["main.ts", `-O${level}`, "--outFile", "main.wasm", ...FLAGS, ...MEMORY],
    {
      readFile: (name: string) => name === "main.ts" ? unrolled(sources.join("\n")) : null,
      writeFile: (_: string, contents: Uint8Array | string) => {
        if (typeof contents !== "string") output = Uint8Array.from(contents);
      },
      listFiles: () => [],
      stdout: { write: (text: string) => messages += text },
      stderr: { write: (text: string) => messages += text },
    },
  );
  if (error !== null || messages !== "") {
    throw new Error(`${paths.join(" ")}: ${error}\n${messages}`);
  }
  return output;
}

/** A loop to write out: its body is the rest of the line, or what follows up to its own brace. */
const LOOP =
  /^( *)(.*?)unroll: for \(const (\w+) of \[(.*?)\]\) (.*\{(?: \/\/.*)?\n[^]*?^\1\}|.*)$/gm;

/**
 * Writes loops labelled `unroll` out, as neither compiler on the way would. What looks like an
 * array is one variable for each index then: `sum[1]` becomes `sum1`.
 */
export function unrolled(source: string): string {
  return source
    .replace(LOOP, (_, indent, before, counter: string, values: string, body: string) => {
      const name = new RegExp(`\\b${counter}\\b`, "g");
      const turns = values.split(", ").map((value) =>
        unrolled(`{\n${body.replace(name, value)}\n}`)
      );
      return `${indent}${before}{\n${turns.join("\n")}\n}`;
    })
    .replace(/(?<=\w)\[(\d)\]/g, "$1");
}
