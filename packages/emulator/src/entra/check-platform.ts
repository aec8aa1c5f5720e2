import type { ClientProof } from "./authenticate-client.ts";
import type { EntraExchange } from "./exchange.ts";
import { refuse } from "./refusal.ts";
import type { EntraApp, Platform } from "./state.ts";

/** What the platform of the redirect URI wants beside a code or a refresh token, and what it will not have. */
export function checkPlatform({ call }: EntraExchange, platform: Platform, proof: ClientProof): void {
  const isCrossOrigin = call.headers["origin"] !== undefined;
  switch (platform) {
    case "web":
      if (isCrossOrigin) refuse(9002326, "a request without Origin, or a redirect URI of the SPA platform");
      if (proof === "none") refuse(7000218, "a secret or an assertion, as the redirect URI is under Web");
      return;
    case "desktop":
      if (proof !== "none")
        refuse(700025, "a request without secret and assertion, as the redirect URI is under Mobile and desktop");
      return;
    case "spa":
      if (!isCrossOrigin)
        refuse(9002327, "a request with Origin, as the redirect URI is under Single-page application");
      if (proof !== "none") refuse(700025, "a request without secret and assertion from a single-page application");
      return;
  }
}

/** Device code and password grants: a confidential application proves itself, any other needs "Allow public client flows". */
export function checkPublicFlow({ publicClientFlows }: EntraApp, proof: ClientProof): void {
  if (publicClientFlows && proof !== "none")
    refuse(700025, "a request without secret and assertion from a public client");
  if (!publicClientFlows && proof === "none")
    refuse(7000218, "a secret or an assertion, or public client flows allowed in the registration");
}
