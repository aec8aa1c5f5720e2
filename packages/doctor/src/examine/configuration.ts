import type { KineticOptions, Prophet21Options } from "@erpgate/client";
import { known } from "./blame.ts";
import type { Outcome } from "./examination.ts";

/** Where one setting comes from: never its value. */
export interface Origin {
  /** `auth.password`. */
  readonly setting: string;
  /** `environment variable KINETIC_PASSWORD`, `erpgate.yaml, in clear`. */
  readonly from: string;
  /** The secret stands in the file itself. */
  readonly isLiteral?: boolean;
}

/** Where the settings come from, and what about them is worth a second look though the connection works. */
export function judgeConfiguration(options: KineticOptions | Prophet21Options, origins: readonly Origin[]): Outcome {
  const details = origins.map(({ setting, from }) => `${setting}: ${from}`);
  const literal = origins.filter(({ isLiteral }) => isLiteral === true).map(({ setting }) => setting);
  const hints = [
    ...literal.map(
      (setting) => `${setting} stands in the file in clear: name an environment variable or a file instead`,
    ),
    ...("endpoint" in options.auth && options.auth.endpoint?.startsWith("v1")
      ? ["the v1 token endpoint takes the secret in a header, which proxies log: v2 takes it in the body"]
      : []),
  ];
  const tls = (options as { readonly tls?: { readonly allowUnverifiedCertificate?: boolean } }).tls;
  if (tls?.allowUnverifiedCertificate === true)
    return {
      verdict: "warn",
      summary: "the server's certificate is not verified",
      troubles: [
        known(
          "client/tls-verification-disabled",
          "tls.allowUnverifiedCertificate is true: whoever is on the way can read the password and change what is written",
        ),
      ],
      advice: hints,
      details,
    };
  return {
    verdict: "ok",
    summary: `${options.auth.kind}, ${origins.length === 0 ? "settings given by the program" : `from ${new Set(origins.map(({ from }) => from)).size === 1 ? (origins[0]?.from ?? "") : "several places"}`}`,
    advice: hints,
    details,
  };
}
