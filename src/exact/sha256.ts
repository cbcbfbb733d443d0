import { createHash } from "node:crypto";
import type { Vector } from "../types.ts";

/** SHA-256 of the bytes of `parts`, one after the other, in hexadecimal. */
export function sha256(...parts: (Uint8Array | Vector)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** SHA-256 of bytes that come in pieces, in hexadecimal. */
export async function sha256Of(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}
