import { refusing, type Answer } from "../../http/answer.ts";
import { kineticError } from "../errors.ts";
import { currentCompany, signedIn, type KineticExchange } from "../exchange.ts";
import { methodAnswer, textParameter, type MethodParameters } from "../method-call.ts";
import { signInUser } from "../user-account.ts";
import type { ServiceMethod } from "./method-service.ts";

/* What SessionMod sets and shows. Names of methods and of what they take are official:swagger; names in the answers are ours. */

/** `SetCompany {newCompany}`: the company of the session, for v1 calls that name none. */
export function setCompany(exchange: KineticExchange, parameters: MethodParameters): Answer {
  const company = textParameter(parameters, "newCompany");
  const { companies, username } = signedIn(exchange);
  if (!companies.includes(company)) {
    const answer = kineticError(exchange, "business", "kinetic.session.company", `Company ${company} is not valid.`);
    return refusing(answer, `one of ${companies.join(", ")}, which ${username} may enter`);
  }
  const plant = exchange.state.plants[company]?.[0] ?? "";
  if (exchange.session !== undefined) Object.assign(exchange.session, { company, plant });
  return methodAnswer(undefined, { companyName: companyName(exchange, company), siteID: plant, siteName: plant });
}

/** `SetPlant {newSite}`. */
export function setPlant(exchange: KineticExchange, parameters: MethodParameters): Answer {
  const plant = textParameter(parameters, "newSite");
  const company = exchange.session?.company ?? currentCompany(exchange);
  const plants = exchange.state.plants[company] ?? [];
  if (!plants.includes(plant)) {
    const answer = kineticError(exchange, "business", "kinetic.session.plant", `Plant ${plant} is not valid.`);
    return refusing(answer, `one of ${plants.join(", ")}`);
  }
  if (exchange.session !== undefined) exchange.session.plant = plant;
  return methodAnswer(undefined, { siteName: plant });
}

/** `SetUser {userID,password}`: checks the pair. A session stays its first user's, as far as this emulator goes. */
export function setUser(exchange: KineticExchange, parameters: MethodParameters): Answer {
  const [userId, password] = [textParameter(parameters, "userID"), textParameter(parameters, "password")];
  const user = signInUser(exchange.state, userId, password, exchange.surroundings.clock.now());
  return user === undefined
    ? kineticError(exchange, "unauthorized", "kinetic.session.user", "Invalid username or password.")
    : methodAnswer(undefined);
}

/** A setter whose value is kept and shown, and has no other effect. */
export function keepValue(name: string, parameter: string): ServiceMethod["run"] {
  return ({ session }, parameters) => {
    session?.values.set(name, textParameter(parameters, parameter));
    return methodAnswer(undefined);
  };
}

export function currentValues(exchange: KineticExchange): Answer {
  const { session, plant } = exchange;
  const company = session?.company ?? currentCompany(exchange);
  return methodAnswer({
    userID: signedIn(exchange).username,
    companyID: company,
    companyName: companyName(exchange, company),
    plantID: session?.plant ?? plant ?? "",
    ...Object.fromEntries(session?.values ?? []),
  });
}

/** `GetLicense {companyID}`: the licence that the session holds there; Default where it holds none. */
export function licenceStatus(exchange: KineticExchange): Answer {
  return methodAnswer(exchange.session?.seat?.type ?? "DefaultUser");
}

function companyName({ state }: KineticExchange, company: string): string {
  const row = state.tables.Company.rows.find((each) => each["Company"] === company);
  return String(row?.["Name"] ?? company);
}
