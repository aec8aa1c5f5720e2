import type { Discovery } from "@erpgate/doctor";

/** One thing that a login needs. */
export interface Field {
  /** As in the configuration. */
  readonly option: string;
  readonly question: string;
  readonly secret: boolean;
  readonly optional?: boolean;
}

/** A way to sign in that `erpgate init` can set up. */
export interface LoginForm {
  readonly kind: string;
  readonly system: "kinetic" | "prophet21";
  readonly what: string;
  /** Members of `auth` that follow from the kind. */
  readonly fixed: Readonly<Record<string, string>>;
  readonly fields: readonly Field[];
  /** A person signs in later, so that there is nothing to try now. */
  readonly isInteractive: boolean;
}

const username: Field = { option: "username", question: "user name", secret: false };
const password: Field = { option: "password", question: "password", secret: true };

export const loginForms: readonly LoginForm[] = [
  form("token-resource", "kinetic", "user name and password, for a token", [username, password]),
  form("basic", "kinetic", "user name and password with every call", [username, password]),
  {
    ...form("entra", "kinetic", "Microsoft Entra ID: a person signs in with the browser", [
      { option: "tenant", question: "Entra tenant (id or domain)", secret: false },
      { option: "clientId", question: "client id of the native application", secret: false },
      { option: "resource", question: "Kinetic's application (its id, or api://…)", secret: false },
    ]),
    fixed: { flow: "authorization-code" },
    isInteractive: true,
  },
  form("epicor-idp", "kinetic", "Epicor IdP: an application signs in", [
    { option: "clientId", question: "client id", secret: false },
    { option: "clientSecret", question: "client secret", secret: true },
  ]),
  form("consumer-key", "prophet21", "a consumer key, registered in SOA Admin", [
    { option: "key", question: "consumer key", secret: true },
    { ...username, question: "Prophet 21 user that calls are made as (empty: none)", optional: true },
  ]),
  form("password", "prophet21", "user name and password, for a token", [username, password]),
];

function form(kind: string, system: LoginForm["system"], what: string, fields: readonly Field[]): LoginForm {
  return { kind, system, what, fields, fixed: {}, isInteractive: false };
}

/** The login that fits what the server showed: whom it points at first, then a token, then a password with every call. */
export function proposedKind(found: NonNullable<Discovery["found"]>): string {
  if (found.system === "prophet21") return found.tokenServices.includes("v2") ? "consumer-key" : "password";
  if (found.identityProvider !== undefined) return found.identityProvider.kind;
  return found.hasTokenService ? "token-resource" : "basic";
}
