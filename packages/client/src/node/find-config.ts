import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { posix, win32 } from "node:path";

export interface FindConfigOptions {
  /** What `--config` gave; then nothing else is looked at. */
  readonly option?: string | undefined;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  /** The user's home folder. */
  readonly home?: string;
  /** Whether a file is there. */
  readonly exists?: (file: string) => boolean | Promise<boolean>;
}

/** One place where a configuration may be. */
export interface ConfigPlace {
  readonly file: string;
  /** Why it was looked at: `--config`, `ERPGATE_CONFIG`, `this folder`, `your configuration folder`. */
  readonly because: string;
}

export interface FoundConfig {
  /** Undefined when there is none in any of these places. */
  readonly file: string | undefined;
  /** Every place that was looked at, in order, for the message that says so. */
  readonly lookedAt: readonly ConfigPlace[];
}

/**
 * Looks for the configuration file: `--config`, else `ERPGATE_CONFIG`, else `./erpgate.yaml`, else the user's
 * configuration folder. Where one of the first two is given, only that one counts: reading another file than the one that
 * was named would be a surprise.
 */
export async function findConfig(options: FindConfigOptions = {}): Promise<FoundConfig> {
  const exists = options.exists ?? existsSync;
  const lookedAt: ConfigPlace[] = [];
  for (const place of configPlaces(options)) {
    lookedAt.push(place);
    if (await exists(place.file)) return { file: place.file, lookedAt };
  }
  return { file: undefined, lookedAt };
}

function configPlaces(options: FindConfigOptions): readonly ConfigPlace[] {
  const { platform = process.platform, cwd = process.cwd(), env = process.env } = options;
  const paths = platform === "win32" ? win32 : posix;
  const named = options.option ?? nonEmpty(env["ERPGATE_CONFIG"]);
  if (named !== undefined) {
    const because = options.option === undefined ? "ERPGATE_CONFIG" : "--config";
    return [{ file: paths.resolve(cwd, named), because }];
  }
  const folder = userFolder(platform, env, options.home ?? homedir());
  return [
    { file: paths.resolve(cwd, "erpgate.yaml"), because: "this folder" },
    { file: paths.join(folder, "erpgate.yaml"), because: "your configuration folder" },
  ];
}

/** Where each system keeps its users' settings. A relative XDG_CONFIG_HOME is to be ignored, by its specification. */
function userFolder(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  if (platform === "win32") {
    return win32.join(nonEmpty(env["APPDATA"]) ?? win32.join(home, "AppData", "Roaming"), "erpgate");
  }
  if (platform === "darwin") return posix.join(home, "Library", "Application Support", "erpgate");
  const xdg = nonEmpty(env["XDG_CONFIG_HOME"]);
  return posix.join(xdg !== undefined && posix.isAbsolute(xdg) ? xdg : posix.join(home, ".config"), "erpgate");
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
