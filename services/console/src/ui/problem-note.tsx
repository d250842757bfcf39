import { Alert, Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { type Problem, sentenceOf } from '@1relay/custody'
import classes from './note.module.css'

interface ProblemNoteProps {
  readonly problem: Problem | undefined
  readonly onRetry?: (() => void) | undefined
}

/** What went wrong, where it went wrong. Announced when it appears. */
export const ProblemNote = ({ problem, onRetry }: ProblemNoteProps) =>
  problem === undefined ? null : (
    <Alert
      role="alert"
      color="red"
      variant="light"
      icon={<IconAlertTriangle aria-hidden="true" />}
      className={classes['note'] ?? ''}
    >
      <p>{sentenceOf(problem)}</p>
      {problem.retryAfterSeconds === undefined ? null : <p>Try again in {waitOf(problem.retryAfterSeconds)}.</p>}
      {problem.requestId === undefined ? null : <p className={classes['small']}>Request {problem.requestId}</p>}
      {onRetry === undefined ? null : (
        <Button variant="default" size="xs" mt="xs" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  )

const waitOf = (seconds: number): string => (seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`)
