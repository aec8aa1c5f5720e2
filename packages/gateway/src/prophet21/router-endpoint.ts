import type { OwnEndpoint } from "../endpoint.ts";
import { asksForJson } from "../policy/accept.ts";
import { xmlOf } from "../xml.ts";

/**
 * P21's UI router says where the UI server is. The gateway answers with its own address, or the program would go round it
 * with a token that P21 does not know. With and without the slash before the query: P21 redirects the latter (observed),
 * and .NET clients lose their bearer on the way. XML unless JSON is asked for, as P21 does; the root's name is inferred.
 */
export const routerEndpoint: OwnEndpoint = {
  open: false,
  answer({ request, publicUrl }) {
    const json = asksForJson(request.headers.accept);
    const url = `${publicUrl}/uiserver0`;
    return {
      status: 200,
      headers: ["content-type", json ? "application/json; charset=utf-8" : "application/xml; charset=utf-8"],
      body: json ? JSON.stringify({ Url: url }) : xmlOf("RouterResult", { Url: url }),
      consumer: undefined,
      reason: undefined,
    };
  },
};
