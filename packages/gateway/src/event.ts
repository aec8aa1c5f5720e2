/** What the gateway tells whoever runs it. Holds no secret; `log` decides what to print. */
export interface GatewayEvent {
  readonly level: "info" | "warn" | "error";
  /** `request.refused`, `request.erp-refused`, `request.failed`, `gateway.started`, … */
  readonly event: string;
  readonly message: string;
  readonly [detail: string]: unknown;
}

export type GatewayLog = (event: GatewayEvent) => void;
