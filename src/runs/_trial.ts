import type { Plan } from "../kinds/plan.ts";
import { type Performed, performHere, type Work } from "./perform.ts";

/** Seconds after which the runs that were done show how long the others take. */
const ENOUGH = 0.25;
/** Seconds of computing for which workers start. */
const WORTH = 1;

/**
 * Performs runs from the head of a queue on the calling thread, until all are done or it shows that
 * the others take long. The one that is going then stays in the queue.
 */
export async function* performTrial(queue: Plan[], work: Work): AsyncGenerator<Performed, void> {
  const { clock, signal } = work;
  if (clock === undefined) return; // nothing would show
  const start = clock();
  for (let finished = 0; queue.length > 1 && !signal?.aborted; finished++) {
    for await (const event of performHere([queue[0]], work)) {
      yield event;
      if (event.kind === "result") queue.shift();
      if (event.kind !== "progress") continue;
      const { done } = event.progress;
      const seconds = clock() - start;
      const left = (seconds * (queue.length - done)) / (finished + done);
      if (seconds > ENOUGH && left > WORTH) return;
    }
  }
}
