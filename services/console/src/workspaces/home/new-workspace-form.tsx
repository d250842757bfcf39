import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type SubmitEvent, useState } from 'react'
import { problemIn, read, WORKSPACES_KEY } from '../../api/index.js'
import { ProblemNote, valueOf } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import classes from '../workspaces.module.css'

/** Makes a workspace, and goes there. */
export const NewWorkspaceForm = () => {
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [problem, setProblem] = useState<string>()
  const create = useMutation({
    mutationFn: (name: string) => read(client.POST('/v1/workspaces', { body: { name } }), ({ data }) => data.workspace),
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: WORKSPACES_KEY })
      await navigate({ to: '/workspaces/$workspaceId', params: { workspaceId: id } })
    },
  })
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const name = valueOf(event.currentTarget, 'name').trim()
    setProblem(name === '' ? 'A name, so that people know where they are.' : undefined)
    if (name !== '') create.mutate(name)
  }
  return (
    <form onSubmit={submit} className={classes['fields']} noValidate>
      <TextInput
        name="name"
        label="Name of the workspace"
        placeholder="Example Robotics"
        maxLength={100}
        autoComplete="organization"
        error={problem}
      />
      {create.isError ? <ProblemNote problem={problemIn(create.error)} /> : null}
      <div className={classes['buttons']}>
        <Button type="submit" loading={create.isPending}>
          Create workspace
        </Button>
      </div>
    </form>
  )
}
