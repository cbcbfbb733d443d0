import { sha256 } from "../../exact/sha256.ts";
import { type Bytes, readBelow } from "./folder.ts";

/** The program's folder, as text: in an address, a # would end the path. */
const ROOT = `${import.meta.dirname}/../../..`;

/** All but the rooms that write, draw or check what is computed, or ask for it; some had other names. */
const CODE =
  /^src\/(?!(?:cli|timing|results|figures|charts|conformance|experiment)\/)(?:.*(?:\/|\.ts|\.wasm))?$/;

/** SHA-256 of the code that computes, in hexadecimal. */
export async function codeSha256(): Promise<string> {
  return filesSha256(await readBelow(ROOT, isCode));
}

/** SHA-256 of all code that is running, in hexadecimal. */
export async function programSha256(): Promise<string> {
  return filesSha256(await readBelow(ROOT, (path) => /^(src\/|deno\.lock$)/.test(path)));
}

/** Whether a file of a project, or a folder with a slash at the end, is code that computes. */
export function isCode(path: string): boolean {
  return CODE.test(path) && !path.includes("/.");
}

/** SHA-256 of files, in hexadecimal. */
export function filesSha256(files: Bytes): string {
  return hashesSha256(Object.fromEntries([...files].map(([path, bytes]) => [path, sha256(bytes)])));
}

/** SHA-256 of a line with path and SHA-256 for each of some files, in the order of the paths. */
export function hashesSha256(hashes: Readonly<Record<string, string>>): string {
  const lines = Object.entries(hashes).map(([path, hash]) => `${path} ${hash}\n`).sort();
  return sha256(new TextEncoder().encode(lines.join("")));
}
