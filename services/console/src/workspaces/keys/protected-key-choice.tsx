import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useClient } from '../../wiring/index.js'
import { allProtectedKeysQuery } from '../protected-keys/queries.js'
import { useWorkspace } from '../use-workspace.js'

interface KeyNameChoiceProps {
  readonly value: string | undefined
  /** Empty: all of them. */
  readonly onChange: (connectionId: string) => void
}

/** Narrows a list to one protected key. */
export const KeyNameChoice = ({ value = '', onChange }: KeyNameChoiceProps) => {
  const { id: workspaceId } = useWorkspace()
  const { data: keys = [] } = useQuery(allProtectedKeysQuery(useClient(), workspaceId))
  return (
    <NativeSelect
      size="sm"
      label="Protected key"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: 'All' },
        ...keys.map(({ id, name }) => ({ value: id, label: name })),
        // One that is deleted.
        ...(value === '' || keys.some(({ id }) => id === value) ? [] : [{ value, label: value }]),
      ]}
    />
  )
}
