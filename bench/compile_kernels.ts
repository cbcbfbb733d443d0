/**
 * Compiles the kernels; with `--check`, only says whether the committed ones are up to date.
 *
 * @module
 */
import { compile, KERNELS } from "./_assemblyscript.ts";

const TARGET = "src/kernels/simd.wasm";

const compiled = await compile(KERNELS);
if (Deno.args.includes("--check")) {
  const committed = await Deno.readFile(TARGET);
  const same = committed.length === compiled.length &&
    committed.every((byte, i) => byte === compiled[i]);
  if (!same) {
    console.error(`${TARGET} is not what its sources compile to: run "deno task kernels"`);
    Deno.exit(1);
  }
} else {
  await Deno.writeFile(TARGET, compiled);
}
