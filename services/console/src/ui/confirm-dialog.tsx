import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { problemIn } from '../api/index.js'
import { ProblemNote } from './problem-note.js'

interface ConfirmDialogProps {
  readonly opened: boolean
  readonly onClose: () => void
  readonly title: string
  /** What will happen, and what will not. */
  readonly children: ReactNode
  /** The verb itself, never "OK". */
  readonly action: string
  readonly tone?: 'plain' | 'danger'
  /** To be typed before a thing that cannot be undone. */
  readonly typed?: string
  /** Throws a ProblemError when it did not work: the dialog says so and stays. */
  readonly run: () => Promise<unknown>
}

/** Asks before something is done, does it, and closes when it is done. */
export const ConfirmDialog = (props: ConfirmDialogProps) => {
  const { opened, onClose, title } = props
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <Question {...props} />
    </Modal>
  )
}

const Question = ({ onClose, children, action, tone = 'danger', typed, run }: ConfirmDialogProps) => {
  const [text, setText] = useState('')
  const work = useMutation({ mutationFn: run, onSuccess: onClose })
  const isMissing = typed !== undefined && text.trim() !== typed
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!isMissing) work.mutate()
      }}
    >
      {children}
      {typed === undefined ? null : (
        <TextInput
          mt="md"
          label={`Type ${typed} to confirm`}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autoComplete="off"
        />
      )}
      {work.isError ? <ProblemNote problem={problemIn(work.error)} /> : null}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          type="submit"
          {...(tone === 'danger' ? { color: 'red' } : {})}
          loading={work.isPending}
          disabled={isMissing}
          data-autofocus={typed === undefined ? true : undefined}
        >
          {action}
        </Button>
      </Group>
    </form>
  )
}
