import type { SealedVault } from './demonstration.service.js'
import { occurrences } from './occurrences.js'
import classes from './story.module.css'

interface EvidenceProps {
  readonly vault: SealedVault
  readonly secret: string
  readonly password: string
}

/** The bodies of the two requests that would be made, whole, and how often the secrets are in them. */
export const Evidence = ({ vault, secret, password }: EvidenceProps) => {
  const { kdf, wrappedKey, recoveryWrappedKey } = vault.record
  const toVault = JSON.stringify({ kdf, wrappedKey, recoveryWrappedKey }, null, 2)
  const toKeys = JSON.stringify({ provider: 'openai', label: 'default', ...vault.item }, null, 2)
  const everything = toVault + toKeys
  return (
    <div className={classes['evidence']}>
      <p>
        Sealed in {Math.round(vault.tookMs)} ms. This is <strong>everything</strong> that would be sent:
      </p>
      <figure>
        <figcaption>POST /v1/vault</figcaption>
        <pre tabIndex={0}>{toVault}</pre>
      </figure>
      <figure>
        <figcaption>POST /v1/keys</figcaption>
        <pre tabIndex={0}>{toKeys}</pre>
      </figure>
      <p className={classes['verdict']} data-tone="good">
        In these {everything.length} bytes your key occurs {times(occurrences(everything, secret))} and your password{' '}
        {times(occurrences(everything, password))}.
      </p>
    </div>
  )
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)
