import type { Answer } from "../../http/answer.ts";
import type { BusinessObject } from "../business-objects.ts";
import { methodAnswer } from "../method-call.ts";
import { signedIn, type KineticExchange } from "../exchange.ts";
import { tablesetOf } from "./tableset.ts";

/** `GetUserFile`: the calling user's own record; takes no parameters (official:swagger). */
export function getUserFile(exchange: KineticExchange, object: BusinessObject): Answer {
  const { username } = signedIn(exchange);
  return methodAnswer(
    tablesetOf(
      object,
      object.table.rows.filter((row) => row["UserID"] === username),
    ),
  );
}
