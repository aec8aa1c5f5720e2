import { html, refusing, type Answer } from "../http/answer.ts";
import type { Prophet21Admin } from "./admin/prophet21-admin.ts";
import { admin } from "./endpoints/admin.ts";
import { dataView } from "./endpoints/data-view.ts";
import { interactiveSessions } from "./endpoints/interactive-sessions.ts";
import { interactiveHelp, interactiveWindow, olderWindow } from "./endpoints/interactive-window.ts";
import { odata } from "./endpoints/odata.ts";
import { rest } from "./endpoints/rest.ts";
import { router } from "./endpoints/router.ts";
import { serverInfo } from "./endpoints/server-info.ts";
import { token } from "./endpoints/token.ts";
import { transaction } from "./endpoints/transaction.ts";
import type { Prophet21Exchange } from "./exchange.ts";

/** Which endpoint an address belongs to. */
export function serve(exchange: Prophet21Exchange, administration: Prophet21Admin): Answer | Promise<Answer> {
  const { address } = exchange;
  switch (address.kind) {
    case "token":
      return token(exchange);
    case "router":
      return router(exchange);
    case "odata":
      return odata(exchange, address);
    case "data-view":
      return dataView(exchange, address);
    case "rest":
      return rest(exchange, address);
    case "ui-sessions":
      return interactiveSessions(exchange);
    case "ui-help":
      return interactiveHelp();
    case "ui-window":
      return interactiveWindow(exchange, address.part);
    case "ui-older-window":
      return olderWindow(exchange);
    case "transaction":
      return transaction(exchange, address);
    case "server-info":
      return serverInfo(exchange);
    case "admin":
      return admin(exchange, address.page, administration);
    case "unknown":
      return refusing(
        html("prophet21.address.unknown", "404 - File or directory not found.", 404),
        "/api/security/token/v2, /odataservice/odata/table/…, /odataservice/odata/view/…, /data/erp/views/v1, /api/ui/router/v1/, /api/entity/…, /uiserver0/api/… or /api/admin",
      );
  }
}
