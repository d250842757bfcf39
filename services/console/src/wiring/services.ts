import { createContext, useContext } from 'react'
import type { QueryClient } from '@tanstack/react-query'
import type { ApiClient } from '../api/index.js'
import type { VaultSession } from '../keyring/index.js'

/** What every page may use; made once, in main.tsx. */
export interface Services {
  readonly client: ApiClient
  readonly queryClient: QueryClient
  /** The open vault, while it is open. */
  readonly vaultSession: VaultSession
}

const Context = createContext<Services | undefined>(undefined)

export const ServicesProvider = Context.Provider

export const useServices = (): Services => {
  const services = useContext(Context)
  if (services === undefined) throw new Error('No services: the page is outside of main.tsx.')
  return services
}

export const useClient = (): ApiClient => useServices().client
