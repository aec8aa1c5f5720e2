import { buildEmulator } from "./build-emulator.ts";
import { createTlsMaterial, type TlsMaterial } from "./certificates/create-tls-material.ts";
import type { EmulatorTls, RunningEmulator } from "./emulator.ts";
import type { ListenOptions, StartEmulatorOptions } from "./emulator-options.ts";
import { listen, type Listener } from "./http/listen.ts";
import { SYSTEM_NAMES, type SystemName } from "./system-name.ts";

/**
 * Starts an emulator whose systems listen on ports of their own, on loopback unless told otherwise. Rejects with
 * TypeError naming every option that is wrong, or with the operating system's error when a port cannot be had;
 * nothing is left listening then.
 */
export async function startEmulator(options: StartEmulatorOptions = {}): Promise<RunningEmulator> {
  const material = tlsMaterial(options);
  const built = buildEmulator(options, {
    caller: "startEmulator",
    transport: material === undefined ? "http" : "https",
  });
  const listeners = new Map<SystemName, Listener>();
  const close = closeOnce(listeners);
  const start = async (name: SystemName): Promise<string> => {
    const { host = "127.0.0.1", ...ports } = options.listen ?? {};
    const listener = await listen(
      built.handlers[name],
      host,
      portOf(ports, name),
      material && { material, takeFault: () => built.takeTlsFault(name) },
    );
    listeners.set(name, listener);
    return listener.origin;
  };
  try {
    const origins: (readonly [SystemName, string])[] = [];
    for (const name of SYSTEM_NAMES) origins.push([name, await start(name)]);
    // One entry per system, as the loop goes over all of them
    const emulator = built.emulator(Object.fromEntries(origins) as Record<SystemName, string>, (name) =>
      listeners.get(name)?.closeIdle(),
    );
    return Object.freeze({
      ...emulator,
      ...(material === undefined ? {} : { tls: tlsFace(material) }),
      close,
      [Symbol.asyncDispose]: close,
    });
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** Loopback in all its spellings, the host listened on, and what is given. */
function tlsMaterial({
  tls = false,
  listen: { host = "127.0.0.1" } = {},
  seed = 1,
}: StartEmulatorOptions): TlsMaterial | undefined {
  if (tls === false) return undefined;
  const given = tls === true ? [] : (tls.hosts ?? []);
  const hosts = [...new Set(["localhost", "127.0.0.1", "::1", host, ...given])];
  return createTlsMaterial(seed, Date.now(), hosts);
}

function tlsFace({ ca, clientCertificate }: TlsMaterial): EmulatorTls {
  return Object.freeze({ ca, clientCertificate });
}

function portOf(ports: Omit<ListenOptions, "host">, name: SystemName): number {
  return ports[`${name}Port`] ?? 0;
}

function closeOnce(listeners: ReadonlyMap<SystemName, Listener>): () => Promise<void> {
  let closing: Promise<unknown> | undefined;
  return async () => {
    closing ??= Promise.all([...listeners.values()].map(async (listener) => await listener.close()));
    await closing;
  };
}
