import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { derFromRaw, rawFromDer } from "../../src/issue/es256-signature.ts";

export const AUDIENCE = "api://erp";

export interface Pair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export const ecPair = (): Pair => generateKeyPairSync("ec", { namedCurve: "P-256" });

/** A server that publishes one P-256 key, and counts how often it is asked for what. */
export interface Issuer extends AsyncDisposable {
  readonly url: string;
  readonly pair: Pair;
  readonly kid: string;
  /** Paths that were asked for. */
  readonly asked: string[];
  /** A token of this issuer; whatever is given takes the place of what would be said. */
  token(claims?: object, header?: object, by?: KeyObject): string;
}

/** Starts one. Every path but `/keys` is its discovery document, so that it can lie in wait at any. */
export async function startIssuer(kid = "one"): Promise<Issuer> {
  const pair = ecPair();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.setHeader("content-type", "application/json");
    const jwk = { ...pair.publicKey.export({ format: "jwk" }), kid, use: "sig" };
    response.end(JSON.stringify(request.url === "/keys" ? { keys: [jwk] } : { issuer: url, jwks_uri: `${url}/keys` }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    pair,
    kid,
    asked,
    token: (claims = {}, header = {}, by = pair.privateKey) =>
      signed({ alg: "ES256", kid, typ: "at+jwt", ...header }, claimsOf(url, claims), (input) => es256(input, by)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Claims of a token that is good for ten minutes and stands for `orders`. */
export const claimsOf = (iss: string, more: object = {}): object => ({
  iss,
  aud: AUDIENCE,
  client_id: "orders",
  exp: Math.floor(Date.now() / 1000) + 600,
  ...more,
});

/** A compact JWS over header and claims, signed by whatever `signature` does. */
export function signed(header: object, claims: object, signature: (input: Buffer) => Buffer): string {
  const input = [header, claims].map((each) => Buffer.from(JSON.stringify(each)).toString("base64url")).join(".");
  return `${input}.${signature(Buffer.from(input)).toString("base64url")}`;
}

export const es256 = (input: Buffer, key: KeyObject): Buffer => rawFromDer(sign("sha256", input, key));
/** The same as OpenSSL writes it, which is not how a JWS holds it. */
export const inDer = (raw: Buffer): Buffer => derFromRaw(raw);
