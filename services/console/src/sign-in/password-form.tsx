import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type Account, problemIn, read } from '../api/index.js'
import { clearSecrets, ProblemNote, SecretField, valueOf } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import classes from './sheet.module.css'
import { useSignedIn } from './use-signed-in.js'

interface PasswordFormProps {
  readonly how: 'login' | 'register'
  readonly next: string | undefined
}

/** E-mail and account password, for an account that is there or a new one. */
export const PasswordForm = ({ how, next }: PasswordFormProps) => {
  const client = useClient()
  const onSignedIn = useSignedIn(next)
  const isNew = how === 'register'
  const signIn = useMutation({
    // The form, not what is in it: the cache keeps what it is given.
    mutationFn: async (form: HTMLFormElement) => {
      const [email, password] = [valueOf(form, 'email').trim(), valueOf(form, 'password')]
      const body = { email, password, session: 'cookie' as const }
      const call = isNew ? client.POST('/v1/auth/register', { body }) : client.POST('/v1/auth/login', { body })
      await onSignedIn(await read<Awaited<typeof call>, Account>(call, ({ data }) => data.account), password)
    },
    onError: (_, form) => clearSecrets(form, 'password'),
  })
  return (
    <form
      className={classes['fields']}
      onSubmit={(event) => {
        event.preventDefault()
        if (!signIn.isPending) signIn.mutate(event.currentTarget)
      }}
    >
      <TextInput
        label="E-mail"
        name="email"
        type="email"
        autoComplete={isNew ? 'email' : 'username'}
        required
        withAsterisk={false}
      />
      <SecretField
        label="Account password"
        name="password"
        autoComplete={isNew ? 'new-password' : 'current-password'}
        required
        withAsterisk={false}
        {...(isNew
          ? { minLength: 10, description: 'At least 10 characters. It signs you in; it does not open your vault.' }
          : {})}
      />
      {signIn.isError ? <ProblemNote problem={problemIn(signIn.error)} /> : null}
      <Button type="submit" size="md" loading={signIn.isPending}>
        {isNew ? 'Create account' : 'Sign in'}
      </Button>
    </form>
  )
}
