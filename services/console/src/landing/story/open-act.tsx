import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { valueOf } from '../../ui/index.js'
import { type SealedVault, tryPassword } from './demonstration.service.js'
import classes from './story.module.css'
import { tools } from './tools.js'
import { Verdict } from './verdict.js'

/** The server's side: ciphertext, and as many guesses as one likes, each at the full price. */
export const OpenAct = ({ vault }: { vault: SealedVault }) => {
  const [guesses, setGuesses] = useState(0)
  const work = useMutation({
    mutationFn: (guess: string) => tryPassword(vault, guess, tools),
    onSuccess: () => setGuesses((count) => count + 1),
  })
  const guess = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    work.mutate(valueOf(event.currentTarget, 'guess'))
  }
  return (
    <>
      <p className={classes['quiet']}>
        You hold the two bodies above: our whole database for this person. Guess their password. Each guess costs you
        what it cost them, a second and 64 MiB, and there is no hash to test it on but this.
      </p>
      <form onSubmit={guess} className={classes['form']}>
        <TextInput
          name="guess"
          label="Their password?"
          maxLength={200}
          autoComplete="off"
          required
          withAsterisk={false}
        />
        <Button type="submit" size="md" variant="default" loading={work.isPending}>
          Try to open
        </Button>
      </form>
      <Verdict
        attempt={work.isPending ? undefined : work.data}
        refused={`It does not open. ${guesses === 1 ? 'One guess' : `${guesses} guesses`} so far.`}
        opened="That was the password."
      />
    </>
  )
}
