/**
 * Other ways to take a step of gradient descent in TypeScript.
 *
 * @module
 */
import { loops } from "./loops.ts";
import { mathjs } from "./mathjs.ts";
import { mlMatrix } from "./ml_matrix.ts";
import { tfjsCpu, tfjsWasm } from "./tfjs.ts";
import type { PeerChoice } from "./types.ts";

export type { Peer, PeerChoice, Problem } from "./types.ts";

/** Each of them does the same work; `peers.bench.ts` checks it before it times it. */
export const peers: readonly PeerChoice[] = [loops, mathjs, mlMatrix, tfjsCpu, tfjsWasm];
