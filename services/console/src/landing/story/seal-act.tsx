import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { SubmitEvent } from 'react'
import { valueOf } from '../../ui/index.js'
import { type SealedVault, sealIntoVault } from './demonstration.service.js'
import { Evidence } from './evidence.js'
import classes from './story.module.css'
import { tools } from './tools.js'

interface SealActProps {
  readonly onSealed: (sealed: { vault: SealedVault; key: string; password: string }) => void
}

/** Derives, seals, and shows the whole of what a server would be sent. */
export const SealAct = ({ onSealed }: SealActProps) => {
  const work = useMutation({
    mutationFn: async ({ key, password }: { key: string; password: string }) => {
      const vault = await sealIntoVault(key, password, tools)
      return { vault, key, password }
    },
    onSuccess: onSealed,
  })
  const seal = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    work.mutate({ key: valueOf(form, 'key'), password: valueOf(form, 'password') })
  }
  return (
    <>
      <p className={classes['quiet']}>
        Make something up: nothing you type here leaves this tab. It is the code of the real vault, and it takes the
        time that the real vault takes.
      </p>
      <form onSubmit={seal} className={classes['form']}>
        <TextInput
          name="key"
          label="An API key"
          defaultValue="sk-demo-not-a-real-key-4f8b2c"
          maxLength={200}
          required
          withAsterisk={false}
        />
        <PasswordInput
          name="password"
          label="A master password"
          maxLength={200}
          autoComplete="off"
          required
          withAsterisk={false}
        />
        <Button type="submit" size="md" loading={work.isPending}>
          Seal it
        </Button>
      </form>
      <p role="status" className={classes['status']}>
        {work.isPending ? 'Deriving a key from the password: Argon2id, 64 MiB of memory, three passes …' : ''}
        {work.isError ? 'This browser could not derive the key.' : ''}
      </p>
      {work.data === undefined || work.isPending ? null : (
        <Evidence vault={work.data.vault} secret={work.data.key} password={work.data.password} />
      )}
    </>
  )
}
