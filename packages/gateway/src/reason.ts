/**
 * Why a request was not simply answered by the ERP. A closed union: problem.ts turns each into an answer in one
 * exhaustive switch, and the same word stands in the log line, in the audit row and as a metric label.
 */
export type Reason =
  // the request itself
  | "route.unknown"
  | "method.not-allowed"
  | "path.not-canonical"
  | "batch.unsupported"
  | "batch.malformed"
  | "batch.depends"
  | "body.not-allowed"
  | "body.too-large"
  | "framing.ambiguous"
  | "header.too-many"
  | "header.method-override"
  | "context.unusable"
  | "context.pinned"
  // who is calling
  | "credential.missing"
  | "credential.malformed"
  | "credential.unknown"
  | "credential.key-unknown"
  | "credential.expired"
  | "credential.misplaced"
  | "credential.duplicated"
  | "credential.conflict"
  | "credential.erp-login"
  | "credential.in-query"
  | "user.refused"
  | "user.missing"
  | "user.sign-in-required"
  | "user.unknown"
  // what the caller may do
  | "scope.connection"
  | "scope.unmapped"
  | "scope.denied"
  | "scope.query"
  | "address.unknown"
  | "query.malformed"
  | "query.option-refused"
  | "origin.refused"
  // asked about by another engine
  | "verify.unsupported"
  | "connection.read-only"
  | "connection.maintenance"
  // how much
  | "rate.exceeded"
  | "seat.none"
  // writes made once
  | "idempotency.malformed"
  | "idempotency.running"
  | "idempotency.differs"
  | "idempotency.unknown"
  | "idempotency.spent"
  // sessions on a token of their own
  | "session.none"
  | "session.busy"
  | "session.lost"
  | "session.ended"
  | "session.unpinned"
  | "session.user-missing"
  | "session.shared"
  // what lies behind
  | "upstream.login-refused"
  | "upstream.login-unavailable"
  | "upstream.resting"
  | "upstream.unreachable"
  | "upstream.timeout"
  | "upstream.broken"
  | "upstream.error-too-long"
  // ourselves
  | "caller.gone"
  | "gateway.fault";
