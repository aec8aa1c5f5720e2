import type { EntraApp, Platform } from "./state.ts";

const LONGEST = 256;

/** Why the portal would not take a redirect URI. */
export function redirectFault(uri: string): string | undefined {
  if (!URL.canParse(uri)) return "is not an address";
  const { protocol, hostname } = new URL(uri);
  if (protocol === "http:" && !isLoopback(hostname)) return "http is for localhost only";
  if (uri.length > LONGEST) return `is longer than ${LONGEST} characters`;
  return /[!$'(),;]/.test(uri) ? "holds one of ! $ ' ( ) , ;" : undefined;
}

/** `[::1]` is not supported; 127.0.0.1 gets in through the manifest only. */
function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "127.0.0.1";
}

/** Under which platform an address is registered. Scheme, host and path count, the path in its letter case; localhost's port does not. */
export function platformOf({ redirectUris }: EntraApp, given: string): Platform | undefined {
  const platforms: readonly Platform[] = ["web", "spa", "desktop"];
  return platforms.find((platform) => redirectUris[platform].some((registered) => isSame(registered, given)));
}

function isSame(registered: string, given: string): boolean {
  if (registered === given) return true;
  if (!URL.canParse(given)) return false;
  const [left, right] = [new URL(registered), new URL(given)];
  const isLocal = left.hostname === "localhost" || left.hostname === "127.0.0.1";
  return (
    left.protocol === right.protocol &&
    left.hostname === right.hostname &&
    (isLocal || left.port === right.port) &&
    left.pathname === right.pathname &&
    left.search === right.search &&
    right.hash === ""
  );
}
