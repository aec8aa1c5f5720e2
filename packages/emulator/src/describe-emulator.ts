import type { Emulator } from "./emulator.ts";
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
  readonly kind: "user" | "api-key" | "consumer-key";
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
  return { systems: [describeKinetic(emulator), describeProphet21(emulator)] };
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
    examples: kineticExamples(kinetic),
    switches: describeSwitches(kineticSwitches, kinetic.switches),
  };
}

function kineticExamples({ url, company, user, apiKey }: Emulator["kinetic"]): readonly DescriptionExample[] {
  const basic = `Basic ${Buffer.from(`${user.username}:${user.password}`, "utf8").toString("base64")}`;
  const v2 = { authorization: basic, "x-api-key": apiKey };
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
      headers: { authorization: basic },
    },
    {
      title: "Get a token",
      method: "POST",
      url: `${url}/TokenResource.svc/`,
      headers: { username: user.username, password: user.password, accept: "application/json", "content-length": "0" },
    },
    {
      title: "Run a BAQ",
      method: "GET",
      url: `${url}/api/v2/odata/${company}/BaqSvc/zCustomer01/Data?$top=3`,
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
      title: "Be refused: no API key",
      method: "GET",
      url: `${url}/api/v2/odata/${company}/Erp.BO.CustomerSvc/Customers`,
      headers: { authorization: basic },
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
  return [
    {
      title: "Get a token with a user and a password",
      method: "POST",
      url: `${url}/api/security/token/v2`,
      headers: json,
      body: JSON.stringify({ username: user.username, password: user.password }),
    },
    {
      title: "Get a token with a consumer key",
      method: "POST",
      url: `${url}/api/security/token/v2`,
      headers: json,
      body: JSON.stringify({ ClientSecret: consumerKey.key, GrantType: "client_credentials" }),
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
      title: "Be refused: no token",
      method: "GET",
      url: `${url}/odataservice/odata/table/supplier`,
      headers: { accept: "application/json" },
    },
  ];
}
