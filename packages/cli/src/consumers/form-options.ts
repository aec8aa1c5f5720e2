import type { ConsumerType } from "@erpgate/gateway";
import { readDuration } from "../read-duration.ts";
import { UsageError } from "../usage-error.ts";

/** The options that stand for the fields of P21's own form, "Register Consumer Key". */
export const formOptions = {
  type: {
    kind: "text",
    value: "TYPE",
    help: "P21's Consumer Type: Desktop, Mobile, Web or Service; it describes, and opens nothing",
  },
  "sdk-access": {
    kind: "text",
    value: "CONNECTION",
    repeatable: true,
    help: "P21's SDK Access: adds /p21sdk to the scope there; it opens nothing at the gateway",
  },
  "token-expires": {
    kind: "text",
    value: "8h",
    help: "P21's Token Expire, for tokens in P21's own shape: 30m, 8h, 90d or never (default: the gateway's limit)",
  },
  origin: {
    kind: "text",
    value: "ORIGIN",
    repeatable: true,
    help: "web pages of this origin may call as the consumer: https://app.example.com (default: none)",
  },
} as const;

/** What those options came to. */
export interface ConsumerForm {
  readonly type?: ConsumerType;
  readonly tokenLifetimeSeconds?: number | "never";
  readonly origins?: readonly string[];
}

const TYPES: readonly ConsumerType[] = ["Desktop", "Mobile", "Web", "Service"];

/** @throws UsageError with every fault at once */
export function readForm(
  given: {
    readonly type: string | undefined;
    readonly "token-expires": string | undefined;
    readonly origin: readonly string[];
  },
  command: string,
): ConsumerForm {
  const faults: string[] = [];
  const type = TYPES.find((known) => known.toLowerCase() === given.type?.toLowerCase());
  if (given.type !== undefined && type === undefined)
    faults.push(`--type must be one of ${TYPES.join(", ")}, but is ${JSON.stringify(given.type)}`);
  const life = readLife(given["token-expires"], command, faults);
  if (faults.length > 0) throw new UsageError(faults, command);
  return {
    ...(type === undefined ? {} : { type }),
    ...(life === undefined ? {} : { tokenLifetimeSeconds: life }),
    ...(given.origin.length === 0 ? {} : { origins: given.origin }),
  };
}

function readLife(text: string | undefined, command: string, faults: string[]): number | "never" | undefined {
  if (text === undefined || text === "never") return text;
  try {
    return readDuration("--token-expires", text, command) / 1000;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    faults.push(...error.faults.map((fault) => `${fault}, or "never"`));
    return undefined;
  }
}
