import type { Answer } from "../../http/answer.ts";
import { checkSecurityManager } from "../check-access.ts";
import { signedIn, type KineticExchange } from "../exchange.ts";
import { methodAnswer, textParameter, type MethodParameters } from "../method-call.ts";
import { judgeToken, mintToken, tokenMembers } from "../token.ts";
import { kineticError } from "../errors.ts";
import type { MethodService } from "./method-service.ts";

/** `Ice.LIB.TokenServiceSvc`: what it takes and gives is official:swagger. */
export const tokenService: MethodService = {
  service: "Ice.LIB.TokenServiceSvc",
  methods: {
    IsTokenAuthenticationEnabled: {
      readsOnly: true,
      run: ({ switches }) => methodAnswer(switches.tokenAuthEnabled),
    },
    IsTokenValid: { readsOnly: true, run: isTokenValid },
    GetAccessToken: { readsOnly: false, run: getAccessToken },
    AdminGetTokenConfig: { readsOnly: true, run: adminGetTokenConfig },
  },
};

/** `{token, userId}`: is it this user's, and until when. */
function isTokenValid({ state, surroundings }: KineticExchange, parameters: MethodParameters): Answer {
  const userId = textParameter(parameters, "userId");
  const verdict = judgeToken(textParameter(parameters, "token"), surroundings.clock.now(), state);
  if (!verdict.valid || (userId !== "" && userId !== verdict.username))
    return methodAnswer(false, { validTillUtc: null });
  const validTillUtc = new Date(verdict.login.expiresAtMs ?? 0).toISOString();
  return methodAnswer(true, { validTillUtc });
}

/** A token for the user who is already logged in. What `clientId`, `clientSecret` and `scope` do is unknown: nothing here. */
function getAccessToken(exchange: KineticExchange): Answer {
  const { state, surroundings, switches } = exchange;
  if (!switches.tokenAuthEnabled)
    return kineticError(exchange, "business", "kinetic.token.off", "The token service is not enabled.");
  const token = mintToken(signedIn(exchange).username, surroundings.clock.now(), state, switches);
  surroundings.countToken("token-service");
  return methodAnswer({ TokenService: [{ ...tokenMembers(token, switches), RowMod: "" }] });
}

/** Hands out the Sign Key itself, which mints a token for anybody: security managers only, and no tool should ever ask. */
function adminGetTokenConfig(exchange: KineticExchange): Answer {
  const { state, switches } = exchange;
  return (
    checkSecurityManager(exchange, "Ice.LIB.TokenService.AdminGetTokenConfig") ??
    methodAnswer(undefined, {
      tokenEnabled: switches.tokenAuthEnabled,
      signKey: state.signKey.toString("base64"),
      lifeTime: switches.tokenLifetimeSeconds,
      // Marked as not implemented in the vendor's own text (official:swagger)
      refreshTokenEnabled: false,
      refreshTokenLifeTime: 0,
    })
  );
}
