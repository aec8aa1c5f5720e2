import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** How well a vendor fact is known; contract/README.md says what each word means. */
type Certainty = "official" | "observed" | "documented" | "claimed" | "inferred" | "measured";

/** One fact about a vendor, as in contract/requirements. */
export interface Requirement {
  /** `system.topic.detail` */
  readonly id: string;
  readonly behaviour: string;
  readonly source: string;
  readonly certainty: Certainty;
  /** Why nothing does this yet; absent once something does. */
  readonly pending?: string;
}

const folder = join(import.meta.dirname, "..", "contract", "requirements");

/** The requirement files, by name, in the order of the names. */
export const requirementFiles: readonly string[] = globSync("*.json", { cwd: folder }).toSorted();

/** What one of {@link requirementFiles} holds. */
export function readRequirements(file: string): readonly Requirement[] {
  return JSON.parse(readFileSync(join(folder, file), "utf8")) as readonly Requirement[];
}

/** Every requirement by its id. */
export const requirements: ReadonlyMap<string, Requirement> = new Map(
  requirementFiles.flatMap(readRequirements).map((each) => [each.id, each]),
);
