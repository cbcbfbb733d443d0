import type { Vector } from "../types.ts";

/** Loaded with the first hash: it takes longer than all modules of a command. */
// deno-lint-ignore no-process-global -- to import it takes long, too
const newHash = () => process.getBuiltinModule("node:crypto").createHash("sha256");

/** SHA-256 of the bytes of `parts`, one after the other, in hexadecimal. */
export function sha256(...parts: (Uint8Array | Vector)[]): string {
  const hash = newHash();
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** SHA-256 of bytes that come in pieces, in hexadecimal. */
export async function sha256Of(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = newHash();
  for await (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}
