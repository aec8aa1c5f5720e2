/** The systems that the emulator stands in for: two ERPs, and who signs their users in. */
export type SystemName = "kinetic" | "prophet21" | "entra" | "epicorIdp";

export const SYSTEM_NAMES: readonly SystemName[] = ["kinetic", "prophet21", "entra", "epicorIdp"];
