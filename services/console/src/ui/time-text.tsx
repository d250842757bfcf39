import { useEffect, useState } from 'react'
import { formatExact, formatRelative } from './time.js'

const MINUTE_MS = 60_000

interface TimeProps {
  /** ISO 8601, or null for never. */
  readonly at: string | null
  readonly never?: string
}

/** A moment as people say it; the exact one is in its title. Goes on counting while the page is open. */
export const Time = ({ at, never = 'never' }: TimeProps) => {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), MINUTE_MS)
    return () => clearInterval(timer)
  }, [])
  if (at === null) return <span>{never}</span>
  const date = new Date(at)
  return (
    <time dateTime={at} title={formatExact(date)}>
      {formatRelative(date, now)}
    </time>
  )
}
