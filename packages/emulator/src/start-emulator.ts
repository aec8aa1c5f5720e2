import { buildEmulator } from "./build-emulator.ts";
import type { RunningEmulator } from "./emulator.ts";
import type { StartEmulatorOptions } from "./emulator-options.ts";
import { listen, type Listener } from "./http/listen.ts";

/**
 * Starts an emulator whose two systems listen on ports of their own, on loopback unless told otherwise. Rejects with
 * TypeError naming every option that is wrong, or with the operating system's error when a port cannot be had;
 * nothing is left listening then.
 */
export async function startEmulator(options: StartEmulatorOptions = {}): Promise<RunningEmulator> {
  const built = buildEmulator(options, { caller: "startEmulator", sockets: true });
  const { host = "127.0.0.1", kineticPort = 0, prophet21Port = 0 } = options.listen ?? {};
  const kinetic = await listen(built.handlers.kinetic, host, kineticPort);
  const prophet21 = await listen(built.handlers.prophet21, host, prophet21Port).catch(async (cause: unknown) => {
    await kinetic.close();
    throw cause;
  });
  const emulator = built.emulator({ kinetic: kinetic.origin, prophet21: prophet21.origin });
  const close = closeOnce([kinetic, prophet21]);
  return Object.freeze({ ...emulator, close, [Symbol.asyncDispose]: close });
}

function closeOnce(listeners: readonly Listener[]): () => Promise<void> {
  let closing: Promise<unknown> | undefined;
  return async () => {
    closing ??= Promise.all(listeners.map(async (listener) => await listener.close()));
    await closing;
  };
}
