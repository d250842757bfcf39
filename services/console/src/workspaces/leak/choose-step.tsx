import { Button, Select } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Panel, SecretField } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { type DisposableKey, disposableKeysQuery } from '../keys/queries.js'
import { useWorkspace } from '../use-workspace.js'
import classes from '../workspaces.module.css'
import { keyIdIn } from './evidence.js'

interface ChooseStepProps {
  readonly chosen: DisposableKey | undefined
  /** The address names a key that this workspace does not have. */
  readonly isUnknown: boolean
  readonly onChoose: (keyId: string | undefined) => void
}

const PAGE_SIZE = 200

/** Which key it was: chosen from a list, or told by what somebody found. */
export const ChooseStep = ({ chosen, isUnknown, onChoose }: ChooseStepProps) => {
  const { id: workspaceId } = useWorkspace()
  const query = useInfiniteQuery(disposableKeysQuery(useClient(), workspaceId, { status: 'active' }, PAGE_SIZE))
  const [isOdd, setOdd] = useState(false)
  const keys = query.data?.pages.flatMap((page) => page.keys) ?? []
  const all = chosen === undefined || keys.some(({ id }) => id === chosen.id) ? keys : [chosen, ...keys]
  const find = (form: HTMLFormElement) => {
    const field = form.elements.namedItem('leaked') as HTMLInputElement
    const keyId = keyIdIn(field.value)
    field.value = ''
    setOdd(keyId === undefined)
    if (keyId !== undefined) onChoose(keyId)
  }
  return (
    <Panel title="1. Which key?">
      <div className={classes['fields']}>
        <Select
          label="Choose the key"
          placeholder={query.data === undefined ? 'Loading…' : all.length === 0 ? 'No live keys' : 'Name of the key'}
          data={all.map(({ id, name, hint }) => ({ value: id, label: `${name} · ${hint}` }))}
          value={chosen?.id ?? null}
          onChange={(keyId) => onChoose(keyId ?? undefined)}
          searchable
          clearable={false}
          nothingFoundMessage="No live key like that"
        />
        <form
          className={classes['fields']}
          onSubmit={(event) => {
            event.preventDefault()
            find(event.currentTarget)
          }}
        >
          <SecretField
            name="leaked"
            label="Or paste what was found"
            description="Its beginning says which key it is. Nothing of it leaves this page."
            autoComplete="off"
            error={
              isOdd
                ? 'There is no disposable key in this. They begin with rk_.'
                : isUnknown
                  ? 'This workspace has no such key.'
                  : undefined
            }
          />
          <div>
            <Button type="submit" variant="default">
              Find the key
            </Button>
          </div>
        </form>
      </div>
    </Panel>
  )
}
