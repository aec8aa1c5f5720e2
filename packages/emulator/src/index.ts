export type { Duration, EmulatorClock } from "./clock.ts";
export { createEmulator } from "./create-emulator.ts";
export { describeEmulator } from "./describe-emulator.ts";
export type { Description, DescriptionCredential, DescriptionExample, SystemDescription } from "./describe-emulator.ts";
export type {
  EmulatedApiKey,
  EmulatedConsumer,
  EmulatedKinetic,
  EmulatedProphet21,
  EmulatedUser,
  Emulator,
  EmulatorTls,
  RunningEmulator,
} from "./emulator.ts";
export type { EmulatedEntra, EmulatedEntraApp, EmulatedEntraUser, EntraSignIn } from "./entra/emulated-entra.ts";
export type {
  EntraAccountState,
  EntraApiOption,
  EntraAppOption,
  EntraEmulatorOptions,
  EntraFederatedIssuerOption,
  EntraFederatedOption,
  EntraKeySet,
  EntraPermissionOption,
  EntraPolicyOption,
  EntraSecretOption,
  EntraTenantOption,
  EntraUserOption,
} from "./entra/options.ts";
export type { EntraSwitches } from "./entra/switches.ts";
export type {
  EmulatorOptions,
  EmulatorRuntime,
  ListenOptions,
  StartEmulatorOptions,
  TlsListenOptions,
} from "./emulator-options.ts";
export type { EmulatedEpicorIdp, EmulatedEpicorIdpClient } from "./epicor-idp/emulated-epicor-idp.ts";
export type {
  EpicorIdpClientOption,
  EpicorIdpEmulatorOptions,
  EpicorIdpGrant,
  EpicorIdpUserOption,
} from "./epicor-idp/options.ts";
export type { Fault, FaultKind, FaultOptions, FaultTarget } from "./faults.ts";
export type { JournalEntry } from "./journal.ts";
export type { LicenceType } from "./kinetic/licence-types.ts";
export type { LicenceView, SessionView } from "./kinetic/licence-view.ts";
export type { LicencePool, OwnedCount, Seat } from "./kinetic/licences.ts";
export type {
  KineticApiKeyOption,
  KineticAzureAdOption,
  KineticEmulatorOptions,
  KineticIssuerKeys,
  KineticIssuerOption,
  KineticLicenceCounts,
  KineticUserOption,
} from "./kinetic/options.ts";
export type { KineticSwitches } from "./kinetic/switches.ts";
export type {
  ConsumerChange,
  MaintainedRole,
  MaintainedUser,
  Prophet21Admin,
  RegisteredConsumer,
  UiServerStatus,
  UserChange,
} from "./prophet21/admin/prophet21-admin.ts";
export type {
  ConsumerType,
  LoginKind,
  Prophet21ConsumerOption,
  Prophet21EmulatorOptions,
  Prophet21RoleOption,
  Prophet21UserOption,
} from "./prophet21/options.ts";
export type { Prophet21Switches, V1Form } from "./prophet21/switches.ts";
export type { EdmType, Row, Table, Value } from "./odata/table.ts";
export { startEmulator } from "./start-emulator.ts";
export type { SwitchDescription } from "./switches.ts";
export type { SystemName } from "./system-name.ts";
export type { Tally } from "./tally.ts";
