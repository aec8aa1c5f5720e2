import type {
  AccessSuggestion,
  SuggestionOptions,
  AddedConsumer,
  CanIAnswer,
  ConsumerChanges,
  ConsumerInput,
  ConsumerRecord,
  GatewayConfig,
  KeyRotation,
  rotateOauthKey,
} from "@erpgate/gateway";
import type { Io } from "../command.ts";
import { locateConfig } from "../locate-config.ts";
import { currentOperator } from "./current-operator.ts";
import { readGatewayConfig } from "../serve/read-gateway-config.ts";

/** A suggestion, for people and for machines. */
export interface Suggested {
  readonly suggestion: AccessSuggestion;
  readonly document: Readonly<Record<string, unknown>>;
}

/** The consumers of one gateway, whether it runs or not. */
export interface Registry extends AsyncDisposable {
  list(): Promise<readonly ConsumerRecord[]>;
  /** The one of that name that is not revoked. @throws StoreError `CONSUMER_UNKNOWN` naming those there are */
  live(name: string): Promise<ConsumerRecord>;
  /** A consumer for machines, as the administration's API shows it. */
  document(record: ConsumerRecord): Readonly<Record<string, unknown>>;
  /** @throws StoreError with everything that is wrong, before anything is written */
  add(input: ConsumerInput): Promise<AddedConsumer>;
  /** @throws StoreError with everything that is wrong, before anything is written */
  update(name: string, changes: ConsumerChanges): Promise<ConsumerRecord>;
  /** A further key; those there are end after an overlap. */
  rotate(name: string, rotation: KeyRotation): Promise<AddedConsumer>;
  revoke(name: string): Promise<ConsumerRecord>;
  /** The next key for the gateway's own tokens. */
  rotateSigningKey(): ReturnType<typeof rotateOauthKey>;
  /** @param key its id, or its first characters */
  revokeKey(name: string, key: string): Promise<ConsumerRecord>;
  /** What it may call, as OpenAPI. @throws StoreError where no live consumer has this name */
  openApi(name: string): Promise<Readonly<Record<string, unknown>>>;
  /** Whether it may make a call. @throws StoreError where no live consumer has this name */
  canI(name: string, method: string, target: string): Promise<CanIAnswer>;
  /** The smallest scopes that cover what it has used. */
  suggest(name: string, options: SuggestionOptions): Promise<Suggested>;
}

/**
 * Opens the store that a configuration file names. The whole file is checked, though little of it is needed: what a scope
 * means depends on the connection that it is for.
 */
export async function openRegistry(option: string | undefined, command: string, io: Io): Promise<Registry> {
  const { connections, gateway } = await readGatewayConfig(await locateConfig(option, command, io), io);
  const registry = await import("@erpgate/gateway");
  const { accessCheckFor, listConsumers, openKeyring } = registry;
  const store = await registry.openStore(gateway.store);
  const by = { operator: registry.operatorName(currentOperator(io)) };
  return {
    list: () => listConsumers(store),
    live: (name) => registry.liveConsumer(store, name),
    document: registry.consumerDocument,
    add: async (input) =>
      registry.addConsumer(store, await openKeyring(gateway.keyFile, store), input, accessCheckFor(connections), by),
    update: (name, changes) => registry.updateConsumer(store, name, changes, accessCheckFor(connections), by),
    rotate: async (name, rotation) =>
      registry.rotateKey(store, await openKeyring(gateway.keyFile, store), name, rotation, by),
    revoke: (name) => registry.revokeConsumer(store, name, by),
    rotateSigningKey: async () => registry.rotateOauthKey(store, await openKeyring(gateway.keyFile, store), by),
    revokeKey: (name, key) => registry.revokeKey(store, name, key, by),
    canI: async (name, method, target) =>
      registry.canI(
        registry.mountFinder({ connections, admission: gateway.admission }),
        await registry.liveConsumer(store, name),
        method,
        target,
      ),
    openApi: async (name) =>
      registry.describeConsumer(
        await registry.liveConsumer(store, name),
        registry.mountFinder({ connections, admission: gateway.admission }),
        gateway.publicUrl ?? addressOf(gateway),
      ),
    async suggest(name, options) {
      const mountFor = registry.mountFinder({ connections, admission: gateway.admission });
      const record = await registry.liveConsumer(store, name);
      const suggestion = await registry.suggestAccess(store, mountFor, record, options);
      return { suggestion, document: registry.suggestionDocument(suggestion) };
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

/** Where a gateway listens by its configuration. */
function addressOf({ listen: { host, port }, tls }: GatewayConfig): string {
  return `${tls === undefined ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
