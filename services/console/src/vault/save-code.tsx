import { Button, Checkbox } from '@mantine/core'
import { useEffect, useState } from 'react'
import { Page, Panel, SecretOnce } from '../ui/index.js'
import classes from './vault.module.css'

interface SaveCodeProps {
  readonly recoveryCode: string
  readonly onSaved: () => void
}

/** The recovery code, now and never again. */
export const SaveCode = ({ recoveryCode, onSaved }: SaveCodeProps) => {
  const [isSaved, setSaved] = useState(false)
  useEffect(() => {
    // Closing the tab now would lose the only copy: the browser asks first.
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [])
  return (
    <Page
      title="Save your recovery code"
      lead="It opens your vault if you forget the master password. We do not have it and cannot show it again."
      width="narrow"
    >
      <Panel>
        <SecretOnce label="Recovery code" value={recoveryCode} fileName="1relay-recovery-code.txt" large />
        <Checkbox
          mt="lg"
          label="I saved my recovery code"
          checked={isSaved}
          onChange={(event) => setSaved(event.currentTarget.checked)}
        />
        <div className={classes['buttons']}>
          <Button size="md" disabled={!isSaved} onClick={onSaved}>
            Continue
          </Button>
        </div>
      </Panel>
    </Page>
  )
}
