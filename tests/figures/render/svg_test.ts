/** Figures as SVG: what is in them, and nothing that a page would obey. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { Figure, LinesFigure, MapFigure, Point } from "../../../src/figures/figure.ts";
import { renderSvg } from "../../../src/figures/render/svg.ts";

const lines: LinesFigure = {
  shape: "lines",
  heading: "loss against examples",
  x: { name: "examples", log: false, range: [0, 100] },
  y: { name: "loss", log: true, range: [0.01, 10] },
  lines: [
    {
      label: "1",
      parts: [[[0, 10], [50, 1], [100, 0.01]]],
      spread: [[0, 9, 10], [100, 0.01, 0.1]],
      best: [100, 0.01],
      barrier: [50, 1],
    },
    { label: "2", parts: [[[0, 10], [25, 100]], [[75, 0.1]]], diverged: true },
  ],
  numbers: "short",
  guides: [0.3],
  bands: [{ y: 1, text: "middling" }],
  above: { label: "diverged", mark: "diverged", points: [{ x: 25, line: 1 }] },
  below: { label: "0", points: [{ x: 50, line: 0 }] },
  kinks: [10, 90],
  legend: "batch size",
  notes: [{ words: ["the best (", { mark: "best" }, ")"] }],
  height: 10,
};
const map: MapFigure = {
  shape: "map",
  title: "a bowl",
  heading: "loss over a and b",
  names: ["a", "b"],
  a: [-1, 0, 1],
  b: [-1, 0, 1],
  values: [2, 1, 2, 1, 0, 1, 2, 1, null],
  z: { name: "loss", log: false, range: [0, 2] },
  contour: false,
  traces: [
    { points: [[0, 0]], mark: "center", words: [{ mark: "center" }, " the centre"] },
    { points: [[-1, -1], [0, 0], [5, 5]], mark: 0, words: "a run" },
  ],
  notes: ["lowest at 0"],
  origin: "W + a·U + b·V",
};
const pictures: Figure = {
  shape: "pictures",
  heading: "rows of W",
  width: 2,
  height: 1,
  pictures: [{ label: "cat", pixels: [255, 0, 0, 0, 0, 255] }],
};
const figures: Record<string, Figure> = {
  lines,
  map,
  contour: { ...map, contour: true },
  pictures,
  note: { shape: "note", text: "No map." },
};

for (const [name, figure] of Object.entries(figures)) {
  Deno.test(`${name} as SVG looks as it did`, async (t) => {
    await t.assertSnapshot(renderSvg([figure], {}));
  });
}

/** All elements with their attributes. */
function elementsOf(svg: string): { name: string; attributes: Record<string, string> }[] {
  const found: { name: string; attributes: Record<string, string> }[] = [];
  const visit = (nodes: Record<string, unknown>[]) => {
    for (const node of nodes) {
      const [name] = Object.keys(node).filter((key) => key !== ":@");
      found.push({ name, attributes: (node[":@"] ?? {}) as Record<string, string> });
      if (Array.isArray(node[name])) visit(node[name]);
    }
  };
  visit(
    new XMLParser({ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: "" })
      .parse(svg),
  );
  return found;
}

Deno.test("a line is where its numbers are, on a logarithmic axis too", () => {
  const figure: LinesFigure = {
    ...lines,
    lines: [{ label: "1", parts: [[[0, 10], [100, 0.01]]] }, {
      label: "2",
      parts: [[[50, Math.sqrt(0.1)]]],
    }],
    above: { label: "diverged", points: [] },
  };
  const elements = elementsOf(renderSvg([figure], {}));
  const curve = elements.find(({ attributes }) => attributes.class === "curve c0" && attributes.d);
  const [x1, y1, x2, y2] = (curve?.attributes.d.match(/[\d.]+/g) ?? []).map(Number);
  const dot = elements.find(({ name }) => name === "circle")?.attributes;
  // √0.1 is half way from 10 to 0.01 by the logarithm.
  assertEquals([dot?.cx, dot?.cy], [(x1 + x2) / 2, (y1 + y2) / 2].map(String));
  assert(y1 < y2 && x1 < x2);
});

