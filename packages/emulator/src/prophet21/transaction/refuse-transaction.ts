import { empty, refusing, type Answer } from "../../http/answer.ts";
import { middlewareError, problem } from "../errors.ts";
import type { Prophet21Exchange } from "../exchange.ts";
import { windowServices } from "../windows/catalogue.ts";
import type { WindowService } from "../windows/window-service.ts";
import { TRANSACTION_NAMESPACE } from "./read-xml-set.ts";

/** A name that is no service: an empty 500 (observed on 26.1). */
export function unknownService(): Answer {
  const names = windowServices.map(({ name }) => name).join(", ");
  return refusing(empty("prophet21.transaction.service", 500), `one of the services ${names}`);
}

/** Listed and not to be opened, by nobody: the text speaks of permission and means the licence (documented). */
export function unavailable({ call }: Prophet21Exchange, { name }: WindowService): Answer {
  const message = `Window <<${name}>> is not available or user does not have permission to open it`;
  return refusing(
    middlewareError(call, "prophet21.transaction.window", 500, { message, type: "P21.UI.Common.UiServerException" }),
    "another service: this one is not deployed on this tenant",
  );
}

/** `Status` is "New" for changes, too: others break old builds and are refused from 26.1.5940.0 (observed). */
export function wrongStatus({ call, switches }: Prophet21Exchange, status: string): Answer {
  const wanted = '"Status": "New", with the key of the record to change';
  if (switches.build === "26.1-late") {
    const errors = { Status: [`The transaction status '${status}' is not valid.`] };
    const title = "One or more validation errors occurred.";
    return refusing(problem(call, "prophet21.transaction.status", 400, title, errors), wanted);
  }
  const error = {
    message: "Object reference not set to an instance of an object.",
    type: "System.NullReferenceException",
  };
  return refusing(middlewareError(call, "prophet21.transaction.status", 500, error), wanted);
}

/** A body that was read as nothing: no JSON object, or XML without the root's namespace (observed on 25.2). */
export function contentRequired(exchange: Prophet21Exchange): Answer {
  const errors = { content: ["The content field is required."] };
  const title = "One or more validation errors occurred.";
  return refusing(
    problem(exchange.call, "prophet21.transaction.content", 400, title, errors),
    isXml(exchange) ? `a root in the namespace ${TRANSACTION_NAMESPACE}` : "a JSON object",
  );
}

/** A pooled session that somebody left with a dialog open (observed; the envelope around the text is inferred). */
export function contaminated({ call }: Prophet21Exchange): Answer {
  const message = "Unexpected response window: Email Purchase Order(s). Window class: w_email_response";
  return refusing(
    middlewareError(call, "prophet21.transaction.contaminated", 500, {
      message,
      type: "P21.UI.Common.UiServerException",
    }),
    "the same again after a moment, or /transaction/async",
  );
}

/** Does the caller send XML? */
export function isXml({ call }: Prophet21Exchange): boolean {
  return (call.headers["content-type"] ?? "").toLowerCase().includes("xml");
}
