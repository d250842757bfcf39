export type Config =
  | {
      readonly ok: true
      readonly port: number
      readonly host: string
      /** The providers are canned ones: people need no real key. */
      readonly isSandbox: boolean
      readonly relay: { readonly baseUrl: string; readonly clientId: string; readonly clientSecret: string }
    }
  | { readonly ok: false; readonly problem: string }

/** Reads the environment. `problem` says what is missing and where to get it, and quotes no value. */
export const readConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
  const baseUrl = env['ONERELAY_BASE_URL']
  const clientId = env['ONERELAY_CLIENT_ID']
  const clientSecret = env['ONERELAY_CLIENT_SECRET']
  const port = Number(env['PORT'] || 3001)
  if (!baseUrl || !clientId || !clientSecret) {
    const missing = ['ONERELAY_BASE_URL', 'ONERELAY_CLIENT_ID', 'ONERELAY_CLIENT_SECRET'].filter((name) => !env[name])
    const problem = `The example app needs ${missing.join(' and ')}. Register an app with your 1Relay: it shows you both halves of its credentials. (\`npm start\` in the repository does all of this.)`
    return { ok: false, problem }
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return { ok: false, problem: 'PORT must be a port number.' }
  const isSandbox = env['ONERELAY_SANDBOX'] === 'true'
  return { ok: true, port, host: env['HOST'] || '127.0.0.1', isSandbox, relay: { baseUrl, clientId, clientSecret } }
}
