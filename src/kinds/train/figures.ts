/** The charts of curves. To add one: a file as `line.ts`, and its name here. */
import { type Registry, registry } from "../../registry.ts";
import type { Draw } from "../kind.ts";
import { line } from "./line.ts";
import { sensitivity } from "./sensitivity.ts";
import type { Trained } from "./spec.ts";

export const trainFigures: Registry<void, Draw<Trained>> = registry("chart", [line, sensitivity]);