Deno.test("each of 24 lines has a colour and dashes of its own", () => {
  const many = Array.from({ length: 24 }, (_, i) => ({
    label: String(i),
    parts: [[[0, 1], [100, 1]] as Point[]],
  }));
  const looks = elementsOf(renderSvg([{ ...lines, lines: many }], {}))
    .filter(({ attributes }) => attributes.class?.startsWith("curve") && attributes.d)
    .map(({ attributes }) => `${attributes.class} ${attributes["stroke-dasharray"]}`);
  assertEquals(new Set(looks).size, 24);
});

Deno.test("a map has a shade at each height, and a cross where there is no number", () => {
  const svg = renderSvg([map], {});
  assertEquals(svg.match(/class="hole"/g)?.length, 1);
  assert(
    !renderSvg([{ ...map, values: map.values.map((one) => one ?? 2) }], {}).includes(
      'class="hole"',
    ),
  );
  // The middle of the lowest and of the highest shade.
  assertStringIncludes(svg, 'fill="rgb(68,7,89)"');
  assertStringIncludes(svg, 'fill="rgb(242,230,39)"');
  assertStringIncludes(
    renderSvg([{ ...map, values: map.values.map(() => 3), z: { ...map.z, range: [3, 3] } }], {}),
    "loss: 3 everywhere",
  );
  assertStringIncludes(
    renderSvg([{ ...map, values: map.values.map(() => null), z: { ...map.z, range: null } }], {}),
    "loss: no number",
  );
});

const HOSTILE = `<script>alert(1)</script>"'&\u202e\x1b[31m]]><!--` + "x".repeat(10_000);

Deno.test("texts are nothing but text: no markup, no marks of direction, no escape codes", () => {
  const words = { title: HOSTILE, question: HOSTILE, finding: HOSTILE };
  const inside = JSON.parse(
    JSON.stringify(Object.values(figures)).replaceAll(
      /"(loss|batch size|a run|cat|No map\.|a bowl|1|a|W \+ a·U \+ b·V)"(?!:)/g,
      () => JSON.stringify(HOSTILE),
    ),
  );
  const svg = renderSvg(inside, words);
  assertEquals(XMLValidator.validate(svg), true);
  // deno-lint-ignore no-control-regex -- those are what must not be there
  assert(!/<script|\u202e|\x1b|<!--/.test(svg));
  const names = new Set(elementsOf(svg).map(({ name }) => name));
  const allowed = "svg style g text line path rect circle image clipPath #text".split(" ");
  assertEquals([...names].filter((name) => !allowed.includes(name)), []);
  for (const { attributes } of elementsOf(svg)) {
    assert(!Object.keys(attributes).some((key) => key.startsWith("on")));
    assert(attributes.href === undefined || attributes.href.startsWith("data:image/png;base64,"));
  }
});

Deno.test("whatever the numbers are, coordinates are numbers", () => {
  const number = fc.double({ noNaN: true, min: -1e300, max: 1e300 });
  const point = fc.tuple(number, number);
  fc.assert(fc.property(fc.array(point, { maxLength: 9 }), fc.boolean(), (points, log) => {
    const range = ([low, high]: [number, number]) =>
      [Math.min(low, high), Math.max(low, high)] as const;
    const axis = (values: number[]) => {
      const usable = values.filter((value) => !log || value > 0);
      return {
        name: "n",
        log,
        range: usable.length === 0 ? null : range([Math.min(...usable), Math.max(...usable)]),
      };
    };
    const sorted = points.toSorted(([a], [b]) => a - b);
    const svg = renderSvg([{
      ...lines,
      x: axis(sorted.map(([x]) => x)),
      y: axis(sorted.map(([, y]) => y)),
      lines: [{ label: null, parts: [sorted], spread: sorted.map(([x, y]) => [x, y, y]) }],
    }], {});
    assertEquals(XMLValidator.validate(svg), true);
    assert(!/NaN|Infinity|undefined|null/.test(svg), svg);
  }));
});

/** How bright a colour such as `#0072b2` is, as WCAG 2 has it: 0 to 1. */
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

Deno.test("lines have a contrast of at least 3 : 1, on white and on black", () => {
  const style = renderSvg([], {});
  const colors = [...style.matchAll(/\.c\d\{stroke:(#\w+)\}/g)].map(([, color]) =>
    luminance(color)
  );
  assertEquals(colors.length, 12);
  for (const [i, light] of colors.entries()) {
    assert(i < 6 ? 1.05 / (light + 0.05) >= 3 : (light + 0.05) / 0.05 >= 3, `colour ${i}`);
  }
});
