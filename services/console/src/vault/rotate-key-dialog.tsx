import { Modal } from '@mantine/core'
import { useState } from 'react'
import type { HoldingGrant, StoredKey } from '@1relay/custody'
import { UnlockGate } from '../keyring/index.js'
import { QueryView } from '../ui/index.js'
import { useHoldingGrants } from './holding-grants.js'
import { RotateKeyForm } from './rotate-key-form.js'
import { Rotation } from './rotation.js'

interface RotateKeyDialogProps {
  readonly opened: boolean
  /** False: the key stays, only connections that still hold a former one are updated. */
  readonly isReplacing: boolean
  readonly onClose: () => void
  readonly item: StoredKey
  readonly title: string
  /** The only key of its provider: a copy whose origin nobody noted can only be of it. */
  readonly isOnly: boolean
}

/** A new key in the place of an old one, in the vault and in every connection that holds it. */
export const RotateKeyDialog = ({ opened, isReplacing, onClose, item, title, isOnly }: RotateKeyDialogProps) => {
  const [isRunning, setRunning] = useState(false)
  const verb = isReplacing ? 'Replace' : 'Update connections of'
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`${verb} ${title}`}
      closeOnClickOutside={!isRunning}
      closeOnEscape={!isRunning}
      withCloseButton={!isRunning}
    >
      <UnlockGate purpose={isReplacing ? 'replace this key' : 'update connections'} bare>
        <Steps isReplacing={isReplacing} item={item} isOnly={isOnly} onRunning={setRunning} onClose={onClose} />
      </UnlockGate>
    </Modal>
  )
}

interface StepsProps {
  readonly isReplacing: boolean
  readonly item: StoredKey
  readonly isOnly: boolean
  readonly onRunning: (isRunning: boolean) => void
  readonly onClose: () => void
}

interface Started {
  readonly item: StoredKey
  readonly grants: readonly HoldingGrant[]
}

const Steps = ({ isReplacing, item, isOnly, onRunning, onClose }: StepsProps) => {
  const query = useHoldingGrants(item, true)
  const [started, setStarted] = useState<Started>()
  if (started !== undefined) {
    return <Rotation {...started} isReplaced={isReplacing} onRunning={onRunning} onClose={onClose} />
  }
  return (
    <QueryView query={query}>
      {(grants) => (
        <RotateKeyForm
          item={item}
          grants={grants}
          isOnly={isOnly}
          isReplacing={isReplacing}
          onCancel={onClose}
          onStart={(stored, chosen) => setStarted({ item: stored, grants: chosen })}
        />
      )}
    </QueryView>
  )
}
