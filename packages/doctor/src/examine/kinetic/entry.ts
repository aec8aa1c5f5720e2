import { blame, known, type Blame } from "../blame.ts";
import type { Trouble } from "../examination.ts";
import type { Walk } from "../walk.ts";
import { membersOf } from "../../evidence/members.ts";
import { answerHeader, type Sent } from "../wire/sent.ts";
import { apiOf, callKinetic, isOk, without, type KineticProbe, type KineticWorld } from "./kinetic-call.ts";
import { companiesOf, type Account, accountOf } from "./account.ts";
import { hasKey, wantsKey } from "./sign-in.ts";

type Headers = Readonly<Record<string, string>>;

/** The caller's own account: small, read only, and what most users may ask. */
const WHO_AM_I = { path: "Ice.BO.UserFileSvc/GetUserFile", body: "{}" };

/** What the first call with a login brought. */
export interface Entry {
  /** Undefined where it may not be read. */
  readonly account: Account | undefined;
}

/**
 * The first call with the login. At most one login is refused in a run: after a refusal that may have been the password's
 * nothing with the password is sent any more, so that no account is locked by looking.
 */
export async function enterKinetic(world: KineticWorld, headers: Headers, front: Sent, walk: Walk): Promise<Entry> {
  const isBlind = wantsKey(world) && !hasKey(world);
  return isBlind ? await enterWithoutKey(world, headers, front, walk) : await enterWithKey(world, headers, front, walk);
}

/** Answered as if no login had come, by a server that does not ask for Basic: it was not read, let alone judged. */
function isBasicUnread({ options: { auth } }: KineticWorld, front: Sent, sent: Sent): boolean {
  const said = (each: Sent): string | undefined => membersOf(each.body).get("errormessage");
  return (
    auth.kind === "basic" &&
    front.status === 401 &&
    sent.status === 401 &&
    !/\bBasic\b/i.test(answerHeader(front, "www-authenticate")) &&
    said(front) === said(sent)
  );
}

function stopUnread(front: Sent, walk: Walk): Entry {
  const challenge = answerHeader(front, "www-authenticate");
  walk.stop({
    check: "credentials",
    troubles: [
      known(
        "kinetic/basic-not-accepted",
        `a call with Basic is answered as one without any login, and the server asks for ${challenge === "" ? "no Basic" : JSON.stringify(challenge)}`,
      ),
    ],
  });
  return { account: undefined };
}

async function enterWithKey(world: KineticWorld, headers: Headers, front: Sent, walk: Walk): Promise<Entry> {
  const sent = await callKinetic(world, spelled(world, headers), {
    api: apiOf(world),
    ...WHO_AM_I,
    purpose: "sign in and read the own account",
  });
  if (isOk(sent)) return passEntry(world, sent, walk);
  if (isBasicUnread(world, front, sent)) return stopUnread(front, walk);
  const found = blame([sent], world.secrets, "server");
  switch (found.check as string) {
    case "api-key":
      await explainKey(world, headers, { sent, found }, walk);
      return { account: undefined };
    case "permission":
    case "scope":
      passLogin(world, walk);
      // Being refused one's own account is no fault; being refused the company is.
      if (found.troubles[0]?.id === "kinetic/company-access-denied") walk.stop(found);
      else
        walk.pass(found.check, "the own account may not be read", {
          details: found.troubles.flatMap(({ evidence }) => evidence),
        });
      return { account: undefined };
    case "licence":
    case "session":
      passLogin(world, walk);
      walk.stop(found);
      return { account: undefined };
    default:
      walk.stop(withCharset(world, found));
      return { account: undefined };
  }
}

/** Names the key's header as the options spell it: a fetch function has lower case only. */
function spelled({ options: { apiKeyHeader } }: KineticWorld, headers: Headers): Headers {
  const key = headers["x-api-key"];
  return key === undefined || apiKeyHeader === undefined
    ? headers
    : { ...without(headers, "x-api-key"), [apiKeyHeader]: key };
}

function passEntry(world: KineticWorld, sent: Sent, walk: Walk): Entry {
  passLogin(world, walk);
  return { account: accountOf(sent) };
}

function passLogin(world: KineticWorld, walk: Walk): void {
  const { auth, company } = world.options;
  if (!hasKey(world)) walk.pass("api-key", wantsKey(world) ? "none sent, and none asked for" : "none needed on v1");
  else walk.pass("api-key", `accepted${company === undefined ? "" : ` for company ${company}`}`);
  walk.pass(
    "credentials",
    `${auth.kind === "basic" || auth.kind === "token-resource" ? auth.username : auth.kind} gets in`,
  );
}

