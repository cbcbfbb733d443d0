import { assertEquals } from "@std/assert";
import { inflateSync } from "node:zlib";
import type { PicturesFigure } from "../../../src/figures/figure.ts";
import { renderPng } from "../../../src/figures/render/png.ts";
import { renderText } from "../../../src/figures/render/text.ts";
import { sha256 } from "../../../src/exact/sha256.ts";
import { seen } from "../../kinds/_figures.ts";

/** Pictures of 2 × 3 pixels, each with numbers of its own. */
function figureOf(count: number): PicturesFigure {
  const pictures = Array.from({ length: count }, (_, i) => ({
    label: `c${i}`,
    pixels: Array.from({ length: 18 }, (_, k) => (100 * i + 7 * k) % 256),
  }));
  return { shape: "pictures", heading: "some", width: 2, height: 3, pictures };
}

/** What a PNG without filters holds, as the standard has it. */
function read(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  assertEquals([...bytes.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const names: string[] = [];
  const data: number[] = [];
  for (let at = 8; at < bytes.length;) {
    const length = view.getUint32(at);
    const name = new TextDecoder().decode(bytes.subarray(at + 4, at + 8));
    names.push(name);
    if (name === "IDAT") data.push(...bytes.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const lines = inflateSync(Uint8Array.from(data));
  const rows = Array.from({ length: height }, (_, y) => {
    const line = [...lines.subarray(y * (3 * width + 1), (y + 1) * (3 * width + 1))];
    assertEquals(line[0], 0);
    return line.slice(1);
  });
  return { names, width, height, format: [...bytes.subarray(24, 29)], rows };
}

Deno.test("renderPng() has pictures pixel by pixel in rows of five with two white ones between", async () => {
  const figure = figureOf(7);
  const { names, width, height, format, rows } = read(await renderPng(figure));
  assertEquals(names, ["IHDR", "IDAT", "IEND"]);
  // Five of 2 and four gaps of 2; two of 3 and one gap. 8 bits of red, green and blue, plain.
  assertEquals([width, height, format], [18, 8, [8, 2, 0, 0, 0]]);
  const pixel = (x: number, y: number) => rows[y].slice(3 * x, 3 * x + 3);
  const white = [255, 255, 255];
  const own = (i: number, x: number, y: number) =>
    figure.pictures[i].pixels.slice(3 * (2 * y + x), 3 * (2 * y + x) + 3);
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 18; x++) {
      const [across, down] = [Math.floor(x / 4), Math.floor(y / 5)];
      const i = 5 * down + across;
      const isInside = x % 4 < 2 && y % 5 < 3 && i < 7;
      assertEquals(pixel(x, y), isInside ? own(i, x % 4, y % 5) : white);
    }
  }
});

Deno.test("renderPng() of fewer than five is as wide as they are", async () => {
  const { width, height } = read(await renderPng(figureOf(1)));
  assertEquals([width, height], [2, 3]);
});

Deno.test("renderPng() has the golden bytes", async () => {
  assertEquals(
    sha256(await renderPng(figureOf(10))),
    "c63893fc1a4e101b73dabb23d611d660385c2dd645f85f258def5140b71ec03c",
  );
});

Deno.test("renderText() has pictures as half blocks in their colours, and labels above", () => {
  const text = renderText(figureOf(1), { width: 80, color: true });
  const [top, middle] = ["0;7;14 42;49;56", "21;28;35 63;70;77"].map((pair) => {
    const [above, below] = pair.split(" ");
    return `\x1b[38;2;${above}m\x1b[48;2;${below}m▀`;
  });
  const last = "\x1b[38;2;84;91;98m▀\x1b[38;2;105;112;119m▀";
  assertEquals(text, `some\n\nc0\n${top}${middle}\x1b[0m\n${last}\x1b[0m\n`);
});

Deno.test("renderText() has as many pictures side by side as have room, one at least", () => {
  const rowsAt = (width: number) =>
    seen(renderText(figureOf(3), { width, color: true })).split("\n").slice(1);
  const band = (labels: string, cells: string) => ["", labels, cells, cells];
  assertEquals(rowsAt(8), [...band("c0 c1 c2", "▀▀ ▀▀ ▀▀"), ""]);
  assertEquals(rowsAt(7), [...band("c0 c1", "▀▀ ▀▀"), ...band("c2", "▀▀"), ""]);
  assertEquals(rowsAt(1).filter((row) => row === "▀▀").length, 6);
});

Deno.test("renderText() has no pictures without colour", () => {
  assertEquals(renderText(figureOf(3), { width: 80, color: false }), "");
});
