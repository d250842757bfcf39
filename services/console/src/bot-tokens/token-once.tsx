import { Button, Group, Stack } from '@mantine/core'
import { SecretOnce } from '../ui/index.js'
import classes from './bot-tokens.module.css'

interface TokenOnceProps {
  readonly token: string
  readonly provider: string
  readonly onDone: () => void
}

/** The whole token, for the only time, and how it is used. */
export const TokenOnce = ({ token, provider, onDone }: TokenOnceProps) => (
  <Stack gap="md">
    <p>
      Copy it now. Half of it opens the keys and is stored nowhere, so nobody can show it to you again. A lost token is
      revoked and made anew.
    </p>
    <SecretOnce label="Bot token" value={token} />
    <div>
      <p className={classes['quiet']}>Use it where the provider’s key would stand, with this base URL:</p>
      <pre className={classes['address']} tabIndex={0}>{`${location.origin}/v1/proxy/passthrough/${provider}`}</pre>
    </div>
    <Group justify="flex-end">
      <Button onClick={onDone}>I have copied it</Button>
    </Group>
  </Stack>
)
