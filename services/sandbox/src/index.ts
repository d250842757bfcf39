/**
 * A provider that costs nothing: the shapes of OpenAI, Anthropic and Google, answered by aimock behind a thin front that
 * checks the credential as a provider would. For trying things out; holds no state and knows nothing of 1Relay, except
 * that it refuses any request that still carries one of our tokens.
 *
 * Invariant: no request is answered without a provider key, so what works here has really injected one (data-plane §1.6).
 */
export { startSandbox, type Sandbox, type SandboxOptions } from './sandbox.http.js'
export { judgeCredential, type CredentialVerdict } from './credential.js'
