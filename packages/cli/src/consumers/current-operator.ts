import type { Io } from "../command.ts";

/** Who acts, for the audit trail. It names and proves nothing: whoever may read the key file could write what they like. */
export function currentOperator({ env }: Pick<Io, "env">): string {
  const os = process.getBuiltinModule("node:os");
  const user = env["SUDO_USER"] ?? userOf(os);
  return `${user}@${os.hostname()}`;
}

/** A container may run as a number that has no name. */
function userOf(os: typeof import("node:os")): string {
  try {
    return os.userInfo().username;
  } catch {
    return `uid ${String(process.getuid?.() ?? "unknown")}`;
  }
}
