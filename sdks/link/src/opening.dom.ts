import { type LinkAddress, linkAddress } from './address.js'
import { linkError } from './failure.js'
import { type PageMessage, readMessage, SOURCE } from './message.js'
import type { LinkError, LinkMetadata, LinkOptions, LinkSuccess } from './options.js'
import { openFrame, openWindow, type Surface } from './surface.dom.js'

const READY_TIMEOUT_MS = 20_000
// How long Link gets to say goodbye with what it knows before it is closed anyway.
const GOODBYE_MS = 500
// Each is announced once an opening: Link says them, and so do we when Link cannot.
const ONCE = ['OPEN', 'HANDOFF', 'EXIT']

export interface Ending {
  /** Link is gone from the page; comes before everything else, so that the app's callback may open it again, or throw. */
  readonly ended: () => void
  readonly succeeded: (success: LinkSuccess) => void
}

/** One showing of Link, from open to gone. It ends once: with a success, an exit, or silently. */
export class Opening {
  readonly #options: LinkOptions
  readonly #ending: Ending
  readonly #sessionId: string
  readonly #address: LinkAddress
  readonly #nonce = makeNonce()
  readonly #said = new Set<string>()
  readonly #surface: Surface | undefined
  readonly #timer: ReturnType<typeof setTimeout>
  #metadata: LinkMetadata
  #isReady = false
  #isOver = false

  constructor(options: LinkOptions, link: { base: URL; sessionId: string }, ending: Ending) {
    this.#options = options
    this.#ending = ending
    this.#sessionId = link.sessionId
    this.#metadata = emptyMetadata(link.sessionId)
    const mode = options.mode ?? 'iframe'
    const who = { sessionId: link.sessionId, origin: location.origin, nonce: this.#nonce, mode }
    this.#address = linkAddress(link.base, who)
    addEventListener('message', this.#listen)
    this.#timer = setTimeout(
      () => this.leave(linkError('link_unavailable')),
      options.readyTimeoutMs ?? READY_TIMEOUT_MS,
    )
    const surface = { url: this.#address.url, onLeave: this.#onLeave }
    this.#surface = mode === 'window' ? openWindow(surface) : openFrame(surface)
  }

  /** False if the browser refused the window. */
  get isShown(): boolean {
    return this.#surface !== undefined
  }

  focus(): void {
    this.#surface?.focus()
  }

  /** Asks Link to close, and closes it soon if it does not answer. */
  ask(): void {
    this.#onLeave('asked')
  }

  leave(error: LinkError | null): void {
    if (this.#isOver) return
    this.dispose()
    this.#announce('EXIT')
    this.#options.onExit?.(error, this.#metadata)
  }

  dispose(): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#timer)
    removeEventListener('message', this.#listen)
    this.#surface?.remove()
    this.#ending.ended()
  }

  readonly #listen = (event: MessageEvent): void => {
    const expected = { origin: this.#address.origin, source: this.#surface?.page, nonce: this.#nonce }
    const message = readMessage(event, expected)
    if (message?.type === 'ready') this.#welcome()
    else if (message) this.#hear(message)
  }

  #welcome(): void {
    this.#isReady = true
    clearTimeout(this.#timer)
    this.#surface?.reveal()
    this.#post({ type: 'init', token: this.#options.token, theme: this.#options.theme ?? 'system' })
    this.#announce('OPEN')
  }

  #hear(message: Exclude<PageMessage, { type: 'ready' }>): void {
    this.#metadata = { ...this.#metadata, ...message.metadata, linkSessionId: this.#sessionId }
    if (message.type === 'event') return this.#announce(message.name)
    if (message.type === 'exit') return this.leave(message.error)
    this.dispose()
    this.#announce('HANDOFF')
    this.#ending.succeeded({ publicToken: message.publicToken, metadata: this.#metadata })
  }

  readonly #onLeave = (how: 'asked' | 'gone'): void => {
    if (how === 'gone' || !this.#isReady) return this.leave(null)
    this.#post({ type: 'close' })
    setTimeout(() => this.leave(null), GOODBYE_MS)
  }

  // Never '*': if the frame was led elsewhere, the browser drops the message, and the link token in it.
  #post(message: object): void {
    this.#surface?.page?.postMessage({ source: SOURCE, nonce: this.#nonce, ...message }, this.#address.origin)
  }

  #announce(name: string): void {
    if (ONCE.includes(name) && this.#said.has(name)) return
    this.#said.add(name)
    this.#options.onEvent?.(name, this.#metadata)
  }
}

export const emptyMetadata = (linkSessionId: string): LinkMetadata => ({
  linkSessionId,
  connectionId: null,
  providers: [],
  budget: null,
  status: 'opened',
})

/** 128 random bits in hex. */
const makeNonce = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
