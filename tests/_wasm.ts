/** Opcodes of vector instructions, which all begin with this byte, are counted from here. */
export const VECTOR = 0xfd00;
const BULK = 0xfc00;

/** The opcodes of all instructions of a WebAssembly module; throws at one that it does not know. */
export function* opcodes(bytes: Uint8Array): Generator<number> {
  let at = 8; // behind the magic number and the version

  /** A whole number of 7 bits a byte; the sign of signed ones does not matter here. */
  function whole(): number {
    let value = 0;
    for (let factor = 1;; factor *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  function skipWholes(count: number): void {
    for (let i = 0; i < count; i++) whole();
  }

  function skipOperands(opcode: number): void {
    const within = (first: number, last: number) => opcode >= first && opcode <= last;
    if (within(0x00, 0x01) || opcode === 0x05 || opcode === 0x0b || opcode === 0x0f) return;
    if (within(0x1a, 0x1b) || within(0x45, 0xc4) || within(BULK, BULK + 7)) return;
    if (within(0x02, 0x04) || within(0x0c, 0x0d) || opcode === 0x10) return skipWholes(1);
    if (within(0x20, 0x26) || within(0x3f, 0x42) || opcode === BULK + 11) return skipWholes(1);
    if (opcode === 0x11 || within(0x28, 0x3e) || opcode === BULK + 10) return skipWholes(2);
    if (opcode === 0x0e) return skipWholes(whole() + 1); // a table of branches
    if (opcode === 0x43 || opcode === 0x44) at += opcode === 0x43 ? 4 : 8;
    else if (within(VECTOR, VECTOR + 11) || within(VECTOR + 92, VECTOR + 93)) skipWholes(2);
    else if (within(VECTOR + 12, VECTOR + 13)) at += 16;
    else if (within(VECTOR + 21, VECTOR + 34)) at += 1;
    else if (within(VECTOR + 84, VECTOR + 91)) skipWholes(3);
    else if (!within(VECTOR + 14, VECTOR + 275)) throw new Error(`Unknown opcode ${opcode}`);
  }

  while (at < bytes.length) {
    const [section, size] = [bytes[at++], whole()];
    if (section !== 10) { // not the code
      at += size;
      continue;
    }
    for (let functions = whole(); functions > 0; functions--) {
      const length = whole();
      const end = at + length;
      for (let locals = whole(); locals > 0; locals--) skipWholes(2);
      while (at < end) {
        const byte = bytes[at++];
        const opcode = byte === 0xfc || byte === 0xfd ? byte * 256 + whole() : byte;
        yield opcode;
        skipOperands(opcode);
      }
    }
  }
}
