/**
 * Structured logs (pino, one JSON line an entry) with redaction at the sink. Does not decide what is logged and is no
 * audit trail: the usage event is.
 *
 * Invariant: every line passes through one filter on its way out, after pino has written it, so it makes no difference
 * whether a secret came in a message, a field, a child's bindings, an error, its cause or its stack (protocol §2: no
 * plaintext token is ever logged).
 */
export { createLogger, type LoggerOptions, type LogSink } from './logger.stream.js'
export type { Logger } from 'pino'
export { isSecretName } from './secret-names.js'
export { maskSecrets } from './secret-shapes.js'
