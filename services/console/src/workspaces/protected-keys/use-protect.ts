import { makeConnectionId } from '@1relay/vault'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { read } from '../../api/index.js'
import { toast } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { useWorkspace } from '../use-workspace.js'
import { credentialBytes } from './credential.js'
import { clearCredential, readCredential } from './credential-fields.js'
import { protectedKeysKey, type UpstreamAuth } from './queries.js'
import { useSeal } from './use-seal.js'

/** A protected key without its credential, which stays in the form until it is sealed. */
export interface ProtectionWish {
  readonly form: HTMLFormElement
  readonly name: string
  readonly upstream: string
  readonly auth: UpstreamAuth
  readonly environment: string | undefined
}

/** Seals the key of the form, uploads it, empties the form and goes to the new protected key. */
export const useProtect = () => {
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const seal = useSeal()
  const { id: workspaceId } = useWorkspace()
  return useMutation({
    mutationFn: async ({ form, name, upstream, auth, environment }: ProtectionWish) => {
      const id = makeConnectionId()
      const secret = credentialBytes(auth.kind, readCredential(form))
      const sealed = await seal({ connectionId: id, upstream, auth, secret })
      const body = { id, name, upstream, auth, sealed, ...(environment !== undefined && { environment }) }
      const params = { path: { workspaceId } }
      const answer = client.POST('/v1/workspaces/{workspaceId}/protected-keys', { params, body })
      const key = await read(answer, ({ data }) => data.protectedKey)
      clearCredential(form)
      return key
    },
    onSuccess: async ({ id, name }) => {
      await queryClient.invalidateQueries({ queryKey: protectedKeysKey(workspaceId) })
      toast.done(`${name} is protected.`)
      const to = '/workspaces/$workspaceId/protected-keys/$connectionId'
      await navigate({ to, params: { workspaceId, connectionId: id } })
    },
  })
}
