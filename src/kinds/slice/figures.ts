/** The charts of slices. To add one: a file as `profile.ts`, and its name here. */
import { type Registry, registry } from "../../registry.ts";
import type { Draw } from "../kind.ts";
import { heatmap } from "./heatmap.ts";
import { profile } from "./profile.ts";
import type { Sliced } from "./spec.ts";

export const sliceFigures: Registry<void, Draw<Sliced>> = registry(
  "chart of slices",
  [profile, heatmap],
);
