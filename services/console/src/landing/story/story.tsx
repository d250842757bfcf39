import { useState } from 'react'
import type { SealedVault } from './demonstration.service.js'
import { OpenAct } from './open-act.js'
import { SealAct } from './seal-act.js'
import classes from './story.module.css'
import { TokenAct } from './token-act.js'

/** Three acts: seal a key, be the server, let an app use it. Each begins when the one before has something to show. */
export const Story = () => {
  const [sealed, setSealed] = useState<{ vault: SealedVault; key: string; password: string }>()
  return (
    <ol className={classes['acts']}>
      <Act number={1} title="Your browser seals a key">
        <SealAct onSealed={setSealed} />
      </Act>
      <Act number={2} title="Now be the server, and try to read it" waits={sealed === undefined}>
        {sealed === undefined ? null : <OpenAct key={sealed.vault.accountId} vault={sealed.vault} />}
      </Act>
      <Act number={3} title="Let an app use it, without giving it away" waits={sealed === undefined}>
        {sealed === undefined ? null : (
          <TokenAct key={sealed.vault.accountId} vaultId={sealed.vault.accountId} apiKey={sealed.key} />
        )}
      </Act>
    </ol>
  )
}

interface ActProps {
  readonly number: number
  readonly title: string
  readonly waits?: boolean
  readonly children: React.ReactNode
}

const Act = ({ number, title, waits = false, children }: ActProps) => (
  <li className={classes['act']} data-waits={waits}>
    <span className={classes['number']} aria-hidden="true">
      {number}
    </span>
    <div className={classes['body']}>
      <h3 className={classes['title']}>{title}</h3>
      {waits ? <p className={classes['quiet']}>Seal a key first.</p> : children}
    </div>
  </li>
)
