import type { Answer } from "../../http/answer.ts";
import type { BusinessObject } from "../business-objects.ts";
import type { MethodParameters } from "../method-call.ts";
import type { KineticExchange } from "../exchange.ts";
import { deleteById } from "./delete-by-id.ts";
import { getById } from "./get-by-id.ts";
import { getCustomerTerritory } from "./get-customer-territory.ts";
import { getNew } from "./get-new.ts";
import { getList, getRows } from "./get-rows.ts";
import { getUserFile } from "./get-user-file.ts";
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
const OWN: Readonly<Record<string, Method>> = {
  "Erp.BO.CustomerSvc/GetCustomerTerritory": { readsOnly: false, run: getCustomerTerritory },
  "Ice.BO.UserFileSvc/GetUserFile": { readsOnly: true, run: getUserFile },
};

export function findMethod(object: BusinessObject, name: string): Method | undefined {
  if (name === `GetNew${object.table.name}`) return { readsOnly: false, run: getNew };
  const own = `${object.service}/${name}`;
  if (Object.hasOwn(OWN, own)) return OWN[own];
  return Object.hasOwn(COMMON, name) ? COMMON[name] : undefined;
}
