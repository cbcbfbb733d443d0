import { InputError, reasonOf } from "../../errors.ts";

/** Files by path. */
export type Bytes = ReadonlyMap<string, Uint8Array>;

/** No tree here is as deep, but a link may lead back up. */
const DEEPEST = 8;

/**
 * Paths of the wanted files below a folder, seen from there, in the order of names; nothing hidden.
 * Folders are asked for with a slash at the end. A link is what it leads to, one to nothing is not
 * there.
 *
 * @throws {InputError} When a folder or a wanted file cannot be looked at
 */
export async function walk(
  root: string,
  isWanted: (path: string) => boolean,
  folder = "",
): Promise<string[]> {
  const names: string[] = [];
  await attempt(`${root}/${folder}`, async () => {
    for await (const { name } of Deno.readDir(`${root}/${folder}`)) names.push(name);
  });
  const found: string[] = [];
  for (const name of names.sort()) {
    const path = folder + name;
    if (name.startsWith(".") || !isWanted(path) && !isWanted(`${path}/`)) continue;
    const info = await attempt(`${root}/${path}`, () => Deno.stat(`${root}/${path}`), null);
    if (info?.isFile && isWanted(path)) found.push(path);
    const isOpen = info?.isDirectory && isWanted(`${path}/`) && path.split("/").length < DEEPEST;
    if (isOpen) found.push(...await walk(root, isWanted, `${path}/`));
  }
  return found;
}

/** Those files with their bytes. */
export async function readBelow(root: string, isWanted: (path: string) => boolean): Promise<Bytes> {
  const files = new Map<string, Uint8Array>();
  for (const path of await walk(root, isWanted)) {
    files.set(path, await attempt(`${root}/${path}`, () => Deno.readFile(`${root}/${path}`)));
  }
  return files;
}

/** Reads something, or gives `absent` of what is not there. */
async function attempt<Result>(
  path: string,
  read: () => Promise<Result>,
  absent?: Result,
): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (absent !== undefined && error instanceof Deno.errors.NotFound) return absent;
    throw new InputError(`Cannot read "${path}": ${reasonOf(error)}`);
  }
}
