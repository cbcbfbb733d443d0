import { InputError, reasonOf } from "../errors.ts";

/** What results depend on besides the experiment: the program and its dependencies. */
export const CODE = ["src", "deno.lock"];

const ROOT = new URL("../../", import.meta.url);

/** SHA-256 of the code that is running, in hexadecimal. */
export async function codeSha256(): Promise<string> {
  const files = new Map<string, Uint8Array>();
  async function read(path: string): Promise<void> {
    const url = new URL(path, ROOT);
    const { isDirectory } = await Deno.stat(url);
    if (!isDirectory) return void files.set(path, await Deno.readFile(url));
    for await (const { name } of Deno.readDir(url)) await read(`${path}/${name}`);
  }
  try {
    for (const path of CODE) await read(path);
  } catch (error) {
    throw new InputError(`Cannot read the program's own files: ${reasonOf(error)}`);
  }
  return await filesSha256(files);
}

/** SHA-256 of files: of a line with path and SHA-256 for each, in the order of the paths. */
export async function filesSha256(files: ReadonlyMap<string, Uint8Array>): Promise<string> {
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
