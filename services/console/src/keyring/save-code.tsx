import { Button, Checkbox, Group } from '@mantine/core'
import { useState } from 'react'
import { Page, Panel, SecretOnce } from '../ui/index.js'
import { useServices } from '../wiring/index.js'
import { useLeaveWarning } from './use-leave-warning.js'

/** The recovery code, now and never again. */
export const SaveCode = ({ recoveryCode }: { recoveryCode: string }) => {
  const { vaultSession } = useServices()
  const [isSaved, setSaved] = useState(false)
  useLeaveWarning(true)
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
        <Group justify="flex-end" mt="lg">
          <Button size="md" disabled={!isSaved} onClick={() => vaultSession.codeSaved()}>
            Continue
          </Button>
        </Group>
      </Panel>
    </Page>
  )
}
