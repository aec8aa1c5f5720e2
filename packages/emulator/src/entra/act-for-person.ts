import type { Call } from "../http/call.ts";
import { findUser } from "./check-user.ts";
import type { EntraSignIn } from "./emulated-entra.ts";
import { agree, findDevice } from "./endpoints/device-page.ts";
import type { EntraExchange } from "./exchange.ts";
import { delegatedPermissions, giveConsent } from "./grant-permissions.ts";
import { giveCode } from "./give-code.ts";
import { readEntraAddress } from "./read-address.ts";
import { readAuthorization, readReturnAddress } from "./read-authorization.ts";
import { refusalMembers } from "./refusal-answer.ts";
import { Refusal } from "./refusal.ts";
import { exchangeOf, type Service } from "./serve.ts";
import type { DeviceLogin, SignIn } from "./state.ts";

/** What a person would do in a browser, done at once: for tests of everything but the browser. */
export interface PersonsActs {
  signIn(address: string, username: string): EntraSignIn;
  approveDevice(userCode: string, username: string): void;
  declineDevice(userCode: string): void;
}

export function actForPerson(service: Service): PersonsActs {
  return {
    signIn: (address, username) => {
      const exchange = exchangeFor(service, address);
      return spoken(exchange, () => signIn(exchange, username));
    },
    approveDevice: (userCode, username) => {
      const exchange = exchangeFor(service, `${service.state.origin}/devicelogin`);
      spoken(exchange, () => approve(exchange, userCode, username));
    },
    declineDevice: (userCode) => {
      const exchange = exchangeFor(service, `${service.state.origin}/devicelogin`);
      deviceOf(exchange, userCode).outcome = "declined";
    },
  };
}

function exchangeFor(service: Service, address: string): EntraExchange {
  if (!URL.canParse(address)) throw new TypeError(`signIn: ${JSON.stringify(address)} is not an address`);
  const url = new URL(address);
  const read = readEntraAddress(url.pathname);
  if (
    read.kind === "unknown" ||
    read.kind === "instance" ||
    (read.kind === "endpoint" && read.endpoint !== "authorize")
  )
    throw new TypeError(`signIn: ${url.pathname} is not an address to sign in at, as /{tenant}/oauth2/v2.0/authorize`);
  return exchangeOf(service, callOf(url), { notes: [] }, read);
}

function callOf(url: URL): Call {
  return {
    method: "GET",
    origin: url.origin,
    path: url.pathname,
    query: url.search.slice(1),
    headers: {},
    body: "",
    hasLength: true,
    whenGone: () => undefined,
  };
}

function signIn(exchange: EntraExchange, username: string): EntraSignIn {
  const authorization = readAuthorization(exchange, readReturnAddress(exchange));
  const { app, tenant, requested, redirectUri } = authorization;
  const done = complete(exchange, username);
  if (tenant !== undefined) findUser(exchange, tenant, username);
  const { permissions } = delegatedPermissions(exchange, app, done.user, requested);
  giveConsent(exchange, app, done.user, requested.resource, permissions);
  return { redirectUri, parameters: giveCode(exchange, authorization, done) };
}

function approve(exchange: EntraExchange, userCode: string, username: string): void {
  const device = deviceOf(exchange, userCode);
  const app = exchange.state.apps.find(({ clientId }) => clientId === device.clientId);
  if (app !== undefined) agree(exchange, device, app, complete(exchange, username));
}

/** A sign-in with everything a person could give. */
function complete(exchange: EntraExchange, username: string): SignIn {
  return { user: findUser(exchange, undefined, username), atMs: exchange.nowMs, hasMfa: true };
}

function deviceOf(exchange: EntraExchange, userCode: string): DeviceLogin {
  const device = findDevice(exchange, userCode);
  if (device === undefined) throw new TypeError(`no device waits with the code ${JSON.stringify(userCode)}`);
  return device;
}

/** A refusal in the words that a person would read. */
function spoken<Result>(exchange: EntraExchange, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Error(refusalMembers(exchange, error).error_description, { cause: error });
  }
}
