import { seededSecret } from "../seeded-random.ts";
import type { Prophet21EmulatorOptions, Prophet21UserOption } from "./options.ts";
import type { Prophet21State, Prophet21User } from "./state.ts";
import type { Prophet21Switches } from "./switches.ts";

const PASSWORD_LENGTH = 16;

/** The name of the role that a user has all to itself. */
export function ownRoleOf(username: string): string {
  return `${username} only`;
}

/** A user as User Maintenance would save it, with P21's defaults: nothing is allowed. */
export function userOf(option: Prophet21UserOption, about: string): Prophet21User {
  return {
    username: option.username,
    password: option.password,
    login: option.login ?? "sql",
    domain: option.domain ?? "ACME",
    deleted: option.deleted ?? false,
    allowOdataApiService: option.allowOdataApiService ?? false,
    accessToSoaAdminPage: option.accessToSoaAdminPage ?? false,
    role: option.role ?? ownRoleOf(option.username),
    deniedWindows: option.deniedWindows ?? [],
    about,
  };
}

/** What the account signs in with: SQL users by their plain name, Windows users as `domain\user` (documented). */
export function loginNameOf({ username, login, domain }: Pick<Prophet21User, "username" | "login" | "domain">): string {
  return login === "windows" ? `${domain}\\${username}` : username;
}

/** The live account that this name and password sign in to. A deleted or unlinked account has no password that is right (documented). */
export function signIn(
  users: readonly Prophet21User[],
  { username, password }: { readonly username: string; readonly password: string },
  { windowsLogin }: Pick<Prophet21Switches, "windowsLogin">,
): Prophet21User | undefined {
  const named = users.filter(
    (user) => isNamed(username, user) || (windowsLogin === "either" && user.username === username),
  );
  return named.find((user) => user.password === password && isLive(user));
}

/** SQL names count as they are written; the others in any letter case, as Windows has it (inferred). */
function isNamed(given: string, user: Prophet21User): boolean {
  const name = loginNameOf(user);
  return user.login === "windows" ? given.toLowerCase() === name.toLowerCase() : given === name;
}

export function isLive(user: Prophet21User): boolean {
  return !user.deleted && user.login !== "none";
}

/** The account that a token's name means, by its plain name or by what it signs in with. */
export function userNamed(name: string, { users }: Pick<Prophet21State, "users">): Prophet21User | undefined {
  if (name === "") return undefined;
  return users.find((user) => user.username === name || isNamed(name, user));
}

/** Everybody at the start: the main user, one for each thing that can go wrong, and those given by option. */
export function usersAtStart({ user, users = [] }: Prophet21EmulatorOptions, seed: number): readonly Prophet21User[] {
  const password = (name: string): string => seededSecret(seed, `prophet21-password:${name}`, PASSWORD_LENGTH);
  const given = users.map((option) => userOf(option, "given by option"));
  const seeded = SEEDED.map(([option, about]) => userOf({ password: password(option.username), ...option }, about));
  const main = userOf(
    {
      username: user?.username ?? "api_user",
      password: user?.password ?? password("main"),
      allowOdataApiService: true,
      accessToSoaAdminPage: true,
      role: "Everything",
    },
    "OData allowed, all tables and views; SOA admin page",
  );
  // A given user takes the place of a seeded one of the same name.
  const free = seeded.filter(({ username }) => ![main, ...given].some((other) => other.username === username));
  return [main, ...free, ...given];
}

const SEEDED: readonly (readonly [option: Omit<Prophet21UserOption, "password">, about: string])[] = [
  [
    { username: "buyer", allowOdataApiService: true, role: "Purchasing" },
    "OData allowed, role permits supplier and price_page only",
  ],
  [{ username: "warehouse", role: "Everything" }, "lacks Allow OData API Service"],
  [
    { username: "jdoe", login: "windows", allowOdataApiService: true, role: "Everything" },
    "a Windows login: signs in as ACME\\jdoe",
  ],
  [
    { username: "former", deleted: true, allowOdataApiService: true, role: "Everything" },
    "deleted: the right password is refused",
  ],
  [
    { username: "unlinked", login: "none", allowOdataApiService: true, role: "Everything" },
    "tied to no login: the right password is refused",
  ],
];
