import type { EntraApp } from "./options.ts";

/** Fills in what Azure Workload Identity tells a pod, where the options leave it open. */
export function inPod(app: EntraApp, env: Readonly<Record<string, string | undefined>>): EntraApp {
  const { federated } = app;
  if (typeof federated !== "object" || federated.from !== "kubernetes") return app;
  const clientId = app.clientId ?? env["AZURE_CLIENT_ID"];
  const tenant = app.tenant ?? env["AZURE_TENANT_ID"];
  const authority = app.authority ?? (app.cloud === undefined ? env["AZURE_AUTHORITY_HOST"] : undefined);
  return {
    ...app,
    ...(clientId !== undefined && { clientId }),
    ...(tenant !== undefined && { tenant }),
    ...(authority !== undefined && { authority }),
  };
}
