import { answerHeader, type Sent } from "../../examine/wire/sent.ts";
import type { IdentityProvider } from "../discovery.ts";

const ENTRA_HOST = /^(?:login\.microsoftonline\.(?:com|us)|login\.partner\.microsoftonline\.cn|login\.windows\.net)$/i;
const EPICOR_HOST = /^login(?:[-.][a-z0-9-]+)*\.epicor\.com$/i;

/**
 * Who signs users in, as far as the server says so unasked: an OAuth challenge with `authorization_uri`, or a redirect of the browser's
 * application (inferred: seen of sites behind a proxy that signs in; Kinetic has no address that tells it to everybody).
 */
export function identityProviderOf(challenge: string | undefined, home: Sent): IdentityProvider | undefined {
  const named = /\bauthorization_uri="?([^",\s]+)/i.exec(challenge ?? "")?.[1] ?? "";
  const led = home.status >= 300 && home.status < 400 ? answerHeader(home, "location") : "";
  return [named, led].map((address) => ofAddress(URL.parse(address))).find((each) => each !== undefined);
}

function ofAddress(url: URL | null): IdentityProvider | undefined {
  if (url === null) return undefined;
  if (EPICOR_HOST.test(url.hostname)) return { kind: "epicor-idp", tenant: undefined };
  if (!ENTRA_HOST.test(url.hostname)) return undefined;
  const tenant = url.pathname.split("/")[1] ?? "";
  return { kind: "entra", tenant: /^(?:|common|organizations|consumers)$/.test(tenant) ? undefined : tenant };
}
