import type { Prophet21Switches } from "./switches.ts";

const VERSIONS: Readonly<Record<Prophet21Switches["build"], string>> = {
  "26.1-late": "26.1.5950.0",
  "26.1-early": "26.1.5910.3",
  "25.2": "25.2.5749.0",
};

/** The build that stands for its family. */
export function versionOf({ build }: Pick<Prophet21Switches, "build">): string {
  return VERSIONS[build];
}
