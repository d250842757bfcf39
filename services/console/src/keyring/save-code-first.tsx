import { lazy, type ReactNode, Suspense, useEffect } from 'react'
import { useLeaveWarning } from './use-leave-warning.js'
import { useUnsavedCode } from './use-vault.js'

// Around every page, and needed by few people once: not part of the first load.
const load = () => import('./save-code.js').then(({ SaveCode }) => ({ default: SaveCode }))
const SaveCode = lazy(load)

/** Its children, unless a new recovery code waits to be saved: that comes first, wherever the person went while it was made. */
export const SaveCodeFirst = ({ children }: { children: ReactNode }) => {
  const code = useUnsavedCode()
  if (code === undefined) return children
  return (
    <Suspense>
      <SaveCode recoveryCode={code} />
    </Suspense>
  )
}

/** For a page that makes a recovery code: has what will show it at hand, and lets the browser ask before the page goes meanwhile. */
export const useCodeComing = (isBeingMade: boolean): void => {
  useEffect(() => void load().catch(() => undefined), [])
  useLeaveWarning(isBeingMade)
}
