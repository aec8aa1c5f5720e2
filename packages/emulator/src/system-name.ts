/** The two vendors' systems that the emulator stands in for. */
export type SystemName = "kinetic" | "prophet21";
