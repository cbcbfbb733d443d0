/**
 * Compiles the kernels; with `--check`, only says whether the committed ones are up to date.
 *
 * @module
 */
import { compile } from "./_assemblyscript.ts";

const SOURCE = "src/kernels/simd.as.ts";
const TARGET = "src/kernels/simd.wasm";

const compiled = await compile(SOURCE);
if (Deno.args.includes("--check")) {
  const committed = await Deno.readFile(TARGET);
  const same = committed.length === compiled.length &&
    committed.every((byte, i) => byte === compiled[i]);
  if (!same) {
    console.error(`${TARGET} is not what ${SOURCE} compiles to: run "deno task kernels"`);
    Deno.exit(1);
  }
} else {
  await Deno.writeFile(TARGET, compiled);
}
