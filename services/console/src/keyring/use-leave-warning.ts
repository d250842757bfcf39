import { useEffect } from 'react'

/** While it is active, the browser asks before the page goes: the only copy of a recovery code is in it, or about to be. */
export const useLeaveWarning = (isActive: boolean): void => {
  useEffect(() => {
    if (!isActive) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [isActive])
}
