import type { IssuedToken } from './demonstration.service.js'
import classes from './story.module.css'

/** A token in its parts, and who keeps which. */
export const TokenText = ({ issued }: { issued: IssuedToken }) => {
  const check = issued.token.slice(-6)
  return (
    <div className={classes['token']}>
      <p className={classes['token-text']} aria-label={`The token ${issued.token}`}>
        <span>1r_at_</span>
        <span data-part="id">{issued.id}</span>_<span data-part="auth">{issued.auth}</span>_
        <span data-part="seal">{issued.seal}</span>_<span>{check}</span>
      </p>
      <dl className={classes['parts']}>
        <div data-part="auth">
          <dt>Proves the token</dt>
          <dd>
            Stored as its SHA-256: <code>{issued.verifier}</code>
          </dd>
        </div>
        <div data-part="seal">
          <dt>Opens the key</dt>
          <dd>
            Stored nowhere. Sealed under it: <code>{issued.sealed.ciphertext}</code>
          </dd>
        </div>
      </dl>
    </div>
  )
}
