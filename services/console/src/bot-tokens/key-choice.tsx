import { NativeSelect, Stack } from '@mantine/core'
import type { StoredKey } from '@1relay/custody'
import type { Provider } from '../api/index.js'
import { AnchorLink, EmptyState } from '../ui/index.js'
import { byProvider, providerName } from '../vault/index.js'
import { keyName } from './parse-wish.js'
import classes from './bot-tokens.module.css'

interface KeyChoiceProps {
  readonly items: readonly StoredKey[]
  readonly providers: readonly Provider[]
  readonly error: string | undefined
}

/** At most one key of each provider; the token works for the providers that have one. */
export const KeyChoice = ({ items, providers, error }: KeyChoiceProps) => {
  if (items.length === 0) {
    return (
      <EmptyState title="Your vault has no key yet">
        <AnchorLink to="/vault">Add a key</AnchorLink> first; then a token can use it.
      </EmptyState>
    )
  }
  return (
    <fieldset className={classes['keys']}>
      <legend>Keys that it may use</legend>
      <Stack gap="xs">
        {byProvider(items).map(({ provider, keys }, _, all) => (
          <NativeSelect
            key={provider}
            data-key
            label={providerName(provider, providers)}
            // Nothing to decide about when there is one provider.
            defaultValue={all.length === 1 ? keys.slice(0, 1).map(keyName).join() : ''}
            data={[
              { value: '', label: 'Not this provider' },
              ...keys.map((item) => ({ value: keyName(item), label: item.label })),
            ]}
          />
        ))}
      </Stack>
      {error === undefined ? null : (
        <p role="alert" className={classes['error']}>
          {error}
        </p>
      )}
    </fieldset>
  )
}
