/** A call and what came back. */
export interface Answer {
  readonly connection: string;
  readonly method: string;
  readonly path: string;
  readonly response: Response;
  /** Until the answer began. */
  readonly durationMs: number;
}
