import type { Io } from "./command.ts";
import { UsageError } from "./usage-error.ts";

/**
 * The configuration file to read: the option, else `ERPGATE_CONFIG`, else the usual places.
 * @throws UsageError saying where it was looked for
 */
export async function locateConfig(option: string | undefined, command: string, io: Io): Promise<string> {
  const { file, lookedAt } = await findConfiguration(option, io);
  if (file !== undefined) return file;
  const places = lookedAt.map(({ file: place, because }) => `${place} (${because})`).join(", ");
  throw new UsageError(
    [`there is no configuration file; looked for ${places}`, "name one with --config FILE"],
    command,
  );
}

/** The same, with the places that were looked at where there is none. */
export async function findConfiguration(
  option: string | undefined,
  io: Io,
): Promise<{ readonly file: string | undefined; readonly lookedAt: readonly { file: string; because: string }[] }> {
  const { findConfig } = await import("@erpgate/client/node");
  return findConfig({ option, env: io.env, cwd: io.cwd, platform: io.platform });
}
