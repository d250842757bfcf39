import { Select } from '@mantine/core'
import { useState } from 'react'
import { AutoLockMinutes, MINUTES_TO_CHOOSE } from '../keyring/index.js'
import { Panel } from '../ui/index.js'
import { useServices } from '../wiring/index.js'

/** After how long without a sign of the person the vault is locked. */
export const AutoLockPanel = () => {
  const { vaultSession } = useServices()
  const [minutes, setMinutes] = useState(() => AutoLockMinutes.get())
  return (
    <Panel
      title="Auto-lock"
      lead="The vault locks when you do nothing for this long, when you close or reload the page, and when you sign out. This browser remembers the choice."
    >
      <Select
        label="Lock after"
        maw={240}
        allowDeselect={false}
        data={MINUTES_TO_CHOOSE.map((choice) => ({
          value: String(choice),
          label: choice === 1 ? '1 minute' : `${choice} minutes`,
        }))}
        value={String(minutes)}
        onChange={(value) => {
          const chosen = Number(value)
          setMinutes(chosen)
          AutoLockMinutes.set(chosen)
          vaultSession.limitTo(chosen)
        }}
      />
    </Panel>
  )
}
