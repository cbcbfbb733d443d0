import { InputError, reasonOf } from "../../errors.ts";

/** What results depend on besides the experiment: the program and its dependencies. */
export const CODE = ["src", "deno.lock"];

/** The program's folder, as text: in an address, a # would end the path. */
const ROOT = `${import.meta.dirname}/../../..`;

/** SHA-256 of the code that is running, in hexadecimal. */
export async function codeSha256(): Promise<string> {
  try {
    return await filesSha256(await readTree(ROOT, CODE, isCode));
  } catch (error) {
    throw new InputError(`Cannot read the program's own files: ${reasonOf(error)}`);
  }
}

/** Whether a file of a project is code: not what editors and systems leave beside it. */
export function isCode(path: string): boolean {
  return path === "deno.lock" || /^src\/(?!(.*\/)?\.).+\.(ts|wasm|json)$/.test(path);
}

/**
 * The wanted files at or below paths of a folder, which need not be there; as a revision has them:
 * a link counts as the text of its target, wherever that leads.
 */
export async function readTree(
  root: string,
  paths: readonly string[],
  isWanted: (path: string) => boolean,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  async function read(path: string, { isDirectory, isSymlink }: Kind): Promise<void> {
    if (isDirectory) {
      for await (const entry of Deno.readDir(`${root}/${path}`)) {
        if (!entry.name.startsWith(".")) await read(`${path}/${entry.name}`, entry);
      }
    } else if (isWanted(path)) {
      const bytes = isSymlink
        ? new TextEncoder().encode(await Deno.readLink(`${root}/${path}`))
        : await Deno.readFile(`${root}/${path}`);
      files.set(path, bytes);
    }
  }
  for (const path of paths) {
    const info = await Deno.stat(`${root}/${path}`).catch((error: unknown) => {
      if (error instanceof Deno.errors.NotFound) return null;
      throw error;
    });
    if (info !== null) await read(path, info);
  }
  return files;
}

type Kind = Pick<Deno.FileInfo, "isDirectory" | "isSymlink">;

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
