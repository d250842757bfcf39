import { Button } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { problemIn, read, unwrap } from '../api/index.js'
import { canUsePasskeys, signWithPasskey } from '../passkeys/index.js'
import { ProblemNote } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import { useSignedIn } from './use-signed-in.js'

/** In with a passkey; nobody is named, the passkey says whose it is. */
export const PasskeyButton = ({ next }: { next: string | undefined }) => {
  const client = useClient()
  const onSignedIn = useSignedIn(next)
  const signIn = useMutation({
    mutationFn: async () => {
      const options = await read(client.POST('/v1/auth/passkey/options'), ({ data }) => data.options)
      const response = unwrap(await signWithPasskey(options))
      const body = { response, session: 'cookie' as const }
      return read(client.POST('/v1/auth/passkey', { body }), ({ data }) => data.account)
    },
    onSuccess: (account) => onSignedIn(account),
  })
  if (!canUsePasskeys()) return null
  return (
    <>
      <Button
        variant="default"
        size="md"
        fullWidth
        leftSection={<IconFingerprint size={20} aria-hidden="true" />}
        loading={signIn.isPending}
        onClick={() => signIn.mutate()}
      >
        Sign in with a passkey
      </Button>
      {signIn.isError ? <ProblemNote problem={problemIn(signIn.error)} /> : null}
    </>
  )
}
