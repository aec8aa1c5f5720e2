import type { EmulatedUser } from "../emulator.ts";

/** A client with the secret that the emulator made up for it, or was given. */
export interface EmulatedEpicorIdpClient {
  readonly clientId: string;
  readonly secret?: string;
}

/** A stand-in for the Epicor Identity Provider. */
export interface EmulatedEpicorIdp {
  /** Its address and the `iss` of its tokens, no trailing slash. Tokens come from `{url}/connect/token`. */
  readonly url: string;
  /** Answers a request in this process. */
  fetch(request: Request): Promise<Response>;
  /** The scope that stands for the ERP. */
  readonly scope: string;
  /** The main client. */
  readonly client: EmulatedEpicorIdpClient;
  readonly clients: readonly EmulatedEpicorIdpClient[];
  /** Users by e-mail. */
  readonly users: readonly EmulatedUser[];
  /** Signs with a new key from now on; the one before stays published. */
  rollKeys(): void;
}
