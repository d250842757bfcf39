// What a newcomer reads when everything is up.
import { relative } from 'node:path'
import { bold, cyan, dim, green, say, yellow } from '../processes/terminal.mjs'

const row = (name, value, hint = '') => say(`  ${name.padEnd(15)} ${cyan(value)} ${dim(hint)}`)

const providers = ({ settings, sandboxOrigin }) => {
  if (settings.isSandboxed) {
    say(yellow(`  Providers are a SANDBOX: no call leaves this machine, nothing costs money, answers are canned.`))
    say(
      dim(`  Any key works that is not one of ours, such as sk-sandbox-anything-at-all (services/sandbox/README.md).`),
    )
    say(dim(`  The real ones: SANDBOX=off npm start`))
    row('Sandbox', sandboxOrigin)
  } else if (settings.providerOrigins) {
    say(
      yellow(
        `  Providers as PROVIDER_ORIGINS says: ${Object.keys(settings.providerOrigins).join(', ')}; all others are the real ones.`,
      ),
    )
  } else say(yellow('  Providers are the REAL ones: calls cost money.'))
}

/** Prints where to look. */
export const showSummary = ({ settings, exampleOrigin, sandboxOrigin }) => {
  const { publicOrigin } = settings
  const folder = relative(process.cwd(), settings.dataDir) || settings.dataDir
  say(`\n${green(bold('  1Relay runs.'))} ${dim('Ctrl-C stops it.')}\n`)
  row('Try it', exampleOrigin, 'the example app: connect, approve, chat')
  row('Console', publicOrigin, 'vault, connections, usage; API and relay are on the same origin')
  row('API reference', `${publicOrigin}/docs/api`)
  row('Health', `${publicOrigin}/healthz`)
  if (!settings.smtpUrl) row('Mails', `${folder}/control-plane/mail`, 'sign-in links, as files: no SMTP_URL is set')
  row('Data and logs', folder, 'logs/*.log; secrets.json has the demo account')
  say('')
  providers({ settings, sandboxOrigin })
  if (settings.isExposed)
    say(yellow('  Reachable from other machines without TLS: put a TLS front before it (infra/README.md).'))
  say('')
}
