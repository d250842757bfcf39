import { createContext, useContext } from 'react'
import type { Workspace } from '../api/index.js'

const Context = createContext<Workspace | undefined>(undefined)

export const WorkspaceProvider = Context.Provider

/** The workspace of the address, which `WorkspaceFrame` has loaded. */
export const useWorkspace = (): Workspace => {
  const workspace = useContext(Context)
  if (workspace === undefined) throw new Error('No workspace: the page is outside of WorkspaceFrame.')
  return workspace
}

/** Whether the person may change anything in it. The server decides; pages only leave out what it would refuse. */
export const useIsAdmin = (): boolean => useWorkspace().role === 'admin'
