/** The policy of the Link page: its own scripts only, framed by nobody but the app that asks. */
const policyFor = (frameOrigins: readonly string[]): string =>
  [
    "default-src 'none'",
    // Argon2id is WebAssembly.
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' https: data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frameOrigins.length === 0 ? "'none'" : frameOrigins.join(' ')}`,
  ].join('; ')

/**
 * Headers of a page under /link, in place of those that every JSON answer has. X-Frame-Options knows no list of origins, so
 * it has to go where frame-ancestors allows some; a popup has to keep its opener, to which it reports.
 */
export const pageHeaders = (frameOrigins: readonly string[]): Record<string, string> => ({
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': policyFor(frameOrigins),
  'Cross-Origin-Opener-Policy': 'unsafe-none',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
})

/** What somebody sees who opens a session that is over. */
export const SESSION_OVER_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>This link is no longer valid</title>
<h1>This link is no longer valid</h1>
<p>It was made for one use within half an hour. Go back to the app that sent you here and start again.</p>
</html>
`
