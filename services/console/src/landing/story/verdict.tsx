import type { Attempt } from './demonstration.service.js'
import classes from './story.module.css'

interface VerdictProps {
  readonly attempt: Attempt | undefined
  readonly refused: string
  readonly opened: string
}

/** What came of an attempt, in words; announced when it changes. */
export const Verdict = ({ attempt, refused, opened }: VerdictProps) => (
  <div role="status">
    {attempt === undefined ? null : (
      <p className={classes['verdict']} data-tone={attempt.opens ? 'warning' : 'good'}>
        {attempt.opens ? `${opened} ` : `${refused} `}
        {attempt.opens ? <code>{attempt.credential}</code> : null}
        <span className={classes['took']}>{formatMs(attempt.tookMs)}</span>
      </p>
    )}
  </div>
)

const formatMs = (ms: number): string => (ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`)
