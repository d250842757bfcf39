/** Stands in the built page where the nonce of an answer goes. */
export const CONSOLE_NONCE = '__STYLE_NONCE__'

/** Stands in the built page where the address of the example app goes, or nothing. */
export const CONSOLE_EXAMPLE_APP = '__EXAMPLE_APP__'

/**
 * The policy of the console. Scripts: its own files. The component library writes style elements at run time, which carry the
 * nonce; a style attribute in markup is refused. Logos of apps may lie elsewhere. Link opens in a frame from this origin.
 */
export const consolePolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    // Argon2id is WebAssembly.
    "script-src 'self' 'wasm-unsafe-eval'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'none'",
    "img-src 'self' https: data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
