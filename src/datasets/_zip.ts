/** Zip archives, of which nothing is taken that was damaged. */
import { ensure, InputError } from "../errors.ts";
import { ensureRoom } from "./_room.ts";

/** Bytes that a packed one may stand for: deflate writes 258 of them in two bits. */
const MOST_PACKED = 1032;
/** How an entry of the directory begins, and how its end does. */
const [ENTRY, END] = [0x02014b50, 0x06054b50];

/** A member that is wanted. */
interface Member {
  readonly size: number;
  readonly checksum: number | undefined;
}

/**
 * The members of an archive by their names, with nothing in those that are not wanted.
 *
 * @throws {InputError} When it is no archive, or what is wanted was damaged or has no room
 */
export async function unzipped(
  bytes: Uint8Array,
  wanted: readonly string[],
  path: string,
): Promise<Map<string, Uint8Array | undefined>> {
  // Loaded here, as other files do not need them.
  const [{ unzipSync }, { crc32 }] = await Promise.all([import("fflate"), import("node:zlib")]);
  const members = new Map<string, Member | undefined>();
  const whole = (isIt: boolean, name: string) =>
    ensure(isIt, `Cannot read "${path}": its member "${name}" was damaged`);
  try {
    const checksums = checksumsOf(bytes);
    const unpacked = unzipSync(bytes, {
      filter({ name, size, originalSize }) {
        const checksum = checksums.shift();
        const isWanted = wanted.includes(name);
        members.set(name, isWanted ? { size: originalSize, checksum } : undefined);
        if (!isWanted) return false;
        whole(originalSize <= MOST_PACKED * size, name);
        ensureRoom(originalSize);
        return true;
      },
    });
    return new Map(
      [...members].map(([name, member]) => {
        if (member === undefined) return [name, undefined];
        const data = unpacked[name];
        whole(data.length === member.size && crc32(data) === member.checksum, name);
        return [name, data];
      }),
    );
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`Cannot read "${path}" as it is no zip archive, or was cut or damaged`);
  }
}

/** The CRC-32 of each member, which fflate does not look at, in the order of the directory at the end. */
function checksumsOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const checksums: number[] = [];
  let end = bytes.length - 22;
  while (view.getUint32(end, true) !== END) end -= 1;
  let at = view.getUint32(end + 16, true);
  while (view.getUint32(at, true) === ENTRY) {
    checksums.push(view.getUint32(at + 16, true));
    const lengths = [28, 30, 32].map((field) => view.getUint16(at + field, true)); // name, extra, comment
    at += 46 + lengths.reduce((a, b) => a + b);
  }
  return checksums;
}
