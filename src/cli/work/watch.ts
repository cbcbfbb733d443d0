import { dirname } from "node:path";
import { EXIT, type Io } from "../terminal/command.ts";
import { readIfThere, reading } from "./folder.ts";

/** Milliseconds that an editor may take to save a file, which many do in several steps. */
const SAVING = 100;

/**
 * Does something now, and again whenever the text of a file has changed, until the user asks to
 * stop.
 *
 * @throws {InputError} When the folder of a file cannot be watched
 */
export async function watching(
  files: readonly string[],
  action: () => Promise<unknown>,
  io: Io,
): Promise<number> {
  const textOf = (file: string) => readIfThere(file).catch(() => undefined);
  const texts = async () => JSON.stringify(await Promise.all(files.map(textOf)));
  // Some editors put a new file in the place of the old one: what stays is the folder.
  const folders = [...new Set(files.map(dirname))];
  const watcher = await reading(
    folders.join(", "),
    () => Promise.resolve(Deno.watchFs(folders, { recursive: false })),
  );
  const stop = () => watcher.close();
  io.signal.addEventListener("abort", stop);
  let seen = await texts();
  const act = async () => {
    await action();
    if (!io.signal.aborted) io.err(`\nWaiting for ${files.join(", ")} to change. Ctrl-C ends\n`);
  };
  await act();
  for await (const _ of watcher) {
    if (await texts() === seen) continue;
    await new Promise((resolve) => setTimeout(resolve, SAVING));
    seen = await texts();
    await act();
  }
  return EXIT.interrupted;
}
