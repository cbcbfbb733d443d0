/// <reference lib="dom" />

/** Words beside a place of a picture. */
export interface Tip {
  /** Shows words beside a place, in pixels of the screen. */
  show(words: string, x: number, y: number): void;
  hide(): void;
}

/** A tip of a figure; a screen reader says what it shows. */
export function tipOf(figure: HTMLElement): Tip {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.setAttribute("role", "status");
  tip.hidden = true;
  figure.append(tip);
  addEventListener("resize", () => tip.hidden = true);
  return {
    show(words, x, y) {
      tip.textContent = words;
      tip.hidden = false;
      const frame = figure.getBoundingClientRect();
      const left = Math.min(x - frame.left + 14, frame.width - tip.offsetWidth);
      tip.style.left = `${Math.max(0, left)}px`;
      tip.style.top = `${y - frame.top + 14}px`;
    },
    hide() {
      tip.hidden = true;
    },
  };
}

/** The place of a pointer in the coordinates of the picture's plot; null before it is drawn. */
export function placeOf(picture: Element, { clientX, clientY }: MouseEvent): DOMPoint | null {
  const matrix = plotIn(picture)?.getScreenCTM();
  return matrix ? new DOMPoint(clientX, clientY).matrixTransform(matrix.inverse()) : null;
}

/** The place of a plot on the screen. */
export function onScreen(picture: Element, x: number, y: number): DOMPoint | null {
  const matrix = plotIn(picture)?.getScreenCTM();
  return matrix ? new DOMPoint(x, y).matrixTransform(matrix) : null;
}

/** What holds all that is drawn in the coordinates of the axes. */
export function plotIn(picture: Element): SVGGElement | null {
  return picture.querySelector<SVGGElement>(".plot");
}
