import { licenseTypes } from "@erpgate/client/kinetic";

/** Where calls name the session that they are made in. */
export type NamedIn = "License" | "SessionInfo";

/**
 * The headers of a call in a session: those of the login, with the session named beside the claimed licence (observed in
 * clients). `SessionInfo` is what older guides document; on a 2026.1 server a business object's call with it ended in 500.
 *
 * @param headers of the login: names and values in turn
 */
export function inSession(headers: readonly string[], session: string, namedIn: NamedIn): readonly string[] {
  const rest: string[] = [];
  let claimed: string = licenseTypes.DefaultUser;
  for (let at = 0; at < headers.length; at += 2) {
    const [name = "", value = ""] = headers.slice(at, at + 2);
    if (name === "license") claimed = claimedIn(value) ?? claimed;
    else if (name !== "sessioninfo") rest.push(name, value);
  }
  return namedIn === "License"
    ? [...rest, "license", JSON.stringify({ ClaimedLicense: claimed, SessionID: session })]
    : [...rest, "license", JSON.stringify({ ClaimedLicense: claimed }), "sessioninfo", sessionInfo(session)];
}

const sessionInfo = (session: string): string => JSON.stringify({ SessionID: session });

function claimedIn(license: string): string | undefined {
  const { ClaimedLicense } = JSON.parse(license) as { readonly ClaimedLicense?: string };
  return ClaimedLicense;
}
