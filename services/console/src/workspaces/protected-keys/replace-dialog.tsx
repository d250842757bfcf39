import { Button, Modal } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { problemIn, read } from '../../api/index.js'
import { ProblemNote, toast } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { useWorkspace } from '../use-workspace.js'
import classes from '../workspaces.module.css'
import { AuthFields } from './auth-fields.js'
import { credentialBytes, refuseCredential } from './credential.js'
import { clearCredential, CredentialFields, readCredential } from './credential-fields.js'
import { parseAuth, textOfAuth } from './parse-protection.js'
import { type ProtectedKey, protectedKeysKey, type UpstreamAuth } from './queries.js'
import { useSeal } from './use-seal.js'

interface ReplaceDialogProps {
  readonly protectedKey: ProtectedKey
  readonly opened: boolean
  readonly onClose: () => void
}

/** Puts another real key in the place of the former one: what was issued of it goes on without noticing. */
export const ReplaceDialog = (props: ReplaceDialogProps) => (
  <Modal opened={props.opened} onClose={props.onClose} title={`Replace the key of ${props.protectedKey.name}`}>
    <ReplaceForm {...props} />
  </Modal>
)

const ReplaceForm = ({ protectedKey, onClose }: ReplaceDialogProps) => {
  const [auth, setAuth] = useState(textOfAuth(protectedKey.auth))
  const [problems, setProblems] = useState<Readonly<Record<string, string | undefined>>>({})
  const replace = useReplace(protectedKey, onClose)
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const way = parseAuth(auth)
    const found = { ...(way.ok ? {} : way.problems), ...refuseCredential(auth.kind, readCredential(form)) }
    setProblems(found)
    if (way.ok && Object.keys(found).length === 0 && !replace.isPending) replace.mutate({ form, auth: way.value })
  }
  return (
    <form className={classes['fields']} noValidate onSubmit={submit} autoComplete="off">
      <p className={classes['quiet']}>
        Issued keys go on with the new one from their next call. Revoke the former one at its vendor afterwards.
      </p>
      <AuthFields text={auth} problems={problems} onChange={setAuth} />
      <CredentialFields kind={auth.kind} problems={problems} isBusy={replace.isPending} />
      {replace.isError ? <ProblemNote problem={problemIn(replace.error)} /> : null}
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={replace.isPending}>
          Seal and replace
        </Button>
      </div>
    </form>
  )
}

const useReplace = ({ id: connectionId, name, upstream }: ProtectedKey, onDone: () => void) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const seal = useSeal()
  const { id: workspaceId } = useWorkspace()
  return useMutation({
    mutationFn: async ({ form, auth }: { form: HTMLFormElement; auth: UpstreamAuth }) => {
      const secret = credentialBytes(auth.kind, readCredential(form))
      const sealed = await seal({ connectionId, upstream, auth, secret })
      const given = { params: { path: { workspaceId, connectionId } }, body: { auth, sealed } }
      const path = '/v1/workspaces/{workspaceId}/protected-keys/{connectionId}/credential' as const
      await read(client.PUT(path, given), () => true)
      clearCredential(form)
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: protectedKeysKey(workspaceId) })
      toast.done(`The key of ${name} is replaced.`)
      onDone()
    },
  })
}
