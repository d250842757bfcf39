// What examples take as given, because the words around them say where it comes from. An example that declares one of these means its own.
import type { BrowserClient } from '@1relay/browser'
import type { LinkOptions, OneRelay as Link } from '@1relay/link-sdk'
import type { OneRelayClient } from '@1relay/node-sdk'

declare global {
  // Your app, as the developer area shows it, and where 1Relay is.
  const clientId: string
  const clientSecret: string
  const apiBaseUrl: string
  const oneRelay: OneRelayClient
  const OneRelay: typeof Link

  // What Link gives to your page, and what your server has of it.
  const linkToken: string
  const publicToken: string
  const accessToken: string
  const connectionId: string
  const onSuccess: Required<LinkOptions>['onSuccess']
  const onExit: Required<LinkOptions>['onExit']
  const onEvent: Required<LinkOptions>['onEvent']
  const sendToMyServer: (publicToken: string | null) => void

  // What your app says to a model, and does with the answer.
  const model: string
  const messages: { role: 'user'; content: string }[]
  const input: string
  const output: HTMLElement
  const show: (sentence: string) => void
  const append: (text: string) => void
  const button: HTMLButtonElement

  // A page without a server.
  const RELAY_URL: string
  const relay: BrowserClient
  const keyThatThePersonTyped: string

  // What a vault's caller has.
  const grantId: string
  const key: string
}
