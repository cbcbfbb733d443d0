/** Items from several sides, one after another. */
export interface Channel<Item> {
  push(item: Item): void;
  /** Says that there will be no more. */
  close(): void;
  /** The items as they come, up to the end. */
  items(): AsyncGenerator<Item, void>;
}

export function channel<Item>(): Channel<Item> {
  const waiting: Item[] = [];
  let isClosed = false;
  let wake = () => {};
  return {
    push(item) {
      waiting.push(item);
      wake();
    },
    close() {
      isClosed = true;
      wake();
    },
    async *items() {
      for (;;) {
        for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) yield item;
        if (isClosed) return;
        await new Promise<void>((resolve) => wake = resolve);
      }
    },
  };
}
