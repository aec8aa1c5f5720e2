import type { DescriptionCredential, DescriptionExample, SystemDescription } from "../describe-emulator.ts";
import { describeSwitches } from "../switches.ts";
import type { EmulatedEntra } from "./emulated-entra.ts";
import { entraSwitches } from "./switches.ts";

/** Addresses, users, applications and things to try of an emulated Entra ID. */
export function describeEntra(entra: EmulatedEntra): SystemDescription {
  return {
    system: "entra",
    title: `Microsoft Entra ID, tenant ${entra.tenant.domain} (${entra.tenant.id})`,
    url: entra.url,
    credentials: [...users(entra), ...applications(entra)],
    examples: examples(entra),
    switches: describeSwitches(entraSwitches, entra.switches),
  };
}

function users({ users: all }: EmulatedEntra): readonly DescriptionCredential[] {
  return all.map(({ username, password, about }) => ({ kind: "user", name: username, secret: password, about }));
}

function applications({ apps }: EmulatedEntra): readonly DescriptionCredential[] {
  return apps.map(({ name, clientId, secret, about }) => ({
    kind: "application",
    name: clientId,
    secret: secret ?? "",
    about: `${name}: ${about}`,
  }));
}

function examples(entra: EmulatedEntra): readonly DescriptionExample[] {
  const { authority, url } = entra;
  const [kinetic, integration, desktop] = [entra.apps[0], find(entra, "integration"), find(entra, "desktop")];
  const scope = find(entra, "kinetic")?.scope ?? kinetic?.scope ?? "https://graph.microsoft.com/.default";
  const post = { "content-type": "application/x-www-form-urlencoded" };
  const form = (values: Readonly<Record<string, string>>): string => new URLSearchParams(values).toString();
  const query = form({
    client_id: desktop?.clientId ?? "",
    response_type: "code",
    redirect_uri: "http://localhost",
    scope: `openid profile offline_access ${scope}`,
  });
  return [
    {
      title: "Metadata of the tenant",
      method: "GET",
      url: `${authority}/v2.0/.well-known/openid-configuration`,
      headers: {},
    },
    {
      title: "An application's own token for Kinetic (Kinetic takes it only where the application is mapped to a user)",
      method: "POST",
      url: `${authority}/oauth2/v2.0/token`,
      headers: post,
      body: form({
        grant_type: "client_credentials",
        client_id: integration?.clientId ?? "",
        client_secret: integration?.secret ?? "",
        scope,
      }),
    },
    {
      title: "A device code; then open the page it names",
      method: "POST",
      url: `${authority}/oauth2/v2.0/devicecode`,
      headers: post,
      body: form({ client_id: desktop?.clientId ?? "", scope: `openid profile offline_access ${scope}` }),
    },
    { title: "The page for device codes, in a browser", method: "GET", url: `${url}/devicelogin`, headers: {} },
    { title: "Sign in, in a browser", method: "GET", url: `${authority}/oauth2/v2.0/authorize?${query}`, headers: {} },
  ];
}

function find({ apps }: EmulatedEntra, name: string): EmulatedEntra["apps"][number] | undefined {
  return apps.find((app) => app.name === name);
}
