import { type LinkError, type LinkHandler, type LinkOptions, OneRelay } from '@1relay/link-sdk'
import { useCallback, useEffect, useRef, useState } from 'react'

/** As `OneRelay.create` takes them; the callbacks may change with every render. */
export interface OneRelayLinkOptions extends Omit<LinkOptions, 'token'> {
  /** The `linkToken` that your server got; null or undefined while you wait for it. Another one makes a new handler. */
  readonly token: string | null | undefined
}

/** What the hook gives to a component. */
export interface OneRelayLink {
  /** Opens Link; does nothing before `ready`. In `window` mode, call it inside a click. */
  readonly open: () => void
  /** Closes Link as if the person had. */
  readonly exit: (options?: { readonly force?: boolean }) => void
  /** True when `open` will open: there is a token, and the component is in a browser. */
  readonly ready: boolean
  /** Why Link last closed without a success; null when nothing failed. Gone with the next `open`. */
  readonly error: LinkError | null
}

/** Link for a component. Safe to render on a server and in StrictMode; Link goes away with the component. */
export const useOneRelayLink = (options: OneRelayLinkOptions): OneRelayLink => {
  const { token, apiBaseUrl, mode, theme, readyTimeoutMs } = options
  const newest = useRef(options)
  const handler = useRef<LinkHandler>(undefined)
  const [ready, setReady] = useState(false)
  const [error, setError] = useState<LinkError | null>(null)
  // Before the effect below, so that a handler never calls back into an older render.
  useEffect(() => {
    newest.current = options
  })
  useEffect(() => {
    if (!token) return undefined
    const made = OneRelay.create({
      token,
      apiBaseUrl,
      ...(mode === undefined ? {} : { mode }),
      ...(theme === undefined ? {} : { theme }),
      ...(readyTimeoutMs === undefined ? {} : { readyTimeoutMs }),
      onLoad: () => newest.current.onLoad?.(),
      onEvent: (name, metadata) => newest.current.onEvent?.(name, metadata),
      onSuccess: (success) => newest.current.onSuccess(success),
      onExit: (failure, metadata) => {
        setError(failure)
        newest.current.onExit?.(failure, metadata)
      },
    })
    handler.current = made
    setReady(true)
    return () => {
      made.destroy()
      handler.current = undefined
      setReady(false)
      setError(null)
    }
  }, [token, apiBaseUrl, mode, theme, readyTimeoutMs])
  const open = useCallback(() => {
    setError(null)
    handler.current?.open()
  }, [])
  const exit = useCallback<OneRelayLink['exit']>((how) => handler.current?.exit(how), [])
  return { open, exit, ready, error }
}
