import { refusing, type Answer } from "../../http/answer.ts";
import type { BusinessObject } from "../business-objects.ts";
import { checkSecurityManager } from "../check-access.ts";
import { kineticError } from "../errors.ts";
import { signedIn, type KineticExchange } from "../exchange.ts";
import { methodAnswer, textParameter, type MethodParameters } from "../method-call.ts";
import type { KineticUser } from "../state.ts";
import { passwordFault } from "../user-account.ts";

/* Methods of `Ice.BO.UserFileSvc` about accounts. Their names are official:swagger, the parameter `userID` is inferred. */

export function isPasswordExpired(exchange: KineticExchange, _object: BusinessObject, given: MethodParameters): Answer {
  const nowMs = exchange.surroundings.clock.now();
  return onAccount(exchange, given, (user) => methodAnswer(passwordFault(user, nowMs) === "password-expired"));
}

export function accountDisabled(exchange: KineticExchange, _object: BusinessObject, given: MethodParameters): Answer {
  return onAccount(exchange, given, ({ account }) => methodAnswer(account["UserDisabled"] === true));
}

/** Returns nothing; the account may sign in again. */
export function unlockAccount(exchange: KineticExchange, _object: BusinessObject, given: MethodParameters): Answer {
  return (
    checkSecurityManager(exchange, "Ice.BO.UserFile.UnlockAccount") ??
    onAccount(exchange, given, ({ account }) => {
      Object.assign(account, { LockedOut: false, LockedOutUntil: null, FailedAttempts: 0 });
      return methodAnswer(undefined);
    })
  );
}

/** The account named, or the caller's own. */
function onAccount(
  exchange: KineticExchange,
  parameters: MethodParameters,
  run: (user: KineticUser) => Answer,
): Answer {
  const userId = textParameter(parameters, "userID") || signedIn(exchange).username;
  const user = exchange.state.users.find(({ username }) => username === userId);
  if (user !== undefined) return run(user);
  return refusing(
    kineticError(exchange, "recordNotFound", "kinetic.record.not-found", "Record not found."),
    "the UserID of a user",
  );
}