/** No key to send: v1, which needs none, shows whether the login is good, and then v2 whether it insists. */
async function enterWithoutKey(world: KineticWorld, headers: Headers, front: Sent, walk: Walk): Promise<Entry> {
  const v1 = await callKinetic(world, headers, {
    api: "v1",
    ...WHO_AM_I,
    purpose: "sign in on v1, which needs no key",
  });
  if (isBasicUnread(world, front, v1)) return stopUnread(front, walk);
  const refused = isOk(v1) ? undefined : blame([v1], world.secrets, "credentials");
  if (refused?.check === "credentials" || refused?.check === "token") {
    walk.stop(refused);
    return { account: undefined };
  }
  if (isOk(v1)) walk.pass("credentials", "the login works on v1");
  const v2 = await callKinetic(world, headers, { api: "v2", ...WHO_AM_I, purpose: "call v2 without a key" });
  if (isOk(v2)) return passEntry(world, v2, walk);
  const found = blame([v2], world.secrets, "api-key");
  walk.stop(
    found.check === "api-key"
      ? found
      : {
          check: "api-key",
          troubles: [
            known("kinetic/api-key-missing", `v2 was answered ${String(v2.status)}, and the connection has no API key`),
            ...found.troubles,
          ],
        },
  );
  return { account: isOk(v1) ? accountOf(v1) : undefined };
}

interface Refusal {
  readonly sent: Sent;
  readonly found: Blame;
}

/** Which of the things that one answer stands for it was: another spelling of the header, v1, another company. */
async function explainKey(world: KineticWorld, headers: Headers, { sent, found }: Refusal, walk: Walk): Promise<void> {
  const echoes = /Invalid API Key/i.test(sent.body);
  const v1 = await callKinetic(world, without(headers, "x-api-key"), {
    api: "v1",
    ...WHO_AM_I,
    purpose: "sign in on v1, which needs no key",
  });
  const refused = isOk(v1) ? undefined : blame([v1], world.secrets, "credentials");
  if (isOk(v1)) walk.pass("credentials", "the login works on v1, which needs no key");
  else if (refused?.check === "credentials")
    return walk.stop({ ...refused, troubles: [...refused.troubles, ...found.troubles] });
  if (!echoes && hasKey(world)) return walk.stop(await strippedKey(world, headers));
  const elsewhere = isOk(v1) ? await otherCompany(world, headers, companiesOf(accountOf(v1))) : undefined;
  walk.stop(elsewhere ?? found);
}

/** The key was sent and did not arrive: something on the way minds its spelling, or drops it. */
async function strippedKey(world: KineticWorld, headers: Headers): Promise<Blame> {
  const key = headers["x-api-key"] ?? "";
  const now = world.options.apiKeyHeader ?? "x-api-key";
  const other = now === "x-api-key" ? "X-API-Key" : "x-api-key";
  const probe: KineticProbe = { api: "v2", ...WHO_AM_I, purpose: `send the key as ${other}` };
  const again = await callKinetic(world, { ...without(headers, "x-api-key"), [other]: key }, probe);
  const seen = isOk(again)
    ? `sent as ${now} the key does not arrive, sent as ${other} it does: set "apiKeyHeader": "${other}"`
    : `the key was sent, as ${now} and as ${other}, and the server says that there is none`;
  return { check: "http", troubles: [known("proxy/header-stripped", seen)] };
}

async function otherCompany(
  world: KineticWorld,
  headers: Headers,
  companies: readonly string[],
): Promise<Blame | undefined> {
  const { company } = world.options;
  const other = companies.find((each) => each.toLowerCase() !== company?.toLowerCase());
  if (other === undefined) return undefined;
  const control = await callKinetic(world, spelled(world, headers), {
    api: "v2",
    ...WHO_AM_I,
    company: other,
    purpose: "try the key in another company",
  });
  if (!isOk(control)) return undefined;
  return {
    check: "api-key",
    troubles: [
      known(
        "kinetic/api-key-company-mismatch",
        `the key is accepted for company ${other} and refused for ${company ?? "this one"}`,
      ),
    ],
  };
}

/** Trying the password in another encoding would be a second refused login; so it is said, and not tried. */
function withCharset({ options: { auth } }: KineticWorld, found: Blame): Blame {
  const isBasic = auth.kind === "basic" && found.troubles[0]?.id === "kinetic/credentials-invalid";
  if (!isBasic || !/[^\u0020-\u007e]/.test(textOf(auth.password))) return found;
  const charset: Trouble = {
    ...known(
      "kinetic/password-not-utf8",
      "the password has characters outside ASCII; it was sent in UTF-8, and this server may read Latin-1",
    ),
    confidence: 0.55,
  };
  return { ...found, troubles: [...found.troubles, charset] };
}

const textOf = (secret: string | { reveal(): string } | undefined): string =>
  typeof secret === "string" ? secret : (secret?.reveal() ?? "");
