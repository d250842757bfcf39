import { useEffect, useState } from 'react'
import { Ending } from '../step.js'

const PATIENCE_MS = 8000

/** Until the host has answered and the session is open. */
export const Connecting = () => {
  const [isSlow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <Ending title="Connecting" icon={<span className="spinner" />}>
      <p className="lead" role="status">
        {isSlow ? 'This takes longer than usual. If nothing happens, close it and start again in the app.' : ''}
      </p>
    </Ending>
  )
}
