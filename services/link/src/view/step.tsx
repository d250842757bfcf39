import { type ReactNode, useEffect, useRef } from 'react'

interface StepProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly children?: ReactNode
}

/** The heading of a screen takes the focus, so that a screen reader starts where the eye does. */
const useHeading = (title: string) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus({ preventScroll: true })
    heading.current?.closest('main')?.scrollTo(0, 0)
    document.title = `${title} · 1Relay Link`
  }, [title])
  return heading
}

/** One screen of the way. */
export const Step = ({ title, lead, children }: StepProps) => {
  const heading = useHeading(title)
  return (
    <section className="step" aria-labelledby="step-title">
      <h1 id="step-title" tabIndex={-1} ref={heading}>
        {title}
      </h1>
      {lead === undefined ? null : <p className="lead">{lead}</p>}
      {children}
    </section>
  )
}

interface EndingProps extends StepProps {
  readonly tone?: 'good' | 'problem'
  readonly icon?: ReactNode
  readonly buttons?: ReactNode
}

/** A screen that ends something: what it is about in the middle, what to do below. */
export const Ending = ({ title, lead, children, tone, icon, buttons }: EndingProps) => {
  const heading = useHeading(title)
  return (
    <section className="step" aria-labelledby="step-title">
      <div className="ending">
        {icon ? <span className={tone === undefined ? 'seal' : `seal is-${tone}`}>{icon}</span> : null}
        <h1 id="step-title" tabIndex={-1} ref={heading}>
          {title}
        </h1>
        {lead === undefined ? null : <p className="lead">{lead}</p>}
        {children}
      </div>
      {buttons ? <div className="buttons">{buttons}</div> : null}
    </section>
  )
}
