import { NativeSelect } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useClient } from '../../wiring/index.js'
import { protectedKeysQuery } from '../protected-keys/queries.js'
import { useWorkspace } from '../use-workspace.js'

interface KeyNameChoiceProps {
  readonly value: string | undefined
  /** Empty: all of them. */
  readonly onChange: (connectionId: string) => void
}

/** Narrows a list to one protected key. */
export const KeyNameChoice = ({ value = '', onChange }: KeyNameChoiceProps) => {
  const { id: workspaceId } = useWorkspace()
  const { data } = useInfiniteQuery(protectedKeysQuery(useClient(), workspaceId))
  const keys = data?.pages.flatMap((page) => page.protectedKeys) ?? []
  return (
    <NativeSelect
      size="sm"
      label="Protected key"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: 'All' },
        ...keys.map(({ id, name }) => ({ value: id, label: name })),
        // One of a further page, or one that is deleted.
        ...(value === '' || keys.some(({ id }) => id === value) ? [] : [{ value, label: value }]),
      ]}
    />
  )
}
