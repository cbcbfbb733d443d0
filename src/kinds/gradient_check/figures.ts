/**
 * The charts of gradient checks. To add one: a file that exports what `defineFigure` gives, and its name in the list
 * below.
 *
 * @module
 */
import { type Registry, registry } from "../../registry.ts";
import type { Draw } from "../kind.ts";
import type { Checked } from "./spec.ts";
import { valley } from "./valley.ts";

/** All charts of gradient checks by name. */
export const checkFigures: Registry<void, Draw<Checked>> = registry(
  "chart of gradient checks",
  [valley],
);
