import type { KineticOptions, Prophet21Options } from "@erpgate/client";
import { walkKinetic } from "./kinetic/walk-kinetic.ts";
import { walkProphet21 } from "./prophet21/walk-prophet21.ts";
import type { Walk } from "./walk.ts";
import type { World } from "./world.ts";

/** The one place that knows that there are two systems. */
export function walkSystem(world: World<KineticOptions | Prophet21Options>, walk: Walk): Promise<void> {
  const { options } = world;
  switch (options.system) {
    case "kinetic":
      return walkKinetic({ ...world, options }, walk);
    case "prophet21":
      return walkProphet21({ ...world, options }, walk);
  }
}
