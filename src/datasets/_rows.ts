import { InputError } from "../errors.ts";
import { grouped } from "../numbers.ts";
import { MOST_EXAMPLES } from "./_examples.ts";
import { ensureRoom } from "./_room.ts";

/** Rows of numbers that come one after another, in f32: as many as there turn out to be. */
export class Rows {
  readonly #pieces: Float32Array[] = [];
  readonly #rowsOfPiece: number;
  #count = 0;

  constructor(readonly columns: number) {
    this.#rowsOfPiece = Math.max(1, Math.floor((1 << 18) / Math.max(1, columns)));
  }

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** A new row of zeros, to be filled in. */
  next(): Float32Array {
    if (this.#count === MOST_EXAMPLES) {
      throw new InputError(`dataset: must have at most ${grouped(MOST_EXAMPLES)} examples`);
    }
    if (this.#count % this.#rowsOfPiece === 0) {
      ensureRoom(4 * this.columns * (this.#count + this.#rowsOfPiece));
      this.#pieces.push(new Float32Array(this.#rowsOfPiece * this.columns));
    }
    return this.at(this.#count++);
  }

  /** A row. */
  at(row: number): Float32Array {
    const from = (row % this.#rowsOfPiece) * this.columns;
    const piece = this.#pieces[Math.floor(row / this.#rowsOfPiece)];
    return piece.subarray(from, from + this.columns);
  }
}
