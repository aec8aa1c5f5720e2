/** `@erpgate/gateway`: a server that holds the ERP credentials once and lets applications in with scoped keys of their own. */
export { startGateway } from "./gateway.ts";
export type { GatewayOptions, RunningGateway } from "./gateway.ts";
export { operatorName } from "./audit/operator-name.ts";
export { issueOperatorToken } from "./admin/issue-operator-token.ts";
export { startCluster } from "./cluster/start-cluster.ts";
export type { ClusterOptions, RunningCluster } from "./cluster/start-cluster.ts";
export { serveAsWorker } from "./cluster/worker.ts";
export { primaryPort } from "./cluster/worker-process.ts";
export { requestReload } from "./admin/request-reload.ts";
export type { Configuration } from "./reload/prepare.ts";
export { ReloadError } from "./reload/reload-error.ts";
export { describeReload } from "./reload/reload-result.ts";
export type { ReloadCause } from "./reload/reload-record.ts";
export type { ReloadResult } from "./reload/reload-result.ts";
export { checkGatewayConfig } from "./config/check-gateway-config.ts";
export type { GatewayConfig, IssuerConfig, Limits, ListenAddress, MountConfig } from "./config/gateway-config.ts";
export { connectionNameFault } from "./connections/reserved-names.ts";
export { describeConsumer } from "./policy/describe-access.ts";
export { canI, mountFinder } from "./policy/can-i.ts";
export { suggestAccess, suggestionDocument } from "./policy/suggest-access.ts";
export type { AccessSuggestion, SuggestionOptions } from "./policy/suggest-access.ts";
export type { TrailProgress } from "./audit/rows-since.ts";
export type { CanIAnswer, CanIConfiguration, MountFinder } from "./policy/can-i.ts";
export { accessCheckFor } from "./access-check-for.ts";
export { resolveGatewayFiles } from "./config/gateway-files.ts";
export type { GatewayEvent, GatewayLog } from "./event.ts";
export type { Reason } from "./reason.ts";
export { openStore } from "./store/open-store.ts";
export type { AuditPosition, Store } from "./store/store.ts";
export { StoreError } from "./store/store-error.ts";
export { openKeyring } from "./keys/open-keyring.ts";
export { rotateOauthKey } from "./keys/rotate-oauth-key.ts";
export type { Keyring } from "./keys/keyring.ts";
export { addConsumer } from "./consumers/add-consumer.ts";
export type { AddedConsumer } from "./consumers/add-consumer.ts";
export { consumerDocument } from "./consumers/consumer-document.ts";
export type { AccessCheck, ConsumerInput } from "./consumers/consumer-input.ts";
export { liveConsumer } from "./consumers/live-consumer.ts";
export { listConsumers } from "./consumers/list-consumers.ts";
export { revokeConsumer } from "./consumers/revoke-consumer.ts";
export { revokeKey } from "./consumers/revoke-key.ts";
export { rotateKey } from "./consumers/rotate-key.ts";
export type { KeyRotation } from "./consumers/rotate-key.ts";
export { withSdkAccess } from "./consumers/sdk-access.ts";
export { updateConsumer } from "./consumers/update-consumer.ts";
export type { ConsumerChanges } from "./consumers/update-consumer.ts";
export { CONSUMER_TYPES } from "./consumers/consumer.ts";
export type {
  Consumer,
  ConsumerGrant,
  ConsumerKeyRecord,
  ConsumerRecord,
  ConsumerSubject,
  ConsumerType,
} from "./consumers/consumer.ts";
export { checkConfiguration } from "./reload/check-configuration.ts";
export { exportAudit } from "./audit/export-audit.ts";
export { verifyAudit } from "./audit/verify-audit.ts";
export type { AuditEntry } from "./audit/audit-entry.ts";
