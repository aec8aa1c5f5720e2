/** Watches which part of a scope is used, and says which smaller one would have done. */
export interface ScopeUsage {
  /**
   * A call that was made and let in.
   * @param path below the connection's base URL
   * @returns whether the scope as it is now opens it
   */
  saw(method: string, path: string): boolean;
  suggest(): ScopeSuggestion;
}

export interface ScopeSuggestion {
  /** Opens all that was seen and nothing that the scope does not; undefined: nothing was seen. */
  readonly scope: string | undefined;
  /** Entries of the scope that opened nothing of what was seen. */
  readonly unused: readonly string[];
}
