import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../src/errors.ts";
import { parseShard, runsOfShard, shardText } from "../../src/runs/shard.ts";

const runsUpTo = (count: number) => Array.from({ length: count }, (_, i) => ({ run: i + 1 }));

Deno.test("runsOfShard() deals every run to exactly one shard, in order, and fairly", () => {
  fc.assert(fc.property(fc.nat(40), fc.integer({ min: 1, max: 50 }), (count, of) => {
    const runs = runsUpTo(count);
    const shards = Array.from({ length: of }, (_, i) => runsOfShard(runs, { part: i + 1, of }));
    assertEquals(shards.flat().toSorted((a, b) => a.run - b.run), runs);
    for (const shard of shards) {
      assertEquals(shard, shard.toSorted((a, b) => a.run - b.run));
      assertEquals(Math.abs(shard.length - count / of) < 1, true);
    }
  }));
});

Deno.test("runsOfShard() takes run K and every N-th after it", () => {
  const runs = runsOfShard(runsUpTo(9), { part: 2, of: 4 });
  assertEquals(runs.map(({ run }) => run), [2, 6]);
});

Deno.test("runsOfShard() takes all runs without a shard", () => {
  assertEquals(runsOfShard(runsUpTo(3), null), runsUpTo(3));
});

Deno.test("parseShard() reads what shardText() writes", () => {
  assertEquals(parseShard("2/4"), { part: 2, of: 4 });
  assertEquals(shardText(parseShard("13/13")), "13/13");
});

for (
  const text of ["0/4", "5/4", "x/4", "2", "2/", "/4", "1/0", "-1/4", "1.5/4", "1/4/2", " 1/4"]
) {
  Deno.test(`parseShard() refuses "${text}"`, () => {
    const { message } = assertThrows(() => parseShard(text), InputError);
    assertEquals(
      message,
      "Option --shard must be K/N, two whole numbers with K from 1 to N: current value is " +
        `"${text}"`,
    );
  });
}
