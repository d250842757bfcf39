import { type ReactNode, useEffect, useRef } from 'react'

interface StepProps {
  readonly title: string
  /** "Step 2 of 5", where there are steps. */
  readonly count?: number | undefined
  readonly lead?: ReactNode
  readonly children?: ReactNode
}

export const STEPS = 5

/** One screen: its heading takes the focus, so that a screen reader starts where the eye does. */
export const Step = ({ title, count, lead, children }: StepProps) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus()
    document.title = `${title} · 1Relay Link`
  }, [title])
  return (
    <section className="step" aria-labelledby="step-title">
      {count === undefined ? null : (
        <p className="step-count">
          Step {count} of {STEPS}
        </p>
      )}
      <h1 id="step-title" tabIndex={-1} ref={heading}>
        {title}
      </h1>
      {lead === undefined ? null : <p className="lead">{lead}</p>}
      {children}
    </section>
  )
}
