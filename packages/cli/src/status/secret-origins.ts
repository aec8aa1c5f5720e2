import { connectionSecrets } from "../connection-secrets.ts";
import type { ConnectionOptions, Connections } from "../open-connections.ts";

/** Where the value of a secret option came from. */
export interface SecretOrigin {
  /** `apiKey`, `auth.password`. */
  readonly option: string;
  readonly from: string;
}

/** Says for each secret of a connection where it came from, never what it is. */
export function secretOrigins(
  name: string,
  options: ConnectionOptions,
  { literals, variables }: Pick<Connections, "literals" | "variables">,
): readonly SecretOrigin[] {
  return connectionSecrets(options).map(({ option, value }) => {
    if (literals.has(`connections.${name}.${option}`)) return { option, from: "written in the configuration" };
    const variable = [...variables].find(([, held]) => held === value)?.[0];
    return {
      option,
      from: variable === undefined ? "a file that the configuration names" : `environment variable ${variable}`,
    };
  });
}
