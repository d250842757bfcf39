import { useEffect, useState } from 'react'
import { Step } from '../step.js'

const PATIENCE_MS = 8000

/** Until the host has answered and the session is open. */
export const Connecting = () => {
  const [isSlow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <Step title="Connecting">
      {isSlow ? (
        <p className="lead">This takes longer than usual. If nothing happens, close it and start again in the app.</p>
      ) : null}
    </Step>
  )
}
