import type { Emulator } from "./emulator.ts";
import { describeEpicorIdp } from "./epicor-idp/describe-epicor-idp.ts";
import { describeEntra } from "./entra/describe-entra.ts";
import { LICENCE_TYPES } from "./kinetic/licence-types.ts";
import { kineticSwitches } from "./kinetic/switches.ts";
import { prophet21Switches } from "./prophet21/switches.ts";
import { describeSwitches, type SwitchDescription } from "./switches.ts";
import type { SystemName } from "./system-name.ts";

/** Everything a person needs to use an emulator, as data: the command line makes a table of it. Holds its throw-away secrets. */
export interface Description {
  readonly systems: readonly SystemDescription[];
}

export interface SystemDescription {
  readonly system: SystemName;
  readonly title: string;
  readonly url: string;
  readonly credentials: readonly DescriptionCredential[];
  /** Things to try, in a good order. */
  readonly examples: readonly DescriptionExample[];
  readonly switches: readonly SwitchDescription[];
}

export interface DescriptionCredential {
  readonly kind: "user" | "api-key" | "consumer-key" | "application";
  readonly name: string;
  readonly secret: string;
  readonly about: string;
}

export interface DescriptionExample {
  readonly title: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Addresses, users, keys, examples and switches of an emulator. */
export function describeEmulator(emulator: Emulator): Description {
  return {
    systems: [
      describeKinetic(emulator),
      describeProphet21(emulator),
      describeEntra(emulator.entra),
      describeEpicorIdp(emulator.epicorIdp),
    ],
  };
}

function describeKinetic({ kinetic }: Emulator): SystemDescription {
  return {
    system: "kinetic",
    title: `Epicor Kinetic, companies ${kinetic.companies.join(" and ")}`,
    url: kinetic.url,
    credentials: [
      ...kinetic.users.map(({ username, password, about }) => ({
        kind: "user" as const,
        name: username,
        secret: password,
        about,
      })),
      ...kinetic.apiKeys.map(({ key, about }) => ({ kind: "api-key" as const, name: about, secret: key, about })),
    ],
    examples: [...kineticFirstSteps(kinetic), ...kineticFurtherSteps(kinetic)],
    switches: describeSwitches(kineticSwitches, kinetic.switches),
  };
}

function kineticLogin({ user, apiKey }: Emulator["kinetic"]): {
  readonly authorization: string;
  readonly "x-api-key": string;
} {
  const basic = `Basic ${Buffer.from(`${user.username}:${user.password}`, "utf8").toString("base64")}`;
  return { authorization: basic, "x-api-key": apiKey };
}

function kineticFirstSteps(kinetic: Emulator["kinetic"]): readonly DescriptionExample[] {
  const { url, company, user } = kinetic;
  const v2 = kineticLogin(kinetic);
  return [
    {
      title: "Read customers (v2: login and API key)",
      method: "GET",
      url: `${url}/api/v2/odata/${company}/Erp.BO.CustomerSvc/Customers?$top=3&$select=CustID,Name`,
      headers: v2,
    },
    {
      title: "The same on v1, without a key",
      method: "GET",
      url: `${url}/api/v1/Erp.BO.CustomerSvc/Customers?$top=3&$select=CustID,Name`,
      headers: { authorization: v2.authorization },
    },
    {
      title: "Get a token",
      method: "POST",
      url: `${url}/TokenResource.svc/`,
      headers: { username: user.username, password: user.password, accept: "application/json", "content-length": "0" },
    },
    {
      title: "Open a session on a Web Service licence",
      method: "POST",
      url: `${url}/api/v2/odata/${company}/Ice.Lib.SessionModSvc/Login`,
      headers: { ...v2, license: `{"ClaimedLicense":"${LICENCE_TYPES.WebService}"}`, "content-length": "0" },
    },
  ];
}

function kineticFurtherSteps(kinetic: Emulator["kinetic"]): readonly DescriptionExample[] {
  const { url, company } = kinetic;
  const v2 = kineticLogin(kinetic);
  const basicOnly = { authorization: v2.authorization };
  return [
    {
      title: "Run a BAQ",
      method: "GET",
      url: `${url}/api/v2/odata/${company}/BaqSvc/zCustomer01/Data?$top=3`,
      headers: v2,
    },
    {
      title: "Run a BAQ with parameters",
      method: "GET",
      url: `${url}/api/v2/odata/${company}/BaqSvc/zOrder01/Data?CustNum=1&CustNum=2&MaxRows=5`,
      headers: v2,
    },
    {
      title: "Call a function",
      method: "POST",
      url: `${url}/api/v2/efx/${company}/OrderDesk/Ping`,
      headers: { ...v2, "content-type": "application/json" },
      body: '{"message":"hello"}',
    },
    {
      title: "See the descriptions of all services; a browser asks for user and password",
      method: "GET",
      url: `${url}/apps/resthelp/`,
      headers: basicOnly,
    },
    {
      title: "Be refused: no API key",
      method: "GET",
      url: `${url}/api/v2/odata/${company}/Erp.BO.CustomerSvc/Customers`,
      headers: basicOnly,
    },
  ];
}

function describeProphet21({ prophet21 }: Emulator): SystemDescription {
  return {
    system: "prophet21",
    title: "Epicor Prophet 21",
    url: prophet21.url,
    credentials: [
      ...prophet21.users.map(({ username, password, about }) => ({
        kind: "user" as const,
        name: username,
        secret: password,
        about,
      })),
      ...prophet21.consumers.map(({ name, key, scope, about }) => ({
        kind: "consumer-key" as const,
        name,
        secret: key,
        about: `${scope}: ${about}`,
      })),
    ],
    examples: prophet21Examples(prophet21),
    switches: describeSwitches(prophet21Switches, prophet21.switches),
  };
}

function prophet21Examples({ url, user, consumerKey }: Emulator["prophet21"]): readonly DescriptionExample[] {
  const json = { accept: "application/json", "content-type": "application/json" };
  const bearer = { accept: "application/json", authorization: "Bearer TOKEN" };
  const sessions = `${url}/uiserver0/api/ui/interactive/sessions`;
  return [
    {
      title: "Get a token with a user and a password",
      method: "POST",
      url: `${url}/api/security/token/v2`,
      headers: json,
      body: JSON.stringify({ username: user.username, password: user.password }),
    },
    {
      title: "Get a token with a consumer key, for a user",
      method: "POST",
      url: `${url}/api/security/token/v2`,
      headers: json,
      body: JSON.stringify({
        ClientSecret: consumerKey.key,
        GrantType: "client_credentials",
        username: user.username,
      }),
    },
    {
      title: "Read suppliers (put the token in)",
      method: "GET",
      url: `${url}/odataservice/odata/table/supplier?$top=3&$select=supplier_id,supplier_name`,
      headers: bearer,
    },
    { title: "List the tables", method: "GET", url: `${url}/odataservice/odata/table/`, headers: bearer },
    { title: "Find the UI server", method: "GET", url: `${url}/api/ui/router/v1/?urlType=external`, headers: bearer },
    {
      title: "Read a customer",
      method: "GET",
      url: `${url}/api/entity/customers/ACME_100001?extendedproperties=*`,
      headers: bearer,
    },
    {
      title: "See what a Transaction wants",
      method: "GET",
      url: `${url}/uiserver0/api/v2/basics/Customer`,
      headers: bearer,
    },
    { title: "Open an Interactive session", method: "POST", url: sessions, headers: bearer, body: "{}" },
    { title: "End it with the same token", method: "DELETE", url: sessions, headers: bearer },
    { title: "Open SOA Admin in a browser", method: "GET", url: `${url}/api/admin/`, headers: {} },
    {
      title: "Be refused: no token",
      method: "GET",
      url: `${url}/odataservice/odata/table/supplier`,
      headers: { accept: "application/json" },
    },
  ];
}
