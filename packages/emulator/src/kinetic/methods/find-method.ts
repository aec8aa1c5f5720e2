import type { Answer } from "../../http/answer.ts";
import type { BusinessObject } from "../business-objects.ts";
import type { MethodParameters } from "../method-call.ts";
import type { KineticExchange } from "../exchange.ts";
import { deleteById } from "./delete-by-id.ts";
import { getById } from "./get-by-id.ts";
import { getCustomerTerritory } from "./get-customer-territory.ts";
import { getNew, getNewChild } from "./get-new.ts";
import { getList, getRows } from "./get-rows.ts";
import { getUserFile } from "./get-user-file.ts";
import { accountDisabled, isPasswordExpired, unlockAccount } from "./user-accounts.ts";
import { update } from "./update.ts";

export type MethodRun = (exchange: KineticExchange, object: BusinessObject, parameters: MethodParameters) => Answer;

export interface Method {
  /** May be called with GET as well. */
  readonly readsOnly: boolean;
  readonly run: MethodRun;
}

/** Methods that every business object has. */
const COMMON: Readonly<Record<string, Method>> = {
  GetByID: { readsOnly: true, run: getById },
  GetRows: { readsOnly: true, run: getRows },
  GetList: { readsOnly: true, run: getList },
  Update: { readsOnly: false, run: update },
  DeleteByID: { readsOnly: false, run: deleteById },
};

/** Methods of one business object only. */
const OWN: Readonly<Record<string, Readonly<Record<string, Method>>>> = {
  "Erp.BO.CustomerSvc": { GetCustomerTerritory: { readsOnly: false, run: getCustomerTerritory } },
  "Ice.BO.UserFileSvc": {
    GetUserFile: { readsOnly: true, run: getUserFile },
    IsPasswordExpired: { readsOnly: true, run: isPasswordExpired },
    AccountDisabled: { readsOnly: true, run: accountDisabled },
    UnlockAccount: { readsOnly: false, run: unlockAccount },
  },
};

function methodsOf({ service, table, relations }: BusinessObject): ReadonlyMap<string, Method> {
  const children = relations.map((relation): [string, Method] => [
    `GetNew${relation.table.name}`,
    { readsOnly: false, run: (exchange, object, parameters) => getNewChild(exchange, object, relation, parameters) },
  ]);
  return new Map([
    ...Object.entries(COMMON),
    [`GetNew${table.name}`, { readsOnly: false, run: getNew }],
    ...children,
    ...Object.entries(OWN[service] ?? {}),
  ]);
}

export function findMethod(object: BusinessObject, name: string): Method | undefined {
  return methodsOf(object).get(name);
}

export function methodNames(object: BusinessObject): readonly string[] {
  return [...methodsOf(object).keys()];
}
