import { Button, TextInput } from '@mantine/core'
import { IconMail } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { problemIn, read } from '../api/index.js'
import { AnchorLink, ProblemNote, valueOf } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import { rememberNext } from './remembered-next.browser.js'
import { Sheet } from './sheet.js'
import classes from './sheet.module.css'

/** Asks for a link in a mail. What it says afterwards is the same whether there is such an account or not. */
export const LinkPage = () => {
  const { next } = useSearch({ from: '/public/sign-in/link' })
  const client = useClient()
  const [sentTo, setSentTo] = useState<string>()
  const request = useMutation({
    mutationFn: (email: string) => read(client.POST('/v1/auth/magic-link', { body: { email } }), () => email),
    onSuccess: (email) => {
      rememberNext(next)
      setSentTo(email)
    },
  })
  if (sentTo !== undefined) return <Sent email={sentTo} onAgain={() => setSentTo(undefined)} />
  return (
    <Sheet title="Sign in by e-mail" lead="We send you a link. It works once, for 15 minutes.">
      <form
        className={classes['fields']}
        onSubmit={(event) => {
          event.preventDefault()
          if (!request.isPending) request.mutate(valueOf(event.currentTarget, 'email').trim())
        }}
      >
        <TextInput label="E-mail" name="email" type="email" autoComplete="email" required withAsterisk={false} />
        {request.isError ? <ProblemNote problem={problemIn(request.error)} /> : null}
        <Button type="submit" size="md" loading={request.isPending}>
          Send link
        </Button>
      </form>
      <p className={classes['switch']}>
        <AnchorLink to="/sign-in" search={{ next }}>
          Other ways to sign in
        </AnchorLink>
      </p>
    </Sheet>
  )
}

const Sent = ({ email, onAgain }: { email: string; onAgain: () => void }) => (
  <Sheet
    title="Check your mail"
    lead={
      <>
        If <strong>{email}</strong> can receive mail, a link is on its way. Open it in this browser within 15 minutes.
      </>
    }
  >
    <div className={classes['sent']} aria-hidden="true">
      <IconMail size={40} stroke={1.4} />
    </div>
    <Button variant="default" fullWidth onClick={onAgain}>
      Use another address
    </Button>
  </Sheet>
)
