import { answerHeader, type Sent } from "../../examine/wire/sent.ts";
import { redirectOf, type Ask } from "../asker.ts";
import type { FoundKinetic } from "../discovery.ts";
import { identityProviderOf } from "./identity-provider.ts";
import { readKineticAddress, type KineticPlace } from "./read-kinetic-address.ts";

/** What a login is asked for before it is looked at, so that it need not exist. */
const ANY_COMPANY = "-";
const READ = "Erp.BO.CompanySvc/Companies?$top=1";
/** Nobody serves this: what asks for a login even here is not the ERP's. */
const NOWHERE = "api/erpgate-looks-for-what-is-not-there";

/** Looks for a Kinetic at an address as somebody pasted it, and where there is no path, where its host leads. */
export async function findKinetic(given: URL, ask: Ask): Promise<FoundKinetic | undefined> {
  const place = readKineticAddress(given);
  const found = await look(place, ask);
  if (found !== undefined || place.instance !== "") return found;
  const led = redirectOf(await ask("GET", `${given.origin}/`, "see where the host leads"), given.origin);
  if (led === undefined || led.origin !== given.origin) return undefined;
  const there = readKineticAddress(led);
  return there.instance === "" ? undefined : look({ ...there, company: place.company }, ask);
}

async function look(place: KineticPlace, ask: Ask): Promise<FoundKinetic | undefined> {
  const { url, company = ANY_COMPANY } = place;
  const v2 = await ask("GET", `${url}/api/v2/odata/${encodeURIComponent(company)}/${READ}`, "see whether v2 is there");
  if (v2.failure !== undefined) return undefined;
  const v1 = await ask("GET", `${url}/api/v1/${READ}`, "see whether v1 is there");
  const answers = { v1, v2 };
  const apiVersions = (["v2", "v1"] as const).filter((version) => isLoginWanted(answers[version]));
  if (apiVersions.length === 0) return undefined;
  if (!(isErpShape(v1) || isErpShape(v2)) && (await isGuarded(url, ask))) return undefined;
  const challenges = [v2, v1].map((sent) => answerHeader(sent, "www-authenticate"));
  const challenge = challenges.find((text) => text !== "");
  const token = await ask("POST", `${url}/TokenResource.svc/`, "see whether the token service is there");
  return {
    system: "kinetic",
    url,
    instance: place.instance,
    company: place.company,
    apiVersions,
    challenge,
    hasTokenService: token.status > 0 && ![404, 405, 501].includes(token.status),
    help: await findHelp(url, ask),
    identityProvider: identityProviderOf(
      challenge,
      await ask("GET", `${url}/apps/erp/home/`, "see who signs users in"),
    ),
  };
}

/** Kinetic's own words are proof with any status that says it is not its turn yet; a challenge is one until shown otherwise. */
function isLoginWanted(sent: Sent): boolean {
  if (sent.status === 503) return isErpShape(sent);
  return sent.status === 401 && (isErpShape(sent) || answerHeader(sent, "www-authenticate") !== "");
}

const isErpShape = ({ body }: Sent): boolean => /"ReasonPhrase"\s*:|Epicor\.RESTApi|<ErrorMessage>/.test(body);

/** Something in front that wants a login for everything looks like a Kinetic to whoever asks for one address alone. */
async function isGuarded(url: string, ask: Ask): Promise<boolean> {
  return (await ask("GET", `${url}/${NOWHERE}`, "see whether all of the host asks for a login")).status === 401;
}

async function findHelp(url: string, ask: Ask): Promise<string | undefined> {
  for (const page of [`${url}/apps/resthelp/`, `${url}/api/help/`]) {
    const { status } = await ask("GET", page, "see where the help page is");
    if (status > 0 && status < 500 && status !== 404) return page;
  }
  return undefined;
}
