import { Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useClient } from '../../wiring/index.js'
import { disposableKeyQuery } from '../keys/queries.js'
import { useWorkspace } from '../use-workspace.js'

interface NarrowedKeyProps {
  readonly keyId: string | undefined
  readonly onClear: () => void
}

/** Says that only one key is shown, and which. */
export const NarrowedKey = ({ keyId, onClear }: NarrowedKeyProps) => {
  const client = useClient()
  const { id: workspaceId } = useWorkspace()
  const { data } = useQuery({ ...disposableKeyQuery(client, workspaceId, keyId ?? ''), enabled: keyId !== undefined })
  if (keyId === undefined) return null
  const name = data?.name ?? keyId
  return (
    <Button
      size="sm"
      variant="light"
      rightSection={<IconX size={14} aria-hidden="true" />}
      onClick={onClear}
      aria-label={`Show more than ${name}`}
    >
      {name}
    </Button>
  )
}
