import { at, type Field, isSection, readText, readWhole } from "./fields.ts";
import type { ListenAddress, MountConfig } from "./gateway-config.ts";

const MEMBERS = ["host", "port", "publicUrl", "interactive"];
const HOST = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** What the other parts of the configuration say that mounts must fit. */
export interface MountSurroundings {
  readonly taken: readonly { readonly option: string; readonly address: ListenAddress }[];
  /** Names of the connections there are; undefined where they are not known here. */
  readonly connections: readonly string[] | undefined;
  readonly checkPublicUrl: (field: Field) => string | undefined;
}

/** Checks `mounts`, the connections that have a host name or a port to themselves. */
export function checkMounts(field: Field, around: MountSurroundings): Readonly<Record<string, MountConfig>> {
  if (field.value === undefined) return {};
  if (typeof field.value !== "object" || field.value === null || Array.isArray(field.value)) {
    field.report(field.path, "must be a section with connections as members", "Write it as: p21: { port: 8443 }.");
    return {};
  }
  const names = Object.keys(field.value);
  const mounts = names.map((name) => [name, checkMount(at(field, name), name, around)] as const);
  reportTaken(field, mounts, around);
  return Object.fromEntries(mounts);
}

function checkMount(field: Field, name: string, { connections, checkPublicUrl }: MountSurroundings): MountConfig {
  if (connections !== undefined && !connections.includes(name)) {
    field.report(field.path, "names no connection", `Use one of: ${connections.join(", ")}.`);
  }
  if (!isSection(field, MEMBERS))
    return { host: undefined, port: undefined, publicUrl: undefined, interactive: "own-token" };
  const port = at(field, "port");
  return {
    host: checkHost(at(field, "host")),
    port: port.value === undefined ? undefined : readWhole(port, { least: 0, most: 65_535 }, 0),
    publicUrl: checkPublicUrl(at(field, "publicUrl")),
    interactive: checkInteractive(at(field, "interactive")),
  };
}

function checkHost(field: Field): string | undefined {
  if (field.value === undefined) return undefined;
  const fix = "Write a host name without scheme, port and path, as p21.example.com.";
  const host = readText(field, undefined, fix).toLowerCase();
  if (host !== "" && !HOST.test(host)) field.report(field.path, "is not a host name", fix);
  return host;
}

function checkInteractive(field: Field): MountConfig["interactive"] {
  const { value, path, report } = field;
  if (value === "own-token" || value === "in-turn" || value === undefined) return value ?? "own-token";
  report(path, 'must be "own-token" or "in-turn"', "Use own-token, or in-turn where a new token ends the one before.");
  return "own-token";
}

function reportTaken(
  field: Field,
  mounts: readonly (readonly [string, MountConfig])[],
  { taken }: MountSurroundings,
): void {
  const ports = new Map<number, string>();
  const hosts = new Set<string>();
  // Mounts listen on the host of `listen`; where that stands for all hosts, the port is taken whoever else has it.
  for (const { option, address } of taken) if (address.port !== 0) ports.set(address.port, option);
  for (const [name, { host, port }] of mounts) {
    const other = port === undefined || port === 0 ? undefined : ports.get(port);
    if (other !== undefined)
      field.report([...field.path, name, "port"], `is also the port of ${other}`, "Give it a port of its own.");
    if (port !== undefined && port !== 0) ports.set(port, `mounts.${name}`);
    if (host !== undefined && hosts.has(host))
      field.report([...field.path, name, "host"], "is listed twice", "Give each connection a host name of its own.");
    if (host !== undefined) hosts.add(host);
  }
}
