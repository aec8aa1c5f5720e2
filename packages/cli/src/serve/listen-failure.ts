import type { Io } from "../command.ts";

/** Where a port came from, so that the fault can name the place to change. */
export interface PortOrigin {
  readonly port: number;
  /** `--port`, or `gateway.listen.port in my.yaml`. */
  readonly named: string;
}

/** A port that somebody else has: what it is called, how to find out who, and what to do. */
export class ListenError extends Error {
  override readonly name = "ListenError";
  readonly code = "PORT_IN_USE";
  readonly fix: string;

  constructor(message: string, fix: string, cause: unknown) {
    super(message, { cause });
    this.fix = fix;
  }
}

/** Turns the system's refusal to listen into a sentence that names option and port; other errors pass unchanged. */
export function listenFailure(error: unknown, origins: readonly PortOrigin[], platform: Io["platform"]): unknown {
  const refused = refusalOf(error);
  if (refused === undefined) return error;
  const { code, port } = refused;
  const named = origins.find((origin) => origin.port === port)?.named ?? "a port";
  const why = code === "EACCES" ? "this user may not listen there" : "another program listens there";
  const fix =
    code === "EACCES"
      ? "Choose a port above 1023."
      : `See who has it with: ${whoListens(platform, port)}. Or choose another; 0 takes any free one.`;
  return new ListenError(`${named}: port ${String(port)} cannot be used: ${why}`, fix, error);
}

/** The platform's own way to ask who has a port. */
export function whoListens(platform: Io["platform"], port: number): string {
  if (platform === "win32") return `netstat -ano | findstr :${String(port)}`;
  if (platform === "darwin") return `lsof -nP -iTCP:${String(port)} -sTCP:LISTEN`;
  return `ss -ltnp 'sport = :${String(port)}'`;
}

/** The listening fault in an error or its causes: the packages below wrap it in words of their own. */
function refusalOf(error: unknown): { code: string; port: number } | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code, port } = at as NodeJS.ErrnoException & { port?: number };
    if ((code === "EADDRINUSE" || code === "EACCES") && typeof port === "number") return { code, port };
  }
  return undefined;
}
