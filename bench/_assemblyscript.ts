import asc from "assemblyscript/asc";

/**
 * The level is part of what makes the kernels fast: at 3, the compiler's optimiser moves products
 * to where they are used, and V8 runs out of registers. See docs/kernels.md.
 */
const FLAGS = ["--enable", "simd", "--enable", "threads", "--runtime", "stub", "--noAssert"];
const MEMORY = ["--importMemory", "--sharedMemory", "--maximumMemory", "65536"];

/**
 * Compiles one file of AssemblyScript to WebAssembly over an imported, shared memory.
 *
 * @throws {Error} With the compiler's messages
 */
export async function compile(path: string, level = 1): Promise<Uint8Array<ArrayBuffer>> {
  const source = await Deno.readTextFile(path);
  let output = new Uint8Array();
  let messages = "";
  const { error } = await asc.main(
    ["main.ts", `-O${level}`, "--outFile", "main.wasm", ...FLAGS, ...MEMORY],
    {
      readFile: (name: string) => name === "main.ts" ? source : null,
      writeFile: (_: string, contents: Uint8Array | string) => {
        if (typeof contents !== "string") output = Uint8Array.from(contents);
      },
      listFiles: () => [],
      stdout: { write: (text: string) => messages += text },
      stderr: { write: (text: string) => messages += text },
    },
  );
  if (error !== null || messages !== "") throw new Error(`${path}: ${error}\n${messages}`);
  return output;
}
