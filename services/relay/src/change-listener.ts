import type { GrantChange } from '@1relay/contracts'
import type { FindGrant } from './grants/index.js'
import type { OpenCalls } from './open-calls.js'

/** What a changed grant means for this relay: its copy is dropped, and if it is dead its open calls are cut. */
export const changeListener = (finder: FindGrant, open: OpenCalls) => ({
  changed: ({ grantId, status }: GrantChange): void => {
    finder.drop(grantId)
    if (status === 'dead') open.cut(grantId)
  },
  missed: (): void => {
    finder.drop()
    // A grant that died while nobody listened still has to lose its open streams.
    for (const grantId of open.grantIds()) {
      finder.refresh(grantId).then(
        (grant) => (grant?.status === 'live' ? undefined : open.cut(grantId)),
        () => undefined,
      )
    }
  },
})
