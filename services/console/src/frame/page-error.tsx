import { Button, Group } from '@mantine/core'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { sentenceOf } from '@1relay/custody'
import { problemIn } from '../api/index.js'
import { Page } from '../ui/index.js'

/** A page that failed: what happened, the request id for whoever asks, and another try. */
export const PageError = ({ error, reset }: ErrorComponentProps) => {
  const router = useRouter()
  const problem = problemIn(error)
  const again = () => {
    reset()
    void router.invalidate()
  }
  return (
    <Page title="This page did not work" lead={sentenceOf(problem)} width="narrow">
      {problem.requestId === undefined ? null : (
        <p>
          Request <code>{problem.requestId}</code>
        </p>
      )}
      <Group mt="md">
        <Button onClick={again}>Try again</Button>
        <Button component="a" href="/" variant="default">
          Home
        </Button>
      </Group>
    </Page>
  )
}
