import { type Bytes, readBelow } from "./folder.ts";

/** The program's folder, as text: in an address, a # would end the path. */
const ROOT = `${import.meta.dirname}/../../..`;

/** The rooms that write and draw what has been computed, or ask for it. */
const CODE =
  /^src\/(?!(?:cli|timing|results|figures|charts|experiment)\/)(?:.*(?:\/|\.ts|\.wasm))?$/;

/** SHA-256 of the code that is running, in hexadecimal. */
export async function codeSha256(): Promise<string> {
  return await filesSha256(await readBelow(ROOT, isCode));
}

/** Whether a file of a project, or a folder with a slash at the end, is code that computes. */
export function isCode(path: string): boolean {
  return CODE.test(path) && !path.includes("/.");
}

/** SHA-256 of files: of a line with path and SHA-256 for each, in the order of the paths. */
export async function filesSha256(files: Bytes): Promise<string> {
  const lines = await Promise.all(
    [...files.keys()].sort().map(async (path) =>
      `${path} ${await sha256(files.get(path) as Uint8Array)}\n`
    ),
  );
  return await sha256(new TextEncoder().encode(lines.join("")));
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes as BufferSource);
  return new Uint8Array(digest).toHex();
}
