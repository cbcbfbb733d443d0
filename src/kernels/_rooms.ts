import { InputError } from "../errors.ts";
import { megabytes } from "../numbers.ts";

const PAGE = 65536;
/** WebAssembly's addresses have 32 bits. */
export const MOST_PAGES = 65536;
/** A cache line: no two arrays share one. */
const LINE = 64;

/** Part of a memory, in bytes from its start: threads that allocate each have one of their own. */
export interface Room {
  readonly from: number;
  readonly to: number;
}

/** Hands out places in a memory, one after another. */
export interface Rooms {
  /**
   * A place for `bytes`, rounded up to whole cache lines.
   *
   * @throws {InputError} When there is none left
   */
  reserve(bytes: number): number;
  /**
   * What is taken from now on is free again when the scope ends; it comes from a room, where one is
   * given.
   */
  scope(room?: Room): Disposable;
  /** What is left, in so many equal parts. */
  rooms(count: number): Room[];
}

/** Places in a memory of at most `limit` bytes, which grows for them. */
export function roomsIn(memory: WebAssembly.Memory, limit: number): Rooms {
  // One page less than there is: an array that ended at the very top would end at address 0.
  let room: Room = { from: 0, to: Math.min(limit, (MOST_PAGES - 1) * PAGE) };
  let top = LINE; // so that no array has address 0
  let scopes = 0;

  function reserve(bytes: number): number {
    const start = top;
    const end = start + Math.ceil(bytes / LINE) * LINE;
    if (end > room.to) throw noRoom(end - room.from, room.to - room.from);
    for (let missing = missingFor(end); missing > 0;) {
      const before = missing;
      try {
        memory.grow(missing);
      } catch {
        // Another thread may have been faster; where none was, there is no more.
        if (missingFor(end) === before) throw noRoom(end, memory.buffer.byteLength);
      }
      missing = missingFor(end);
    }
    top = end;
    return start;
  }

  /** Pages that the memory does not have yet. */
  function missingFor(end: number): number {
    const missing = Math.ceil(end / PAGE) - memory.buffer.byteLength / PAGE;
    // As this thread knows: growing by nothing brings it up to date.
    return missing <= 0 ? missing : Math.ceil(end / PAGE) - memory.grow(0);
  }

  return {
    reserve,

    scope(within) {
      const before = { room, top };
      const depth = ++scopes;
      if (within !== undefined) {
        room = within;
        top = within.from;
      }
      return {
        [Symbol.dispose]() {
          if (scopes !== depth) throw new Error("Scopes of memory must end in reverse order");
          scopes -= 1;
          ({ room, top } = before);
        },
      };
    },

    rooms(count) {
      const size = Math.floor((room.to - top) / count / LINE) * LINE;
      return Array.from({ length: count }, (_, i) => {
        const from = top + i * size;
        return { from, to: from + size };
      });
    },
  };
}

/** What to say where `needed` bytes are more than can be had. */
export function noRoom(needed: number, had: number): InputError {
  return new InputError(
    `Not enough memory: ${megabytes(needed)} are needed and ${megabytes(had)} can be had; ` +
      `take fewer examples`,
  );
}
