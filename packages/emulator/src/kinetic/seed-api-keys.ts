import { seededSecret } from "../seeded-random.ts";
import type { KineticApiKeyOption, KineticEmulatorOptions } from "./options.ts";
import type { KineticApiKey } from "./state.ts";

/** About 45 letters and digits, the length of keys in the field (observed:client). */
export const API_KEY_LENGTH = 45;

/** The main key, one of each kind that goes wrong, and the given ones. */
export function seedApiKeys({ apiKey, apiKeys = [] }: KineticEmulatorOptions, seed: number): readonly KineticApiKey[] {
  const key = (name: string): string => seededSecret(seed, `kinetic-api-key:${name}`, API_KEY_LENGTH);
  const options: readonly KineticApiKeyOption[] = [
    { key: apiKey ?? key("main"), description: "all companies" },
    { key: key("epic06"), description: "company EPIC06 only", company: "EPIC06" },
    {
      key: key("scoped"),
      description: "access scope: customers, the BAQ and the function library only",
      accessScope: ["Erp.BO.CustomerSvc", "BaqSvc/zCustomer01", "efx/OrderDesk"],
    },
    { key: key("expired"), description: "expired on 2020-01-01", expiresAtMs: Date.UTC(2020, 0, 1) },
    { key: key("disabled"), description: "disabled", enabled: false },
    ...apiKeys,
  ];
  return options.map((option, at) => makeApiKey(option, `KEY${String(at + 1).padStart(3, "0")}`));
}

export function makeApiKey(option: KineticApiKeyOption, id: string): KineticApiKey {
  const { key, description = "given by option", company, enabled = true, expiresAtMs, accessScope, user } = option;
  return { id, key, description, company, enabled, expiresAtMs, accessScope, user };
}
