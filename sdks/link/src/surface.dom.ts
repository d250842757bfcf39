/** Where Link is shown. */
export interface Surface {
  /** The only window whose messages are believed. */
  readonly page: Window | null
  focus(): void
  /** Link has appeared. */
  reveal(): void
  remove(): void
}

export interface SurfaceOptions {
  readonly url: string
  /** The person wants to leave from outside of Link: Esc, or the window's own close button. */
  readonly onLeave: (how: 'asked' | 'gone') => void
}

const NAME = '1Relay Link'

// Set one by one: a Content-Security-Policy that forbids style attributes allows this (CSSOM), so pages need no exception for us.
const style = (element: HTMLElement, rules: Partial<CSSStyleDeclaration>): void => {
  Object.assign(element.style, rules)
}

/**
 * A frame over the whole page, in a native modal dialog: the browser itself makes the rest of the page inert, keeps the
 * focus inside and gives it back, and puts it above every other layer.
 */
export const openFrame = ({ url, onLeave }: SurfaceOptions): Surface => {
  const formerFocus = document.activeElement
  const root = document.documentElement
  const formerOverflow = root.style.overflow
  const dialog = document.createElement('dialog')
  const frame = document.createElement('iframe')
  const full = { width: '100%', height: '100%', maxWidth: 'none', maxHeight: 'none', border: '0' }
  dialog.setAttribute('aria-label', NAME)
  dialog.setAttribute('aria-busy', 'true')
  style(dialog, {
    ...full,
    position: 'fixed',
    inset: '0',
    margin: '0',
    padding: '0',
    background: 'rgb(15 23 42 / 55%)',
  })
  frame.title = NAME
  frame.allow = 'publickey-credentials-get; clipboard-write'
  frame.referrerPolicy = 'origin'
  style(frame, { ...full, display: 'block', colorScheme: 'light dark' })
  frame.src = url
  dialog.append(frame)
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault()
    onLeave('asked')
  })
  // A browser may close a dialog on a second Esc whatever we answer to the first.
  dialog.addEventListener('close', () => onLeave('gone'))
  document.body.append(dialog)
  dialog.showModal()
  root.style.overflow = 'hidden'
  frame.focus()
  return {
    get page() {
      return frame.contentWindow
    },
    focus: () => frame.focus(),
    reveal: () => dialog.removeAttribute('aria-busy'),
    remove: () => {
      dialog.remove()
      root.style.overflow = formerOverflow
      if (formerFocus instanceof HTMLElement) formerFocus.focus()
    },
  }
}

const POLL_MS = 300

/** A window of its own, or undefined if the browser refused it. Browsers allow it only inside the handling of a click. */
export const openWindow = ({ url, onLeave }: SurfaceOptions): Surface | undefined => {
  const width = 480
  const height = 760
  const left = Math.max(0, Math.round(screenX + (outerWidth - width) / 2))
  const top = Math.max(0, Math.round(screenY + (outerHeight - height) / 2))
  // No `noopener`: Link has to answer to this page.
  const page = window.open(url, '', `popup,width=${width},height=${height},left=${left},top=${top}`)
  if (page === null) return undefined
  // There is no event for it.
  const poll = setInterval(() => page.closed && onLeave('gone'), POLL_MS)
  return {
    page,
    focus: () => page.focus(),
    reveal: () => undefined,
    remove: () => {
      clearInterval(poll)
      page.close()
      window.focus()
    },
  }
}
