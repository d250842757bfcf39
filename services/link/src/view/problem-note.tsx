import { useEffect, useState } from 'react'
import { type Problem, sentenceOf } from '../api/index.js'
import { useLink } from './context.js'
import { AlertIcon } from './icons.js'

/** The problem of the screen, read out at once; where a wait is asked for, it counts down. */
export const ProblemNote = () => {
  const { state } = useLink()
  return (
    <div role="alert" className="alert-place">
      {state.problem === undefined ? null : (
        <div className="note note-problem">
          <AlertIcon />
          <div>
            <p>{sentenceOf(state.problem)}</p>
            <Wait problem={state.problem} />
            <RequestId problem={state.problem} />
          </div>
        </div>
      )}
    </div>
  )
}

const Wait = ({ problem }: { problem: Problem }) => {
  const seconds = useCountdown(problem)
  if (problem.retryAfterSeconds === undefined || problem.code !== 'rate_limited') return null
  return (
    <p className="note-more">{seconds > 0 ? `You can try again in ${inWords(seconds)}.` : 'You can try again now.'}</p>
  )
}

/** What support needs to find the request; it says nothing about the person. */
export const RequestId = ({ problem }: { problem: Problem }) =>
  problem.requestId === undefined ? null : (
    <p className="note-more">
      Request id for support: <span className="request-id">{problem.requestId}</span>
    </p>
  )

const inWords = (seconds: number): string => {
  if (seconds >= 120) return `${Math.ceil(seconds / 60)} minutes`
  return seconds === 1 ? '1 second' : `${seconds} seconds`
}

/** Seconds that are left until a problem lets one try again. */
export const useCountdown = (problem: Problem | undefined): number => {
  const [left, setLeft] = useState(0)
  useEffect(() => {
    const until = Date.now() + (problem?.retryAfterSeconds ?? 0) * 1000
    const tick = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)))
    tick()
    const timer = setInterval(tick, 1000)
    return () => clearInterval(timer)
  }, [problem])
  return left
}
