import type { EntraKeySet } from "./options.ts";
import type { EntraSwitches } from "./switches.ts";

/** An application, with the throw-away credentials that the emulator made up for it. */
export interface EmulatedEntraApp {
  readonly name: string;
  readonly clientId: string;
  readonly about: string;
  /** The first secret that has not expired; absent where there is none. */
  readonly secret?: string;
  /** What to ask for to call it: `api://epicor-kinetic/.default`. Absent where it offers nothing. */
  readonly scope?: string;
  readonly redirectUris: readonly string[];
}

export interface EmulatedEntraUser {
  /** The user principal name. */
  readonly username: string;
  readonly password: string;
  readonly oid: string;
  readonly about: string;
}

/** What a browser brought back to the application. */
export interface EntraSignIn {
  readonly redirectUri: string;
  /** `code`, `state`, `session_state`. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A stand-in for Microsoft Entra ID. */
export interface EmulatedEntra {
  /** Where it listens, no trailing slash. An authority is this with a tenant behind it. */
  readonly url: string;
  /** Answers a request in this process. A redirect is answered, not followed. */
  fetch(request: Request): Promise<Response>;
  /** The first tenant. */
  readonly tenant: { readonly id: string; readonly domain: string };
  readonly tenants: readonly { readonly id: string; readonly domain: string }[];
  /** `{url}/{tenant id}`: what libraries call the authority. */
  readonly authority: string;
  /** The `iss` of the first tenant's tokens, by version. */
  readonly issuers: { readonly v1: string; readonly v2: string };
  /** The main user. */
  readonly user: EmulatedEntraUser;
  readonly users: readonly EmulatedEntraUser[];
  readonly apps: readonly EmulatedEntraApp[];
  /** An application by its name. Throws TypeError naming those there are. */
  app(name: string): EmulatedEntraApp;
  /** The seeded certificate of the application `integration`, and its private key, both PEM. Made when first asked for. */
  certificate(): { readonly certificate: string; readonly privateKey: string };
  readonly switches: EntraSwitches;
  /** The public keys as published now. */
  keys(): EntraKeySet;
  /** Signs with a new key from now on; the one before stays published. */
  rollKeys(): void;
  /** "Revoke sessions": refresh tokens and browser sign-ins from before are worth nothing. Without a name for everybody. */
  revokeSessions(username?: string): void;
  /**
   * The browser's part of a sign-in without a browser: takes the address that an application would open, signs the user in, second
   * factor and consent included, and tells what comes back. Throws Error with the AADSTS text where a person would see that.
   */
  signIn(address: string, username?: string): EntraSignIn;
  /** The same for a device code. Throws TypeError for a code that nobody waits for. */
  approveDevice(userCode: string, username?: string): void;
  declineDevice(userCode: string): void;
}
