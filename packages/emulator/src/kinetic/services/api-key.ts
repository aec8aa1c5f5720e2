import { createHash } from "node:crypto";
import { refusing, type Answer } from "../../http/answer.ts";
import { seededSecret } from "../../seeded-random.ts";
import { checkSecurityManager } from "../check-access.ts";
import { kineticError } from "../errors.ts";
import type { KineticExchange } from "../exchange.ts";
import { methodAnswer, textParameter, type MethodParameters } from "../method-call.ts";
import { API_KEY_LENGTH } from "../seed-api-keys.ts";
import type { KineticApiKey } from "../state.ts";
import type { MethodService } from "./method-service.ts";

/**
 * `Ice.BO.APIKeySvc` (methods and columns: official:swagger). The server keeps a prefix and a hash of a key, never the key:
 * only a new one is shown, once. That it takes a security manager is our guess, but a safe one.
 */
export const apiKeyService: MethodService = {
  service: "Ice.BO.APIKeySvc",
  methods: {
    GetList: { readsOnly: true, run: getList },
    GetNewAPIKey: { readsOnly: false, run: getNewApiKey },
    CreateNewHashKey: { readsOnly: false, run: createNewHashKey },
    ValidateAPIPlainTextKey: { readsOnly: false, run: validatePlainTextKey },
  },
};

function getList(exchange: KineticExchange): Answer {
  return (
    checkSecurityManager(exchange, "Ice.BO.APIKey.GetList") ??
    methodAnswer({ APIKeyList: exchange.state.apiKeys.map(row), ExtensionTables: [] }, { morePages: false })
  );
}

/** An empty row to fill in; keys themselves are made in the emulator's options. */
function getNewApiKey(exchange: KineticExchange): Answer {
  const blank: KineticApiKey = {
    id: "",
    key: "",
    description: "",
    company: exchange.company,
    enabled: true,
    expiresAtMs: undefined,
    accessScope: undefined,
    user: undefined,
  };
  const ds = { APIKey: [{ ...row(blank), PrefixKey: "", HashKey: "", RowMod: "A" }], ExtensionTables: [] };
  return checkSecurityManager(exchange, "Ice.BO.APIKey.GetNewAPIKey") ?? methodAnswer(undefined, { ds });
}

/** `{company, keyID}`: "Regenerate Key". The old key stops working at once, the new one is shown this once (documented). */
function createNewHashKey(exchange: KineticExchange, parameters: MethodParameters): Answer {
  const denied = checkSecurityManager(exchange, "Ice.BO.APIKey.CreateNewHashKey");
  if (denied !== undefined) return denied;
  const id = textParameter(parameters, "keyID");
  const found = exchange.state.apiKeys.find((key) => key.id === id);
  if (found === undefined)
    return refusing(
      kineticError(exchange, "recordNotFound", "kinetic.api-key.record", "Record not found."),
      `one of ${exchange.state.apiKeys.map((key) => key.id).join(", ")}`,
    );
  found.key = seededSecret(exchange.surroundings.seed, `kinetic-api-key:${id}:${found.key}`, API_KEY_LENGTH);
  return methodAnswer({ APIKey: [{ ...row(found), PlainTextKey: found.key }], ExtensionTables: [] });
}

/** `{plainTextkey}`: does such a key exist and work. */
function validatePlainTextKey({ state, surroundings }: KineticExchange, parameters: MethodParameters): Answer {
  const given = textParameter(parameters, "plainTextkey");
  const found = state.apiKeys.find(({ key }) => key === given);
  const isExpired = found?.expiresAtMs !== undefined && found.expiresAtMs <= surroundings.clock.now();
  return methodAnswer(found !== undefined && found.enabled && !isExpired);
}

function row(apiKey: KineticApiKey): Readonly<Record<string, unknown>> {
  const { id, key, description, company, enabled, expiresAtMs, accessScope } = apiKey;
  return {
    Company: company ?? "",
    KeyID: id,
    Name: description,
    Description: description,
    PrefixKey: key.slice(0, 6),
    HashKey: createHash("sha256").update(key).digest("base64"),
    ExpiresOn: expiresAtMs === undefined ? null : new Date(expiresAtMs).toISOString(),
    Enabled: enabled,
    AccessScopeID: accessScope === undefined ? "" : `SCOPE-${id}`,
    AllCompanies: company === undefined,
    SystemFlag: false,
    RowMod: "",
  };
}
