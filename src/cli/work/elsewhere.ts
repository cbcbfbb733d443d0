/** Far from any real time, and a number that chance hardly gives. */
const NOW = 4e12;
const CHANCE = 0.987654321;

/** Does something where clocks and random numbers are others than here: what asks for them shows. */
export function elsewhere<Result>(action: () => Result): Result {
  const { Date: HereDate } = globalThis;
  const { random } = Math;
  const { now } = performance;
  const { getRandomValues } = crypto;
  class OtherDate extends HereDate {
    constructor(...given: number[]) {
      super(...(given.length > 0 ? given : [NOW]) as [number]);
    }
    static override now = () => NOW;
  }
  try {
    globalThis.Date = OtherDate as DateConstructor;
    Math.random = () => CHANCE;
    performance.now = () => NOW;
    crypto.getRandomValues = <Values extends ArrayBufferView | null>(values: Values) => {
      if (values !== null) new Uint8Array(values.buffer).fill(201);
      return values;
    };
    return action();
  } finally {
    globalThis.Date = HereDate;
    Math.random = random;
    performance.now = now;
    crypto.getRandomValues = getRandomValues;
  }
}
