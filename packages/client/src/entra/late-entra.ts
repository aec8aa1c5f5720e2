import type { TokenWorld } from "../dialect.ts";
import type { ObtainToken } from "../token/token.ts";
import type { EntraAuth } from "./options.ts";

/** The strategy for Entra, whose code is loaded with the first token: most connections never need it. */
export function lateEntra(auth: EntraAuth, world: TokenWorld): ObtainToken {
  let obtain: Promise<ObtainToken> | undefined;
  return async (signal, refreshToken) => {
    obtain ??= import("./obtain.ts").then(({ entra }) => entra(auth, { ...world, env: world.runtime.env }));
    return (await obtain)(signal, refreshToken);
  };
}
