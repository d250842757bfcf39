import { createContext, useContext } from 'react'
import type { LinkState } from '../flow/index.js'
import type { LinkSession } from '../session/index.js'

export interface LinkContext {
  readonly session: LinkSession
  readonly state: LinkState
}

export const LinkContextProvider = createContext<LinkContext | undefined>(undefined)

/** The session and what it stands at. */
export const useLink = (): LinkContext => {
  const context = useContext(LinkContextProvider)
  if (context === undefined) throw new Error('A screen was rendered outside of the app.')
  return context
}

/** The name of the app that asks, or a word for it while it is not known. */
export const appName = (state: LinkState): string => state.view?.app.name ?? 'the app'
