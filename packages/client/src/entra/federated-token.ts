import { readFile } from "node:fs/promises";
import { answerMembers } from "../answer-members.ts";
import { ErpgateError } from "../errors.ts";
import { isToken } from "../token/token-request.ts";
import type { EntraWorld } from "./entra-world.ts";
import type { EntraFederatedToken } from "./options.ts";

/** What Entra expects such tokens to be made for (official; other clouds may differ). */
const AUDIENCE = "api://AzureADTokenExchange";

/** Reads the token anew: files are rotated, and GitHub's lives for minutes. */
export async function readFederatedToken(federated: EntraFederatedToken, world: EntraWorld): Promise<string> {
  const token = (await readFrom(federated, world)).trim();
  if (isToken(token)) return token;
  throw unusable("the federated token is empty, or holds what no token does");
}

function readFrom(federated: EntraFederatedToken, world: EntraWorld): Promise<string> {
  if (typeof federated === "function") return asked(federated);
  switch (federated.from) {
    case "file":
      return fromFile(federated.file);
    case "kubernetes": {
      const file = world.env["AZURE_FEDERATED_TOKEN_FILE"];
      if (file !== undefined && file !== "") return fromFile(file);
      return Promise.reject(
        unusable(
          "AZURE_FEDERATED_TOKEN_FILE is not set, so this is no pod of Azure Workload Identity; label it azure.workload.identity/use",
        ),
      );
    }
    case "github":
      return fromGitHub(federated.audience ?? AUDIENCE, world);
  }
}

async function asked(provider: () => Promise<string>): Promise<string> {
  try {
    return await provider();
  } catch (cause) {
    throw new ErpgateError(
      "TOKEN_PROVIDER_FAILED",
      `the function given as "auth.federated" failed; its own error is the cause`,
      { cause },
    );
  }
}

async function fromFile(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw unusable(`the file ${JSON.stringify(file)} of the federated token cannot be read`, cause);
  }
}

/** A job with the permission `id-token: write` is given an address and a token to ask it with. */
async function fromGitHub(audience: string, world: EntraWorld): Promise<string> {
  const address = world.env["ACTIONS_ID_TOKEN_REQUEST_URL"];
  const bearer = world.env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"];
  const url = URL.parse(address ?? "");
  if (!url || bearer === undefined) {
    throw unusable(
      "this is no GitHub Actions job that may ask for an ID token; give it the permission id-token: write",
    );
  }
  url.searchParams.set("audience", audience);
  const endpoint = world.open(url);
  const headers = ["host", endpoint.host, "accept", "application/json", "authorization", `Bearer ${bearer}`];
  const path = url.pathname + url.search;
  const wire = {
    method: "GET",
    path,
    headers,
    body: undefined,
    signal: undefined,
    timeoutMs: world.timeoutMs,
    isFresh: true,
  };
  const answer = await endpoint.send(wire);
  const body = await answer.text(65_536);
  const token = answer.status === 200 ? answerMembers(body).get("value") : undefined;
  if (token !== undefined) return token;
  throw unusable(`GitHub answered ${answer.status} where its ID token should come`);
}

function unusable(message: string, cause?: unknown): ErpgateError {
  return new ErpgateError("TOKEN_CREDENTIAL_UNUSABLE", message, { cause });
}
