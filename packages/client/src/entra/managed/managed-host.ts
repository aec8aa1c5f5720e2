import { existsSync } from "node:fs";
import { ErpgateError } from "../../errors.ts";
import type { EntraManagedIdentityAuth } from "../options.ts";

/** Where tokens are handed out, and how that place wants to be asked. */
export interface ManagedHost {
  readonly kind: "vm" | "app-service" | "arc";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly apiVersion: string;
  /** What the resource id of a user-assigned identity is called there. */
  readonly resourceIdName: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** The address that Azure gives every virtual machine; nobody else can be reached there. */
const IMDS = "http://169.254.169.254";
const ARC = "http://127.0.0.1:40342/metadata/identity/oauth2/token";

/** What the agent of Azure Arc leaves on a machine, by platform (as Microsoft's libraries look for it). */
export function arcAgent(
  platform: NodeJS.Platform,
  env: Env,
): { readonly program: string; readonly keyFolder: string } {
  if (platform !== "win32") return { program: "/opt/azcmagent/bin/himds", keyFolder: "/var/opt/azcmagent/tokens" };
  const [programs, data] = [env["ProgramFiles"] ?? "C:\\Program Files", env["ProgramData"] ?? "C:\\ProgramData"];
  return {
    program: `${programs}\\AzureConnectedMachineAgent\\himds.exe`,
    keyFolder: `${data}\\AzureConnectedMachineAgent\\Tokens`,
  };
}

/** Finds out where the program runs: by what the platform puts into the environment, and a virtual machine otherwise. */
export function managedHost(auth: EntraManagedIdentityAuth, env: Env, platform: NodeJS.Platform): ManagedHost {
  const { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: header, IMDS_ENDPOINT: imds } = env;
  if (env["IDENTITY_SERVER_THUMBPRINT"] !== undefined) throw unknownHost("Service Fabric");
  if (endpoint === undefined && env["MSI_ENDPOINT"] !== undefined) throw unknownHost("Azure ML and Cloud Shell");
  const isArc = (endpoint !== undefined && imds !== undefined) || existsSync(arcAgent(platform, env).program);
  const found = endpoint !== undefined && header !== undefined ? "app-service" : isArc ? "arc" : "vm";
  switch (auth.host ?? found) {
    case "app-service": {
      if (endpoint === undefined || header === undefined)
        throw notHere("IDENTITY_ENDPOINT and IDENTITY_HEADER are not set");
      const headers = { "x-identity-header": header };
      return { kind: "app-service", url: endpoint, headers, apiVersion: "2019-08-01", resourceIdName: "mi_res_id" };
    }
    case "arc":
      return {
        kind: "arc",
        url: endpoint ?? ARC,
        headers: { metadata: "true" },
        apiVersion: "2020-06-01",
        resourceIdName: "msi_res_id",
      };
    case "vm": {
      const base = env["AZURE_POD_IDENTITY_AUTHORITY_HOST"] ?? IMDS;
      const url = `${base.replace(/\/$/, "")}/metadata/identity/oauth2/token`;
      return { kind: "vm", url, headers: { metadata: "true" }, apiVersion: "2018-02-01", resourceIdName: "msi_res_id" };
    }
  }
}

function unknownHost(name: string): ErpgateError {
  return notHere(
    `${name} hands out tokens in a way that is not supported here; give a token function instead (kind "bearer")`,
  );
}

/** "Not available here", as opposed to "tried and refused". */
export function notHere(why: string): ErpgateError {
  return new ErpgateError("TOKEN_IDENTITY_UNAVAILABLE", `there is no managed identity to be had: ${why}`);
}
