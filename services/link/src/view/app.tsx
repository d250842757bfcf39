import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import type { LinkAction, LinkState, Screen } from '../flow/index.js'
import type { LinkSession, Store } from '../session/index.js'
import { Progress } from './actions.js'
import { LinkContextProvider, useLink } from './context.js'
import { CrossIcon, LockIcon } from './icons.js'
import { useEscape, useFocusTrap } from './keyboard.js'
import { LeaveDialog } from './leave-dialog.js'
import { Rail } from './rail.js'
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
import { AppTile, LetterTile } from './tile.js'

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
  const isWorking = state.work !== undefined
  return (
    <LinkContextProvider value={context}>
      <div className={isWorking ? 'sheet is-working' : 'sheet'}>
        <Header />
        <Rail />
        <main aria-busy={isWorking}>
          <Current key={state.screen} />
        </main>
        <footer>
          <p>
            <LockIcon size={14} /> Encrypted here: 1Relay cannot read your keys.
          </p>
          <Progress />
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
        {app ? <AppTile name={app.name} logoUrl={app.logoUrl} /> : <LetterTile name="1Relay" />}
        <div className="names">
          <span className="brand">{app ? app.name : '1Relay'}</span>
          {app ? (
            <span className="by">
              connects with 1Relay
              {app.isTest ? <span className="badge is-warning">Test app</span> : null}
            </span>
          ) : null}
        </div>
      </div>
      {isClosable ? (
        <button type="button" className="close" onClick={() => session.askToLeave()}>
          <CrossIcon />
          <span className="for-readers">Close Link</span>
        </button>
      ) : null}
    </header>
  )
}
