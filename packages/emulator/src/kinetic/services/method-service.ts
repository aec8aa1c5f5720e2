import type { Answer } from "../../http/answer.ts";
import type { KineticExchange } from "../exchange.ts";
import type { MethodParameters } from "../method-call.ts";
import { adminSession } from "./admin-session.ts";
import { apiKeyService } from "./api-key.ts";
import { sessionMod } from "./session-mod.ts";
import { tokenService } from "./token-service.ts";

/** A method of a service that stands on no table. */
export interface ServiceMethod {
  /** May be called with GET as well. */
  readonly readsOnly: boolean;
  run(exchange: KineticExchange, parameters: MethodParameters): Answer;
}

/** A service with methods only, as `Ice.Lib.*` are (documented). */
export interface MethodService {
  /** With `Svc`; addresses may spell it in any letter case. */
  readonly service: string;
  readonly methods: Readonly<Record<string, ServiceMethod>>;
}

export const methodServices: readonly MethodService[] = [sessionMod, tokenService, apiKeyService, adminSession];

export function findMethodService(service: string): MethodService | undefined {
  return methodServices.find((candidate) => candidate.service.toLowerCase() === service.toLowerCase());
}
