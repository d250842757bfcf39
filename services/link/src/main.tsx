import '@1relay/design/palette.css'
import './styles/link.css'
import { inWorker } from '@1relay/custody'
import Argon2idWorker from '@1relay/custody/argon2id.worker?worker'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { makeHttpLinkApi } from './api/index.js'
import { INITIAL, reduce } from './flow/index.js'
import { openHostChannel, parseFragment } from './host/index.js'
import { LinkSession, makeStore } from './session/index.js'
import { App } from './view/app.js'

const claim = parseFragment(location.hash)
const host = claim && openHostChannel(claim, window)
const isModal = claim?.mode === 'iframe'
document.documentElement.dataset['mode'] = isModal ? 'iframe' : 'window'

const store = makeStore(reduce, INITIAL)
const linkSessionId = location.pathname.split('/').filter(Boolean).at(-1) ?? ''
const api = makeHttpLinkApi(location.origin)
const session = new LinkSession({ api, argon2id: inWorker(() => new Argon2idWorker()), store, host, linkSessionId })

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
