import { Button } from '@mantine/core'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { EmptyState, Panel, ProviderMark, QueryView } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import { KeyRow } from './key-row.js'
import { byProvider, keysQuery, useProviderName } from './keys.js'
import classes from './vault.module.css'

/** The keys, by provider. */
export const KeyList = ({ onAdd }: { onAdd: (provider: string | undefined) => void }) => {
  const query = useQuery(keysQuery(useClient()))
  const nameOf = useProviderName()
  return (
    <QueryView query={query}>
      {(keys) =>
        keys.length === 0 ? (
          <Panel>
            <EmptyState
              icon={<IconKey />}
              title="No keys yet"
              action={
                <Button leftSection={<IconPlus size={18} aria-hidden="true" />} onClick={() => onAdd(undefined)}>
                  Add your first key
                </Button>
              }
            >
              Add the API key of a provider, and apps that you connect can use it without ever seeing it.
            </EmptyState>
          </Panel>
        ) : (
          byProvider(keys).map(({ provider, keys: some }) => (
            <div key={provider} className={classes['group']}>
              <Panel flush>
                <div className={classes['group-head']}>
                  <ProviderMark name={nameOf(provider)} />
                  <h2 className={classes['group-name']}>{nameOf(provider)}</h2>
                  <Button
                    variant="subtle"
                    size="xs"
                    leftSection={<IconPlus size={16} aria-hidden="true" />}
                    onClick={() => onAdd(provider)}
                  >
                    Add another<span className="for-readers"> {nameOf(provider)} key</span>
                  </Button>
                </div>
                {some.map((item) => (
                  <KeyRow key={item.label} item={item} name={nameOf(provider)} all={keys} />
                ))}
              </Panel>
            </div>
          ))
        )
      }
    </QueryView>
  )
}
