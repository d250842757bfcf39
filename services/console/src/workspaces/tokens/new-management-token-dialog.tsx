import { Button, Modal, NativeSelect, Radio, Stack, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { problemIn, read } from '../../api/index.js'
import { ProblemNote, SecretOnce } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { withoutChanged } from '../problems.js'
import { useWorkspace } from '../use-workspace.js'
import classes from '../workspaces.module.css'
import { BoundsFields } from './bounds-fields.js'
import { OwnScopeFields } from './own-scope-fields.js'
import {
  BLANK,
  ENDS,
  parseManagementToken,
  ROLES,
  type TokenProblem,
  type TokenText,
} from './parse-management-token.js'
import { managementTokensKey, type NewManagementToken } from './queries.js'

interface DialogProps {
  readonly opened: boolean
  readonly onClose: () => void
}

/** Makes a management token, and shows it once. */
export const NewManagementTokenDialog = ({ opened, onClose }: DialogProps) => {
  const [made, setMade] = useState<string>()
  const close = () => {
    onClose()
    setMade(undefined)
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={made === undefined ? 'New management token' : 'Your management token'}
      size="lg"
      // A click beside the dialog must not throw away what is shown once.
      closeOnClickOutside={made === undefined}
      closeOnEscape={made === undefined}
    >
      {made === undefined ? (
        <TokenForm onMade={setMade} onCancel={close} />
      ) : (
        <div className={classes['fields']}>
          <p>It is shown only now: its hash is all that is stored. A lost one is revoked and made anew.</p>
          <SecretOnce label="Management token" value={made} />
          <div className={classes['buttons']}>
            <Button onClick={close}>I have copied it</Button>
          </div>
        </div>
      )}
    </Modal>
  )
}

const TokenForm = ({ onMade, onCancel }: { onMade: (token: string) => void; onCancel: () => void }) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const { id: workspaceId } = useWorkspace()
  const [text, setText] = useState(BLANK)
  const [problems, setProblems] = useState<TokenProblem>({})
  const make = useMutation({
    mutationFn: (body: NewManagementToken) => {
      const params = { path: { workspaceId } }
      return read(
        client.POST('/v1/workspaces/{workspaceId}/management-tokens', { params, body }),
        ({ data }) => data.token,
      )
    },
    onSuccess: (token) => {
      void queryClient.invalidateQueries({ queryKey: managementTokensKey(workspaceId) })
      onMade(token)
    },
  })
  const set = (change: Partial<TokenText>) => {
    setText((former) => ({ ...former, ...change }))
    setProblems((former) => withoutChanged(former, change))
  }
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const parsed = parseManagementToken(text, new Date())
    setProblems(parsed.ok ? {} : parsed.problems)
    if (parsed.ok && !make.isPending) make.mutate(parsed.token)
  }
  return (
    <form className={classes['fields']} noValidate onSubmit={submit}>
      <TextInput
        label="Name"
        placeholder="Agent runner"
        value={text.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        maxLength={100}
        autoComplete="off"
        error={problems.name}
        data-autofocus
      />
      <Radio.Group
        size="md"
        label="Role"
        name="role"
        value={text.role}
        onChange={(role) => set({ role: role, methods: [], paths: '' })}
      >
        <Stack gap={8} mt={4}>
          {ROLES.map(({ value, label, hint }) => (
            <Radio key={value} value={value} label={label} description={hint} />
          ))}
        </Stack>
      </Radio.Group>
      {text.role === 'provisioner' ? (
        <BoundsFields text={text} problems={problems} onChange={set} />
      ) : (
        <OwnScopeFields text={text} problems={problems} onChange={set} />
      )}
      <NativeSelect
        label="Expires"
        value={text.ends}
        onChange={(event) => set({ ends: event.currentTarget.value })}
        data={[...ENDS]}
      />
      <Textarea
        label="May be used from"
        description="IPv4 or IPv6 addresses and networks, one a line. Empty: from anywhere."
        autosize
        minRows={1}
        spellCheck={false}
        value={text.cidrs}
        onChange={(event) => set({ cidrs: event.currentTarget.value })}
        error={problems.cidrs}
      />
      {make.isError ? <ProblemNote problem={problemIn(make.error)} /> : null}
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={make.isPending}>
          Make token
        </Button>
      </div>
    </form>
  )
}
