/** Why a reload did not happen, beside faults of the configuration, which are `CONFIG_INVALID` as at the start. */
export type ReloadErrorCode =
  /** What was changed can only be read at the start. */
  | "RESTART_REQUIRED"
  /** The gateway is stopping, or was started without a configuration file. */
  | "RELOAD_UNAVAILABLE"
  /** The ERP says no to a login that was to replace one that works. */
  | "LOGIN_REFUSED"
  /** The same, but the ERP could not be asked. */
  | "LOGIN_UNTRIED"
  /** The administration did not take the proof. */
  | "RELOAD_REFUSED"
  /** Nobody answers at the administration's address, or not as a gateway does. */
  | "GATEWAY_UNREACHABLE";

/** Nothing was changed. The message names the cause, `fix` the next step; neither holds a secret. */
export class ReloadError extends Error {
  readonly code: ReloadErrorCode;
  readonly fix: string;
  /** The options that ask for a restart, as `gateway.listen`. */
  readonly options: readonly string[];

  constructor(
    code: ReloadErrorCode,
    message: string,
    fix: string,
    more: { readonly options?: readonly string[]; readonly cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? {} : { cause: more.cause });
    this.name = "ReloadError";
    this.code = code;
    this.fix = fix;
    this.options = more.options ?? [];
  }
}
