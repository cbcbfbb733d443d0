/** The charts of gradient checks. To add one: a file as `valley.ts`, and its name here. */
import { type Registry, registry } from "../../registry.ts";
import type { Draw } from "../kind.ts";
import type { Checked } from "./spec.ts";
import { valley } from "./valley.ts";

export const checkFigures: Registry<void, Draw<Checked>> = registry(
  "chart of gradient checks",
  [valley],
);
