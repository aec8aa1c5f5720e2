import type { EmulatedProphet21 } from "../emulator.ts";
import type { Prophet21Admin } from "./admin/prophet21-admin.ts";
import type { Prophet21State } from "./state.ts";
import type { Prophet21Switches } from "./switches.ts";
import { loginNameOf } from "./users.ts";

/** Makes the face for the emulator's user, once there is an address. */
export type MakeFace = (reach: Pick<EmulatedProphet21, "url" | "fetch">) => EmulatedProphet21;

/** Users and consumers are live: what the administration changes is there at once. */
export function createFace(
  state: Prophet21State,
  switches: Prophet21Switches,
  administration: Prophet21Admin,
): MakeFace {
  const [user] = usersOf(state);
  const [consumerKey] = consumersOf(state);
  return ({ url, fetch }) => {
    if (user === undefined || consumerKey === undefined)
      throw new Error("there is always a main user and a main consumer");
    return {
      url,
      fetch,
      user,
      get users(): EmulatedProphet21["users"] {
        return usersOf(state);
      },
      consumerKey,
      get consumers(): EmulatedProphet21["consumers"] {
        return consumersOf(state);
      },
      switches,
      admin: administration,
    };
  };
}

function usersOf({ users }: Prophet21State): EmulatedProphet21["users"] {
  return users.map((user) =>
    Object.freeze({ username: loginNameOf(user), password: user.password, about: user.about }),
  );
}

function consumersOf({ consumers }: Prophet21State): EmulatedProphet21["consumers"] {
  return consumers.map(({ name, key, scope, about }) => Object.freeze({ name, key, scope, about }));
}
