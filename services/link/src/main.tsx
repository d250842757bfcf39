import '@1relay/design/palette.css'
import './styles/sheet.css'
import './styles/forms.css'
import './styles/steps.css'
import './styles/review.css'
import { askPasskey, inWorker, makeHttpRelay } from '@1relay/custody'
import Argon2idWorker from '@1relay/custody/argon2id.worker?worker'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { makeHttpLinkApi } from './api/index.js'
import { INITIAL, reduce } from './flow/index.js'
import { openHostChannel, parseFragment } from './host/index.js'
import { browserPasskeys, LinkSession, makeStore } from './session/index.js'
import { App } from './view/app.js'

const claim = parseFragment(location.hash)
// The link token of a redirect does not stay in the address, from where it would get into histories and screenshots.
if (claim?.init) history.replaceState(null, '', location.pathname)
const host = claim && openHostChannel(claim, window)
const isModal = claim?.mode === 'iframe'
document.documentElement.dataset['mode'] = isModal ? 'iframe' : 'window'

const store = makeStore(reduce, INITIAL)
const session = new LinkSession({
  api: makeHttpLinkApi(location.origin),
  relay: makeHttpRelay(location.origin),
  argon2id: inWorker(() => new Argon2idWorker()),
  passkeys: browserPasskeys,
  askPasskey,
  store,
  host,
  linkSessionId: location.pathname.split('/').filter(Boolean).at(-1) ?? '',
  clock: () => new Date(),
})

/** True where the browser keeps a frame from its own storage; password managers and passkeys are kept from it too, then. */
const isRestricted = async (): Promise<boolean> => {
  if (!isModal || typeof document.hasStorageAccess !== 'function') return false
  return !(await document.hasStorageAccess().catch(() => true))
}
void isRestricted().then((restricted) =>
  store.dispatch({ type: 'frame_known', frame: { mode: claim?.mode ?? 'window', isRestricted: restricted } }),
)

addEventListener('pagehide', () => session.wipe())
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App session={session} store={store} isModal={isModal} />
    </StrictMode>,
  )
}
void session.start()
