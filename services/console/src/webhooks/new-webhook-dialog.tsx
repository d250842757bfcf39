import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type SubmitEvent, useRef, useState } from 'react'
import { fieldProblemIn, problemIn } from '../api/index.js'
import { ProblemNote, SecretOnce, valueOf } from '../ui/index.js'
import { parseUrl } from './parse-url.js'
import type { Webhooks } from './queries.js'
import classes from './webhooks.module.css'

interface DialogProps {
  readonly opened: boolean
  readonly onClose: () => void
  readonly webhooks: Webhooks
}

/** Adds a webhook, and shows its signing secret once. */
export const NewWebhookDialog = ({ opened, onClose, webhooks }: DialogProps) => {
  const [secret, setSecret] = useState<string>()
  const close = () => {
    onClose()
    setSecret(undefined)
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={secret === undefined ? 'New webhook' : 'Its signing secret'}
      size="lg"
      // A click beside the dialog must not throw away what is shown once.
      closeOnClickOutside={secret === undefined}
      closeOnEscape={secret === undefined}
    >
      {secret === undefined ? (
        <WebhookForm webhooks={webhooks} onMade={setSecret} onCancel={close} />
      ) : (
        <Stack gap="md">
          <p ref={focusOn} tabIndex={-1} className={classes['words']}>
            It is shown only now. With it your server checks the <code>webhook-signature</code> of everything that it
            gets. A lost one is replaced by adding the webhook again.
          </p>
          <SecretOnce label="Signing secret" value={secret} />
          <Group justify="flex-end">
            <Button onClick={close}>I have copied it</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}

// The form had the focus and is gone. The text takes it and not the button: a second Enter must not close what is shown once.
const focusOn = (element: HTMLElement | null): void => element?.focus()

interface WebhookFormProps {
  readonly webhooks: Webhooks
  readonly onMade: (secret: string) => void
  readonly onCancel: () => void
}

const WebhookForm = ({ webhooks, onMade, onCancel }: WebhookFormProps) => {
  const queryClient = useQueryClient()
  const field = useRef<HTMLInputElement>(null)
  const [typo, setTypo] = useState<string>()
  const add = useMutation({
    mutationFn: webhooks.create,
    onSuccess: (secret) => {
      void queryClient.invalidateQueries({ queryKey: webhooks.key })
      onMade(secret)
    },
    // The button that was pressed lost the focus while it was busy.
    onError: () => field.current?.focus(),
  })
  const refusal = fieldProblemIn(add.error, '/url')
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const parsed = parseUrl(valueOf(event.currentTarget, 'url'))
    setTypo(parsed.ok ? undefined : parsed.problem)
    if (parsed.ok && !add.isPending) add.mutate(parsed.url)
  }
  return (
    <form onSubmit={submit} noValidate>
      <TextInput
        ref={field}
        name="url"
        type="url"
        label="URL"
        description="A public https address of your server. Redirects are not followed."
        placeholder="https://api.example.com/1relay"
        maxLength={2048}
        autoComplete="off"
        spellCheck={false}
        error={typo ?? (refusal === undefined ? undefined : `This URL ${refusal}.`)}
        errorProps={{ role: 'alert' }}
        onChange={() => {
          setTypo(undefined)
          if (add.isError) add.reset()
        }}
        data-autofocus
      />
      {add.isError && refusal === undefined ? <ProblemNote problem={problemIn(add.error)} /> : null}
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={add.isPending}>
          Add webhook
        </Button>
      </Group>
    </form>
  )
}
