import { checkFault, type EmulatorTransport } from "./check-fault.ts";
import { TLS_FAULT_KINDS, type TlsFaultKind } from "./certificates/create-tls-material.ts";
import { checkOptions, createOptionReport } from "./check-options.ts";
import { createClock } from "./clock.ts";
import { createDispatch, faultRequest, type Desk } from "./dispatch.ts";
import type { EmulatedKinetic, Emulator } from "./emulator.ts";
import type { StartEmulatorOptions } from "./emulator-options.ts";
import { createEntra, type Entra } from "./entra/create-entra.ts";
import { createEpicorIdp, type EpicorIdp } from "./epicor-idp/create-epicor-idp.ts";
import { createFaultBoard, type Fault, type FaultKind, type FaultOptions } from "./faults.ts";
import type { Answer } from "./http/answer.ts";
import type { Call } from "./http/call.ts";
import { asFetch } from "./http/fetch-adapter.ts";
import { createJournal } from "./journal.ts";
import { createKinetic, type Kinetic } from "./kinetic/create-kinetic.ts";
import { createProphet21, type Prophet21 } from "./prophet21/create-prophet21.ts";
import { seededRandom } from "./seeded-random.ts";
import type { EmulatedSystem, Surroundings } from "./system.ts";
import type { SystemName } from "./system-name.ts";
import { createTally } from "./tally.ts";

/** Which form is being built: its name for error messages, and whether transport faults are possible. */
export interface Form {
  readonly caller: string;
  readonly transport: EmulatorTransport;
}

export type Origins = Readonly<Record<SystemName, string>>;

/** The emulator before it has addresses: handlers for a server to put on sockets, and the face for its user. */
export interface BuiltEmulator {
  readonly handlers: Readonly<Record<SystemName, (call: Call) => Answer | Promise<Answer>>>;
  /** @param closeIdle cuts a system's idle connections, so that a fault of TLS is met by the next request */
  emulator(origins: Origins, closeIdle?: (system: SystemName) => void): Emulator;
  /** The fault that a new connection to a system meets. */
  takeTlsFault(system: SystemName): TlsFaultKind | undefined;
}

export function buildEmulator(options: StartEmulatorOptions, form: Form): BuiltEmulator {
  const report = createOptionReport(form.caller);
  checkOptions(options, form.transport !== "none", report);
  const { desk, surroundings } = setUp(options);
  const entra = createEntra(
    options.entra ?? {},
    surroundings("entra", () => entra.system),
    report,
  );
  const epicorIdp = createEpicorIdp(
    options.epicorIdp ?? {},
    surroundings("epicorIdp", () => epicorIdp.system),
    report,
  );
  const kinetic = createKinetic(
    options.kinetic ?? {},
    surroundings("kinetic", () => kinetic.system),
    report,
    { entra: entra.trust, idp: epicorIdp.issuer },
  );
  const prophet21 = createProphet21(
    options.prophet21 ?? {},
    surroundings("prophet21", () => prophet21.system),
    report,
  );
  report.throwIfAny();
  const handlers = {
    kinetic: createDispatch("kinetic", kinetic.system, desk),
    prophet21: createDispatch("prophet21", prophet21.system, desk),
    entra: createDispatch("entra", entra.system, desk),
    epicorIdp: createDispatch("epicorIdp", epicorIdp.system, desk),
  };
  const parts = { kinetic, prophet21, entra, epicorIdp, handlers, desk, form };
  return {
    handlers,
    emulator: (origins, closeIdle = () => undefined) => assemble(parts, origins, closeIdle),
    takeTlsFault: (system) => takeTlsFault(desk, system),
  };
}

interface SetUp {
  readonly desk: Desk;
  readonly surroundings: (name: SystemName, system: () => EmulatedSystem) => Surroundings;
}

function setUp({ seed = 1, runtime, journalLimit = 10_000 }: StartEmulatorOptions): SetUp {
  const clock = createClock(runtime?.now ?? Date.now, runtime?.sleep);
  const random = runtime?.random ?? seededRandom(seed, "runtime");
  const desk: Desk = { clock, journal: createJournal(journalLimit), tally: createTally(), faults: createFaultBoard() };
  return {
    desk,
    surroundings: (name, system) => ({
      clock,
      random,
      seed,
      countToken: (kind) => desk.tally.countToken(name, kind),
      takeFault: (call, kind) => desk.faults.take(faultRequest(name, system(), call), [kind]),
    }),
  };
}

function isTlsFault(kind: FaultKind): kind is TlsFaultKind {
  const kinds: readonly FaultKind[] = TLS_FAULT_KINDS;
  return kinds.includes(kind);
}

function takeTlsFault({ faults }: Desk, system: SystemName): TlsFaultKind | undefined {
  const request = { system, path: "", isTokenRequest: false, hasBearer: false };
  const kind = faults.take(request, TLS_FAULT_KINDS)?.kind;
  return kind !== undefined && isTlsFault(kind) ? kind : undefined;
}

interface Parts {
  readonly kinetic: Kinetic;
  readonly prophet21: Prophet21;
  readonly entra: Entra;
  readonly epicorIdp: EpicorIdp;
  readonly handlers: BuiltEmulator["handlers"];
  readonly desk: Desk;
  readonly form: Form;
}

function assemble(
  { kinetic, prophet21, entra, epicorIdp, handlers, desk, form }: Parts,
  origins: Origins,
  closeIdle: (system: SystemName) => void,
): Emulator {
  const kineticFace: EmulatedKinetic = {
    ...kinetic.face,
    url: `${origins.kinetic}/${kinetic.face.instance}`,
    fetch: asFetch(handlers.kinetic),
  };
  const prophet21Face = prophet21.face({ url: origins.prophet21, fetch: asFetch(handlers.prophet21) });
  return Object.freeze({
    kinetic: Object.freeze(kineticFace),
    prophet21: Object.freeze(prophet21Face),
    entra: Object.freeze(entra.face({ url: origins.entra, fetch: asFetch(handlers.entra) })),
    epicorIdp: Object.freeze(epicorIdp.face({ url: origins.epicorIdp, fetch: asFetch(handlers.epicorIdp) })),
    journal: desk.journal.entries,
    clock: desk.clock,
    tally: desk.tally.tally,
    faults: desk.faults.faults,
    fault: (options: FaultOptions): Fault => {
      checkFault(options, form.transport);
      if (isTlsFault(options.kind)) closeIdle(options.system);
      if (options.kind !== "token-revoked" || options.next !== undefined) return desk.faults.add(options);
      // Without a number the revocation happens once and now; with one it waits for the requests it is meant for.
      ({ kinetic, prophet21, entra, epicorIdp })[options.system].system.revokeTokens();
      return desk.faults.addSpent(options);
    },
  });
}
