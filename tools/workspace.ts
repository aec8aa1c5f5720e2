import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the checkout. */
export const ROOT: string = fileURLToPath(new URL("..", import.meta.url));

/** Our packages in the order in which they build on each other. */
export const PACKAGES = ["client", "doctor", "emulator", "gateway", "cli"] as const;
export type PackageFolder = (typeof PACKAGES)[number];

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

export function manifest(folder: PackageFolder): Manifest {
  return JSON.parse(readFileSync(join(ROOT, "packages", folder, "package.json"), "utf8")) as Manifest;
}

/** Our own packages that this one needs at run time, itself included. */
export function closure(folder: PackageFolder): PackageFolder[] {
  const wanted = new Set<PackageFolder>([folder]);
  for (const name of [...PACKAGES].toReversed()) {
    if (!wanted.has(name)) continue;
    for (const other of PACKAGES)
      if (manifest(name).dependencies?.[manifest(other).name] !== undefined) wanted.add(other);
  }
  return PACKAGES.filter((name) => wanted.has(name));
}

/** Where a package's tarball lies once `npm run pack` has made it. */
export function tarball(folder: PackageFolder): string {
  const { name, version } = manifest(folder);
  return join(ROOT, "build", `${name.replace("@", "").replace("/", "-")}-${version}.tgz`);
}

/** Runs a program, its output shown; throws where it fails. `env` is added to ours; our source condition is not handed on unless asked for. */
export function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): void {
  const env = { ...process.env, NODE_OPTIONS: "", ...options.env };
  execFileSync(command, args, { cwd: options.cwd ?? ROOT, env, stdio: "inherit" });
}

/** A program of node_modules/.bin, by its path: the PATH of whoever calls us does not matter. */
export function bin(name: string): string {
  return join(ROOT, "node_modules", ".bin", process.platform === "win32" ? `${name}.cmd` : name);
}
