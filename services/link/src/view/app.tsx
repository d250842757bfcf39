import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import type { LinkAction, LinkState, Screen } from '../flow/index.js'
import type { LinkSession, Store } from '../session/index.js'
import { Progress } from './actions.js'
import { LinkContextProvider, useLink } from './context.js'
import { useEscape, useFocusTrap } from './keyboard.js'
import { LeaveDialog } from './leave-dialog.js'
import { Budget } from './screens/budget.js'
import { Connecting } from './screens/connecting.js'
import { CreateVault } from './screens/create-vault.js'
import { Failed, Left, NoHost, Success } from './screens/endings.js'
import { Providers } from './screens/providers.js'
import { Recover } from './screens/recover.js'
import { Review } from './screens/review.js'
import { SaveCode } from './screens/save-code.js'
import { SignIn } from './screens/sign-in.js'
import { Unlock } from './screens/unlock.js'

const SCREENS: Readonly<Record<Screen, () => React.ReactNode>> = {
  connecting: Connecting,
  no_host: NoHost,
  sign_in: SignIn,
  create_vault: CreateVault,
  save_code: SaveCode,
  unlock: Unlock,
  recover: Recover,
  providers: Providers,
  budget: Budget,
  review: Review,
  success: Success,
  failed: Failed,
  left: Left,
}

interface AppProps {
  readonly session: LinkSession
  readonly store: Store<LinkState, LinkAction>
  /** True in a frame: the page is a modal there. */
  readonly isModal: boolean
}

export const App = ({ session, store, isModal }: AppProps) => {
  const state = useSyncExternalStore(store.subscribe, store.get)
  const context = useMemo(() => ({ session, state }), [session, state])
  useEscape(useCallback(() => session.askToLeave(), [session]))
  useFocusTrap(isModal)
  useEffect(() => {
    if (state.theme !== 'system') document.documentElement.dataset['theme'] = state.theme
  }, [state.theme])
  const Current = SCREENS[state.screen]
  return (
    <LinkContextProvider value={context}>
      <div className="sheet">
        <Header />
        <main aria-busy={state.work !== undefined}>
          <Current key={state.screen} />
          <Progress />
        </main>
        <footer>
          Your keys are encrypted in this browser. <span>1Relay cannot read them.</span>
        </footer>
      </div>
      <LeaveDialog />
    </LinkContextProvider>
  )
}

const Header = () => {
  const { session, state } = useLink()
  const { app } = state.view ?? {}
  const isClosable = state.screen !== 'no_host' && state.screen !== 'left'
  return (
    <header>
      <div className="who">
        {app?.logoUrl ? <img src={app.logoUrl} alt="" referrerPolicy="no-referrer" width="28" height="28" /> : null}
        <span className="brand">{app ? app.name : '1Relay'}</span>
        {app ? <span className="by">with 1Relay</span> : null}
      </div>
      {isClosable ? (
        <button type="button" className="close" onClick={() => session.askToLeave()}>
          <span aria-hidden="true">×</span>
          <span className="for-readers">Close Link</span>
        </button>
      ) : null}
    </header>
  )
}
