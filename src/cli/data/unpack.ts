import { createTarDecoder } from "modern-tar";
import { InputError, reasonOf } from "../../errors.ts";
import type { Archive } from "./archives.ts";
import { problemOf } from "./check.ts";

/**
 * Unpacks a gzipped tar archive beside its place and moves it there when it is whole. Nothing is
 * left of one that is refused or interrupted, and no name is written that the tar has chosen itself.
 *
 * @throws {InputError} When it is not the archive that was described, or cannot be written
 */
export async function unpack(
  path: string,
  archive: Archive,
  to: string,
  signal: AbortSignal,
): Promise<void> {
  const { folder, files, extras } = archive;
  const known = new Map(
    [...Object.keys(files), ...extras].map((file) => [`${folder}/${file}`, file]),
  );
  const unfinished = `${to}/.${folder}.unfinished`;
  const clear = () => Deno.remove(unfinished, { recursive: true }).catch(() => {});
  try {
    await clear(); // of one that was killed
    await Deno.mkdir(unfinished);
    const archived = (await Deno.open(path)).readable;
    // Not strict, as the tars of old have dialects: names and sizes are checked here.
    const entries = archived.pipeThrough(new DecompressionStream("gzip"), { signal })
      .pipeThrough(createTarDecoder());
    for await (const { header: { name, type = "file" }, body } of entries) {
      if (type === "directory") continue;
      const file = known.get(name);
      if (file === undefined || type !== "file") {
        throw new Error(`"${name}", a ${type}, is not one of its files`);
      }
      await Deno.writeFile(`${unfinished}/${file}`, body, { createNew: true, signal });
    }
    const problem = await problemOf(unfinished, archive);
    if (problem !== null) throw new Error(problem);
    await Deno.rename(unfinished, `${to}/${folder}`);
  } catch (error) {
    await clear();
    if (signal.aborted) throw error;
    throw new InputError(`Cannot unpack "${path}" to "${to}": ${reasonOf(error)}`);
  }
}
