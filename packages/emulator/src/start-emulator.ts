import { buildEmulator } from "./build-emulator.ts";
import type { RunningEmulator } from "./emulator.ts";
import type { ListenOptions, StartEmulatorOptions } from "./emulator-options.ts";
import { listen, type Listener } from "./http/listen.ts";
import { SYSTEM_NAMES, type SystemName } from "./system-name.ts";

/**
 * Starts an emulator whose systems listen on ports of their own, on loopback unless told otherwise. Rejects with
 * TypeError naming every option that is wrong, or with the operating system's error when a port cannot be had;
 * nothing is left listening then.
 */
export async function startEmulator(options: StartEmulatorOptions = {}): Promise<RunningEmulator> {
  const built = buildEmulator(options, { caller: "startEmulator", sockets: true });
  const listeners: Listener[] = [];
  const close = closeOnce(listeners);
  const start = async (name: SystemName): Promise<string> => {
    const { host = "127.0.0.1", ...ports } = options.listen ?? {};
    const listener = await listen(built.handlers[name], host, portOf(ports, name));
    listeners.push(listener);
    return listener.origin;
  };
  try {
    const origins: (readonly [SystemName, string])[] = [];
    for (const name of SYSTEM_NAMES) origins.push([name, await start(name)]);
    // One entry per system, as the loop goes over all of them
    const emulator = built.emulator(Object.fromEntries(origins) as Record<SystemName, string>);
    return Object.freeze({ ...emulator, close, [Symbol.asyncDispose]: close });
  } catch (cause) {
    await close();
    throw cause;
  }
}

function portOf(ports: Omit<ListenOptions, "host">, name: SystemName): number {
  return ports[`${name}Port`] ?? 0;
}

function closeOnce(listeners: readonly Listener[]): () => Promise<void> {
  let closing: Promise<unknown> | undefined;
  return async () => {
    closing ??= Promise.all(listeners.map(async (listener) => await listener.close()));
    await closing;
  };
}
