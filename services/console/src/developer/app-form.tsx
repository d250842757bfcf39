import { Button, Group } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { problemIn } from '../api/index.js'
import { ProblemNote } from '../ui/index.js'
import { AppFields, type AppProblem, type AppTerms, readApp } from './app-fields.js'

interface AppFormProps {
  readonly app?: AppTerms
  readonly action: string
  readonly onCancel?: () => void
  /** Throws a ProblemError when it did not work: the form says so and stays. */
  readonly save: (app: AppTerms) => Promise<unknown>
}

/** Makes or changes an app. */
export const AppForm = ({ app, action, onCancel, save }: AppFormProps) => {
  const [problems, setProblems] = useState<AppProblem>({})
  const work = useMutation({ mutationFn: save })
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = readApp(event.currentTarget)
    setProblems(given.ok ? {} : given.problems)
    if (given.ok) work.mutate(given.app)
  }
  return (
    <form onSubmit={submit} noValidate>
      <AppFields {...(app && { app })} problems={problems} />
      {work.isError ? <ProblemNote problem={problemIn(work.error)} /> : null}
      <Group justify="flex-end" gap="xs" mt="lg">
        {onCancel === undefined ? null : (
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        )}
        <Button type="submit" loading={work.isPending}>
          {action}
        </Button>
      </Group>
    </form>
  )
}
