import { createTarDecoder } from "modern-tar";
import { writeError } from "../work/folder.ts";
import { type Archive, problemOf } from "./archives.ts";

/**
 * Unpacks a gzipped tar archive beside its place and moves it there when it is whole. Nothing is
 * left of one that is refused or interrupted. Only files that are wanted are written, under names
 * that are known beforehand.
 *
 * @throws {InputError} When it is not the archive that was described, or must not be written there
 * @throws {MachineError} When the disk is full or broken
 */
export async function unpack(
  path: string,
  archive: Archive,
  to: string,
  signal: AbortSignal,
): Promise<void> {
  const { folder, files, extras } = archive;
  const wanted = [...Object.keys(files), ...extras];
  const unfinished = `${to}/.${folder}.unfinished`;
  const clear = () => Deno.remove(unfinished, { recursive: true }).catch(() => {});
  try {
    await clear(); // of one that was killed
    await Deno.mkdir(unfinished);
    const archived = (await Deno.open(path)).readable;
    const entries = archived.pipeThrough(new DecompressionStream("gzip"), { signal })
      .pipeThrough(createTarDecoder());
    for await (const { header: { name, type }, body } of entries) {
      const file = wanted.find((one) => name === `${folder}/${one}`);
      if (file === undefined || type !== "file") await body.cancel();
      else await Deno.writeFile(`${unfinished}/${file}`, body, { createNew: true, signal });
    }
    const problem = await problemOf(unfinished, archive);
    if (problem !== null) throw new Error(problem);
    await Deno.rename(unfinished, `${to}/${folder}`);
  } catch (error) {
    await clear();
    if (signal.aborted) throw error;
    throw writeError(`${to}/${folder}`, error);
  }
}
