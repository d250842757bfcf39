const head = (title: string, more = ''): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${more}</head>`

/** `/`: what this is and where to go on. No script, no style. */
export const homePage = (): string => `${head('1Relay')}
<body>
<main>
<h1>1Relay</h1>
<p>People bring their own API keys to apps, agents and teammates, without handing the keys over.</p>
<p>This is an installation of the 1Relay control plane. Keys are sealed in your browser; this server cannot open them.</p>
<ul>
<li><a href="/docs/api">API reference</a></li>
<li><a href="/openapi.json">The contract (OpenAPI 3.1)</a></li>
<li><a href="/healthz">Health</a></li>
</ul>
</main>
</body>
</html>
`

/** `/docs/api`: the shell that Swagger UI fills. */
export const apiReferencePage = (): string => `${head(
  '1Relay API reference',
  '<link rel="stylesheet" href="/docs/api/swagger-ui.css">\n',
)}
<body>
<div id="reference"><p>The reference needs JavaScript. The same is in <a href="/openapi.json">the contract</a>.</p></div>
<script src="/docs/api/swagger-ui-bundle.js"></script>
<script src="/docs/api/start.js"></script>
</body>
</html>
`

/** A file of its own, because the policy allows no inline script. No validator: it would send the contract elsewhere. */
export const referenceStartScript = (): string => `window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
})
`

/** Swagger UI writes style attributes and data: images; scripts come from this origin only. */
export const REFERENCE_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
