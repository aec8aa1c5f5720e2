import type { Command } from "./command.ts";
import { nearestName } from "./nearest-name.ts";
import { UsageError } from "./usage-error.ts";

// Each command is loaded when it is asked for: what `token` needs must not slow `status` down.
const loaders: Readonly<Record<string, () => Promise<Command>>> = {
  init: async () => (await import("./commands/init.ts")).init,
  serve: async () => (await import("./commands/serve.ts")).serve,
  reload: async () => (await import("./commands/reload.ts")).reload,
  emulate: async () => (await import("./commands/emulate.ts")).emulate,
  login: async () => (await import("./commands/login.ts")).login,
  logout: async () => (await import("./commands/logout.ts")).logout,
  token: async () => (await import("./commands/token.ts")).token,
  request: async () => (await import("./commands/request.ts")).request,
  exec: async () => (await import("./commands/exec.ts")).exec,
  "bundle export": async () => (await import("./commands/bundle-export.ts")).bundleExport,
  "bundle import": async () => (await import("./commands/bundle-import.ts")).bundleImport,
  status: async () => (await import("./commands/status.ts")).status,
  export: async () => (await import("./commands/export.ts")).exportCall,
  doctor: async () => (await import("./commands/doctor.ts")).doctor,
  explain: async () => (await import("./commands/explain.ts")).explain,
  "can-i": async () => (await import("./commands/can-i.ts")).canI,
  "consumer add": async () => (await import("./commands/consumer-add.ts")).consumerAdd,
  "consumer list": async () => (await import("./commands/consumer-list.ts")).consumerList,
  "consumer show": async () => (await import("./commands/consumer-show.ts")).consumerShow,
  "consumer openapi": async () => (await import("./commands/consumer-openapi.ts")).consumerOpenApi,
  "consumer update": async () => (await import("./commands/consumer-update.ts")).consumerUpdate,
  "consumer suggest": async () => (await import("./commands/consumer-suggest.ts")).consumerSuggest,
  "consumer rotate": async () => (await import("./commands/consumer-rotate.ts")).consumerRotate,
  "consumer revoke": async () => (await import("./commands/consumer-revoke.ts")).consumerRevoke,
  "keys rotate": async () => (await import("./commands/keys-rotate.ts")).keysRotate,
  "admin token": async () => (await import("./commands/admin-token.ts")).adminToken,
  "audit verify": async () => (await import("./commands/audit-verify.ts")).auditVerify,
  "audit export": async () => (await import("./commands/audit-export.ts")).auditExport,
  "config check": async () => (await import("./commands/config-check.ts")).configCheck,
};

/** Every command's full name, in the order in which help lists them. */
export const commandNames: readonly string[] = Object.keys(loaders);

/** Loads a command by its full name. */
export async function loadCommand(name: string): Promise<Command> {
  const load = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
  if (load === undefined) throw unknownCommand([name]);
  return load();
}

/** Full names that begin with these words: `["consumer"]` stands for several commands. */
export function namesUnder(words: readonly string[]): readonly string[] {
  const prefix = words.join(" ");
  return commandNames.filter((name) => name === prefix || name.startsWith(`${prefix} `));
}

/**
 * Splits the command line into the command's name and the words that are its arguments.
 * @throws UsageError naming the nearest command when there is none of that name
 */
export function splitCommand(words: readonly string[]): { name: string; rest: readonly string[] } {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(" ");
    if (words.length >= length && Object.hasOwn(loaders, name)) return { name, rest: words.slice(length) };
  }
  throw unknownCommand(words);
}

function unknownCommand(words: readonly string[]): UsageError {
  const [first = "", second] = words;
  const group = namesUnder([first]);
  if (group.length > 0) return incompleteCommand(first, second, group);
  const near = nearestName(first, ["help", ...new Set(commandNames.map((name) => name.split(" ")[0] ?? name))]);
  return new UsageError([
    `unknown command ${JSON.stringify(first)}${near === undefined ? "" : `; did you mean erpgate ${near}?`}`,
  ]);
}

function incompleteCommand(first: string, second: string | undefined, group: readonly string[]): UsageError {
  const verbs = group.map((name) => name.slice(first.length + 1));
  const near = second === undefined ? undefined : nearestName(second, verbs);
  if (near !== undefined)
    return new UsageError([`unknown command "${first} ${second ?? ""}"; did you mean erpgate ${first} ${near}?`]);
  return new UsageError([`erpgate ${first} needs one of: ${verbs.join(", ")}`], first);
}
