import type { Answer } from "../../http/answer.ts";
import { answerApplicationToken } from "../answer-tokens.ts";
import type { Asking } from "../endpoints/token.ts";
import type { EntraExchange } from "../exchange.ts";
import { readScope } from "../read-scope.ts";
import { refuse } from "../refusal.ts";

/** A token of the application's own. It has the app roles that an administrator granted, or none, and is issued all the same (official). */
export function giveApplicationToken(exchange: EntraExchange, { app, tenant, proof }: Asking): Answer {
  if (tenant === undefined) return refuse(9001023, "the tenant's own address", { grant: "client_credentials" });
  if (proof === "none") refuse(7000218, "a secret or an assertion");
  const requested = readScope(exchange, tenant);
  if (!requested.isDefault)
    refuse(70011, `${requested.named}/.default: an application asks for all it was granted`, {
      scope: exchange.form.get("scope") ?? "",
    });
  const { resource } = requested;
  const hasRole = app.permissions.some(({ app: name, roles }) => name === resource.name && roles.length > 0);
  if (resource.assignmentRequired && !hasRole && !resource.assigned.includes(app.name))
    refuse(50105, `an application with an app role of ${resource.name}`, { app: resource.clientId, user: app.name });
  return answerApplicationToken(exchange, { app, tenant, proof, requested });
}
