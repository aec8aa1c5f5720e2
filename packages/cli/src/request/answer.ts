import type { ErpAnswer } from "@erpgate/client";

/** A call and what came back. */
export interface Answer {
  readonly connection: string;
  readonly method: string;
  readonly path: string;
  readonly response: ErpAnswer;
  /** The headers that let the call in: what a refusal means can depend on them. They hold secrets and are never printed. */
  readonly sent: Readonly<Record<string, string>>;
  /** Until the answer began. */
  readonly durationMs: number;
}
