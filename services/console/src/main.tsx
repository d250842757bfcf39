import './frame/base.css'
import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import '@1relay/design/palette.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { makeClient } from './api/index.js'
import { makeQueryClient, makeRouter } from './app/index.js'
import { forgetPerson } from './frame/forget-person.js'
import { signInTarget } from './frame/index.js'
import { onPersonGone } from './frame/signed-in-hint.browser.js'
import { theme, variables } from './frame/theme.js'
import { AutoLockMinutes, VaultSession } from './keyring/index.js'
import { ServicesProvider } from './wiring/index.js'

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
// Where the component library's scroll lock looks for the nonce of the style element that it writes.
Object.assign(globalThis, { __webpack_nonce__: nonce })

const vaultSession = new VaultSession({
  now: () => Date.now(),
  every: (ms, run) => {
    const timer = setInterval(run, ms)
    return () => clearInterval(timer)
  },
  minutes: AutoLockMinutes.get(),
})
for (const sign of ['pointerdown', 'keydown', 'wheel', 'touchstart']) {
  addEventListener(sign, () => vaultSession.touch(), { passive: true, capture: true })
}
document.addEventListener('visibilitychange', () => vaultSession.lockIfDue())
addEventListener('pagehide', () => vaultSession.lock())

const queryClient = makeQueryClient(() => signOutHere())
const services = { client: makeClient(location.origin), queryClient, vaultSession }
const router = makeRouter(services)

/** The session has ended elsewhere: this tab forgets the person and asks them to sign in, and then goes on here. */
const signOutHere = (): void => {
  const { location: here, matches } = router.state
  forgetPerson(services)
  if (matches.some(({ routeId }) => routeId === '/app')) void router.navigate(signInTarget(here.href))
}

onPersonGone(() => {
  vaultSession.forget()
  location.reload()
})

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={variables}
        defaultColorScheme="auto"
        getStyleNonce={() => nonce}
      >
        <QueryClientProvider client={queryClient}>
          <ServicesProvider value={services}>
            <Notifications position="bottom-right" />
            <RouterProvider router={router} />
          </ServicesProvider>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  )
}
