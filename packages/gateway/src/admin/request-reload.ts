import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import type { GatewayConfig, ListenAddress } from "../config/gateway-config.ts";
import { readKeyFile } from "../keys/key-file.ts";
import { createKeyring } from "../keys/keyring.ts";
import { ReloadError } from "../reload/reload-error.ts";
import type { ReloadResult } from "../reload/reload-result.ts";
import { StoreError } from "../store/store-error.ts";
import { makeReloadProof } from "./reload-proof.ts";

// A reload reads files and may make a signing key; it waits for no ERP.
const PATIENCE_MS = 30_000;

/**
 * Asks the gateway that runs with this configuration to read its file again.
 * @param now epoch milliseconds
 * @param operator who asks, as the audit trail will say
 * @returns what is different now
 * @throws an error with `code` `CONFIG_INVALID`, `file` and `faults` as a configuration file's own; ReloadError; StoreError
 * for the key file
 */
export async function requestReload(
  { admin, keyFile }: Pick<GatewayConfig, "admin" | "keyFile">,
  now: () => number,
  operator = "",
): Promise<ReloadResult> {
  const masters = await readKeyFile(keyFile);
  if (masters === undefined) {
    const message = `The key file ${keyFile} is missing. Set "keyFile" to where the running gateway has it.`;
    throw new StoreError("KEY_FILE_MISSING", message);
  }
  const url = new URL("/reload", addressOf(admin));
  const nonce = randomBytes(16).toString("hex");
  const authorization = makeReloadProof(createKeyring(masters, randomBytes), {
    host: url.host,
    nowMs: now(),
    nonce,
    operator,
  });
  return readAnswer(await post(url, authorization), url);
}

/** An address of all interfaces is one to listen at, not one to call. */
function addressOf({ host, port }: ListenAddress): string {
  const called = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${called.includes(":") ? `[${called}]` : called}:${port}`;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

async function post(url: URL, authorization: string): Promise<Answer> {
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const headers = { authorization, "content-length": "0" };
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const call = process
        .getBuiltinModule("node:http")
        .request(url, { method: "POST", headers, signal }, (response) => {
          text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
        });
      call.on("error", reject);
      call.end();
    });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw unreachable(url, `cannot be reached (${code})`, error);
  }
}

function readAnswer({ status, body }: Answer, url: URL): ReloadResult {
  const document = parsed(body);
  if (status === 200 && isResult(document)) return document;
  const { error } = (document ?? {}) as { error?: Record<string, unknown> };
  if (error === undefined) throw unreachable(url, `answers, but not as a gateway (${status})`, undefined);
  const message = typeof error["message"] === "string" ? error["message"] : "";
  if (error["code"] === "CONFIG_INVALID") {
    // The caller reports it as what it is: a fault of the file, as if it had read the file itself.
    throw Object.assign(new Error(message), { code: "CONFIG_INVALID", file: error["file"], faults: error["faults"] });
  }
  const options = Array.isArray(error["options"]) ? error["options"].map(String) : [];
  const fix = typeof error["fix"] === "string" ? error["fix"] : "The gateway's log says more.";
  const code = TOLD.find((each) => each === error["code"]);
  if (code !== undefined) throw new ReloadError(code, message, fix, { options });
  const why =
    status === 403
      ? "did not take the proof: it runs with another key file, or its clock differs by more than half a minute"
      : "could not reload";
  throw new ReloadError("RELOAD_REFUSED", `The gateway at ${url.origin} ${why}.`, fix);
}

/** What the gateway says in full. */
const TOLD = ["RESTART_REQUIRED", "RELOAD_UNAVAILABLE", "LOGIN_REFUSED", "LOGIN_UNTRIED"] as const;

const isResult = (value: unknown): value is ReloadResult =>
  typeof value === "object" && value !== null && "added" in value && "settings" in value;

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function unreachable(url: URL, why: string, cause: unknown): ReloadError {
  const fix =
    "See that erpgate serve runs with this configuration; a port chosen with --admin-port must be named here, too.";
  return new ReloadError("GATEWAY_UNREACHABLE", `The gateway's administration at ${url.origin} ${why}.`, fix, {
    cause,
  });
}
