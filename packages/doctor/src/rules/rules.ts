import { client } from "./client.ts";
import { clientAuthorization } from "./client-authorization.ts";
import { entra } from "./entra.ts";
import { kineticApiKey } from "./kinetic-api-key.ts";
import { kineticClientCode } from "./kinetic-client-code.ts";
import { kineticCredentials } from "./kinetic-credentials.ts";
import { kineticLicence } from "./kinetic-licence.ts";
import { kineticPermission } from "./kinetic-permission.ts";
import { kineticScope } from "./kinetic-scope.ts";
import { kineticServer } from "./kinetic-server.ts";
import { kineticSession } from "./kinetic-session.ts";
import { kineticToken } from "./kinetic-token.ts";
import { kineticUrl } from "./kinetic-url.ts";
import { network } from "./network.ts";
import { prophet21ClientCode } from "./prophet21-client-code.ts";
import { prophet21ApiKey } from "./prophet21-api-key.ts";
import { prophet21Credentials } from "./prophet21-credentials.ts";
import { prophet21Http } from "./prophet21-http.ts";
import { prophet21Permission } from "./prophet21-permission.ts";
import { prophet21Scope } from "./prophet21-scope.ts";
import { prophet21Server } from "./prophet21-server.ts";
import { prophet21Session } from "./prophet21-session.ts";
import { prophet21Token } from "./prophet21-token.ts";
import { prophet21Url } from "./prophet21-url.ts";
import { proxy } from "./proxy.ts";
import type { Rule } from "./rule.ts";
import { tls } from "./tls.ts";

/** One rule for every finding of the catalogue. */
export const rules: readonly Rule[] = [
  ...kineticUrl,
  ...kineticApiKey,
  ...kineticCredentials,
  ...kineticToken,
  ...kineticSession,
  ...kineticScope,
  ...kineticPermission,
  ...kineticLicence,
  ...kineticServer,
  ...kineticClientCode,
  ...prophet21Http,
  ...prophet21Url,
  ...prophet21ApiKey,
  ...prophet21Credentials,
  ...prophet21Token,
  ...prophet21Session,
  ...prophet21Scope,
  ...prophet21Permission,
  ...prophet21Server,
  ...prophet21ClientCode,
  ...entra,
  ...network,
  ...tls,
  ...proxy,
  ...client,
  ...clientAuthorization,
];
