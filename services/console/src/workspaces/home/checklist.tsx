import { IconCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { DisposableKey } from '../keys/queries.js'
import { ButtonLink, Panel } from '../../ui/index.js'
import { useIsAdmin, useWorkspace } from '../use-workspace.js'
import classes from './checklist.module.css'
import type { Progress } from './progress.js'

interface ChecklistProps {
  readonly progress: Progress
  readonly firstKey: DisposableKey | undefined
}

/** The way from nothing to a key that was issued, used and ended: five minutes, and one has seen all of it. */
export const Checklist = ({ progress, firstKey }: ChecklistProps) => {
  const { id: workspaceId } = useWorkspace()
  const { hasProtected, hasIssued, hasCalled, hasRevoked } = progress
  return (
    <Panel title="Get started" lead="Four steps, and you have seen what a leak will be like.">
      <ol className={classes['steps']}>
        <Step
          number={1}
          isDone={hasProtected}
          isNext={!hasProtected}
          title="Protect a key"
          text="Paste a real API key once. It is sealed in this browser; nobody can read it here again."
          action={
            <ButtonLink to="/workspaces/$workspaceId/protected-keys/new" params={{ workspaceId }} size="xs">
              Protect a key
            </ButtonLink>
          }
        />
        <Step
          number={2}
          isDone={hasIssued}
          isNext={hasProtected && !hasIssued}
          title="Issue a disposable key"
          text="Say who needs access, to which methods and paths, from where and until when."
          action={
            <ButtonLink to="/workspaces/$workspaceId/keys/new" params={{ workspaceId }} size="xs">
              Issue a key
            </ButtonLink>
          }
        />
        <Step
          number={3}
          isDone={hasCalled}
          isNext={hasIssued && !hasCalled}
          title="Call the API with it"
          text="Paste the curl line that was shown with the key. The call appears below within seconds."
        />
        <Step
          number={4}
          isDone={hasRevoked}
          isNext={hasCalled && !hasRevoked}
          title="Revoke it, as if it had leaked"
          text="Repeat the call: it is refused, and the real key is untouched."
          action={
            <ButtonLink
              to="/workspaces/$workspaceId/leak"
              params={{ workspaceId }}
              search={firstKey === undefined ? {} : { key: firstKey.id }}
              size="xs"
            >
              Start the drill
            </ButtonLink>
          }
        />
      </ol>
    </Panel>
  )
}

interface StepProps {
  readonly number: number
  readonly isDone: boolean
  readonly isNext: boolean
  readonly title: string
  readonly text: string
  readonly action?: ReactNode
}

const Step = ({ number, isDone, isNext, title, text, action }: StepProps) => {
  const isAdmin = useIsAdmin()
  return (
    <li data-done={isDone} aria-current={isNext ? 'step' : undefined}>
      <span className={classes['mark']}>
        {isDone ? <IconCheck size={18} aria-hidden="true" /> : <span aria-hidden="true">{number}</span>}
      </span>
      <div className={classes['words']}>
        <strong>{title}</strong>
        {isDone ? <span className="for-readers"> (done)</span> : null}
        <p>{text}</p>
      </div>
      {isNext && isAdmin ? action : null}
    </li>
  )
}
