import { z } from "zod";
import { InputError, suggest } from "../errors.ts";
import { type Archive, ARCHIVES, checkArchive, fileName, problemOf } from "./data/archives.ts";
import { download, inMB, keptText } from "./data/download.ts";
import { type Command, EXIT, type Io } from "./terminal/command.ts";
import { flagsOf, readOptions } from "./terminal/options.ts";
import { checkWritable, ifThere, writing } from "./work/folder.ts";
import { pathOf } from "./work/paths.ts";

/** Where the folder goes: the parent of the default of `dataset.directory`. */
const FOLDER = "data";
/** Milliseconds without a byte after which a connection counts as broken: homes can be slow. */
const STALL = 30_000;

const SOURCE = "a file, or an address that begins with http:// or https://";
const options = z.strictObject({
  to: z.string().transform((path) => pathOf(path).replace(/(?<=.)\/+$/, "")).default(FOLDER)
    .meta({ value: "DIR", description: `Put its folder here instead of in "${FOLDER}"` }),
  from: z.string().regex(/^(?!.*:\/\/)|^https?:\/\/./i, SOURCE)
    .transform((from) => from.includes("://") ? from : pathOf(from)).optional()
    .meta({ value: "FILE|URL", description: "Take this archive, or download it from here" }),
});

export function dataCommand(archives: readonly Archive[], stall = STALL): Command {
  const known = archives.map(({ name }) => name);
  const sizes = archives.map(({ name, size, files }) => {
    const unpacked = Object.values(files).reduce((sum, bytes) => sum + bytes, 0);
    return `${name} is ${inMB(size)} to download and ${inMB(unpacked)} unpacked`;
  });
  return {
    summary: "Fetch a dataset: download, check by SHA-256, unpack.",
    usage: `deno task data ${known.join("|")} [options]`,
    details:
      `The archive comes from its official home, which can be slow: a download that breaks off
or is interrupted keeps what came in a .part file, and the same command goes on from there. Only
an archive of the right size and SHA-256 is unpacked, wherever it is from, and its folder appears
when it is whole. ${sizes.join("; ")}.

An archive that --from names is only read.

Exit codes: 0 it is there, 1 no server had it, 2 wrong usage or a wrong file, 130 interrupted.`,
    flags: flagsOf(options.shape),
    examples: [
      ["deno task data cifar10", `CIFAR-10, to ${FOLDER}/cifar-10-batches-bin`],
      ["deno task data cifar10 --from /tmp/cifar-10-binary.tar.gz", "From an archive you have"],
    ],
    async run({ names: [name, ...more], flags }, io) {
      if (name === undefined || more.length > 0) {
        throw new InputError(`Name one dataset: known are ${known.join(", ")}`);
      }
      const archive = archives.find((one) => one.name === name);
      if (archive !== undefined) {
        return await fetchDataset(archive, readOptions(options, flags), stall, io);
      }
      throw new InputError(`Cannot fetch dataset "${name}"${suggest(name, known)}`);
    },
  };
}

export const data: Command = dataCommand(ARCHIVES);

type Asked = z.output<typeof options>;

async function fetchDataset(archive: Archive, asked: Asked, stall: number, io: Io) {
  const { to, from = archive.url } = asked;
  const { name, folder, size } = archive;
  const target = `${to}/${folder}`;
  if (await ifThere(target, Deno.stat) !== undefined) {
    const problem = await problemOf(target, archive);
    if (problem !== null) {
      throw new InputError(
        `Cannot put ${name} to "${target}" as something else is there (${problem}): move it away, ` +
          "or give another folder with --to DIR",
      );
    }
    io.out(`${name}: is there already, in ${target}\n`);
    return EXIT.fine;
  }
  await checkWritable(to);
  await writing(to, (to) => Deno.mkdir(to, { recursive: true }));
  const part = `${to}/${fileName(archive)}.part`;
  const isLocal = !from.includes("://");
  try {
    if (isLocal) await checkArchive(from, archive);
    else await download({ archive, url: from, path: part, stall }, io);
    io.err(`${name}: the SHA-256 is right, unpacking …\n`);
    const { unpack } = await import("./data/unpack.ts"); // not needed for --help
    await unpack(isLocal ? from : part, archive, to, io.signal);
  } catch (error) {
    if (!io.signal.aborted) throw error;
    io.err(`${name}: interrupted. ${isLocal ? "Nothing was kept" : await keptText(part, size)}\n`);
    return EXIT.interrupted;
  }
  if (!isLocal) await writing(part, Deno.remove);
  const directory = to === FOLDER ? "" : ` dataset.directory=${target}`;
  io.out(
    `${name}: ${target} is there, from an archive with the right SHA-256\n` +
      `Use it with dataset.name=${name}${directory}\n`,
  );
  return EXIT.fine;
}
