import { dirname } from "node:path";
import { InputError } from "../../errors.ts";

/** Undefined where nothing is; nor is anything below a file. */
export function absent(error: unknown): undefined {
  if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return;
  throw error;
}

/**
 * The folder itself, or the first one above it that is there. A link may lead to where the task may not
 * write, which Deno does not see where something new is made.
 */
export async function permittedFolder(folder: string): Promise<string> {
  const found = await nearestFolder(folder);
  const { state } = await Deno.permissions.query({
    name: "write",
    path: await Deno.realPath(found),
  });
  if (state === "granted") return found;
  throw new Deno.errors.NotCapable(`"${found}" is a link that leads elsewhere`);
}

/** The folder itself, or the first one above it that is there. */
async function nearestFolder(folder: string): Promise<string> {
  for (let path = folder;; path = dirname(path)) {
    const found = await Deno.stat(path).catch(absent) ?? await Deno.lstat(path).catch(absent);
    if (found === undefined) continue; // below a file there is nothing: the walk will meet the file
    if (found.isDirectory) return path;
    const what = found.isSymlink ? "a link to nothing" : "a file";
    throw new InputError(path === folder ? `it is ${what}` : `"${path}" is ${what}`);
  }
}
