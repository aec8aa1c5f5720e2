import type { Answer } from "../../http/answer.ts";
import { baqs } from "../baqs.ts";
import type { KineticExchange } from "../exchange.ts";
import { collections } from "../service-document.ts";
import { methodServices } from "../services/method-service.ts";

/** `GET {base}/api/v1/` and `GET {base}/api/v2/odata/{company}/`: the services there are. */
export function serviceList(exchange: KineticExchange): Answer {
  const objects = exchange.objects.map(({ service }) => service);
  const names = [...objects, ...methodServices.map(({ service }) => service), "BaqSvc"];
  return collections(exchange, "kinetic.services", names);
}

/** `GET …/BaqSvc/`: the BAQs, in the same form (observed:client). */
export function baqList(exchange: KineticExchange): Answer {
  return collections(
    exchange,
    "kinetic.baqs",
    baqs.map(({ id }) => id),
  );
}
