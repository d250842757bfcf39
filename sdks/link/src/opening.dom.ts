import { type LinkAddress, linkAddress } from './address.js'
import { linkError } from './failure.js'
import { type Heard, readMessage } from './message.js'
import { emptyMetadata } from './metadata.js'
import type { LinkOptions, LinkSuccess } from './options.js'
import {
  type HostMessage,
  type LinkError,
  type LinkEventMetadata,
  type LinkEventName,
  type LinkMetadata,
  MESSAGE_SOURCE,
} from './protocol.js'
import { openFrame, openWindow, type Surface } from './surface.dom.js'

const READY_TIMEOUT_MS = 20_000
// How long Link gets to say goodbye with what it knows before it is closed anyway.
const GOODBYE_MS = 500
// Each is announced once an opening: Link says them, and so do we when Link cannot.
const ONCE: readonly LinkEventName[] = ['OPEN', 'HANDOFF', 'EXIT']

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
  readonly #base: URL
  readonly #nonce = makeNonce()
  readonly #said = new Set<LinkEventName>()
  #surface: Surface | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #metadata: LinkMetadata
  #isReady = false
  #isOver = false

  constructor(options: LinkOptions, link: { base: URL; sessionId: string }, ending: Ending) {
    this.#options = options
    this.#ending = ending
    this.#sessionId = link.sessionId
    this.#base = link.base
    this.#metadata = emptyMetadata(link.sessionId)
    addEventListener('message', this.#listen)
    this.#surface = this.#show(options.mode === 'window' ? 'window' : 'iframe')
    this.#awaitReady()
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

  #show(mode: 'iframe' | 'window'): Surface | undefined {
    const surface = { url: this.#addressIn(mode).url, onLeave: this.#onLeave }
    return mode === 'window' ? openWindow(surface) : openFrame(surface)
  }

  #addressIn(mode: 'iframe' | 'window'): LinkAddress {
    return linkAddress(this.#base, { sessionId: this.#sessionId, origin: location.origin, nonce: this.#nonce, mode })
  }

  #awaitReady(): void {
    this.#isReady = false
    const timeoutMs = this.#options.readyTimeoutMs ?? READY_TIMEOUT_MS
    this.#timer = setTimeout(() => this.leave(linkError('link_unavailable')), timeoutMs)
  }

  readonly #listen = (event: MessageEvent): void => {
    const expected = { origin: this.#base.origin, source: this.#surface?.page, nonce: this.#nonce }
    const message = readMessage(event, expected)
    if (message?.type === 'ready') this.#welcome()
    else if (message?.type === 'window') this.#moveToWindow()
    else if (message) this.#hear(message)
  }

  #welcome(): void {
    const isFirst = !this.#said.has('OPEN')
    this.#isReady = true
    clearTimeout(this.#timer)
    this.#surface?.reveal()
    this.#post({ type: 'init', token: this.#options.token, theme: this.#options.theme ?? 'system' })
    this.#announce('OPEN')
    if (isFirst) this.#options.onLoad?.()
  }

  // The click inside the frame counts for this page too, so the browser lets it open a window now.
  #moveToWindow(): void {
    const next = this.#show('window')
    if (next === undefined) return this.#post({ type: 'blocked' })
    this.#surface?.remove()
    this.#surface = next
    this.#awaitReady()
  }

  #hear(message: Exclude<Heard, { type: 'ready' | 'window' }>): void {
    const linkSessionId = this.#sessionId
    if (message.type === 'event') {
      const { viewName: _view, timestamp: _time, requestId: _request, errorCode: _code, ...session } = message.metadata
      this.#metadata = { ...this.#metadata, ...session, linkSessionId }
      return this.#announce(message.name, message.metadata)
    }
    this.#metadata = { ...this.#metadata, ...message.metadata, linkSessionId }
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
  #post(message: HostMessage): void {
    const envelope = { source: MESSAGE_SOURCE, nonce: this.#nonce, ...message }
    this.#surface?.page?.postMessage(envelope, this.#base.origin)
  }

  #announce(name: LinkEventName, occasion: Partial<LinkEventMetadata> = {}): void {
    if (ONCE.includes(name) && this.#said.has(name)) return
    this.#said.add(name)
    const ours = { viewName: null, timestamp: new Date().toISOString(), requestId: null }
    this.#options.onEvent?.(name, { ...ours, ...occasion, ...this.#metadata })
  }
}

/** 128 random bits in hex. */
export const makeNonce = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
