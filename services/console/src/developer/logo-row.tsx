import { Button, FileButton } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { problemIn, read } from '../api/index.js'
import { PanelRow, ProblemNote, ProviderMark } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import classes from './developer.module.css'
import { type App, APPS_KEY } from './queries.js'

/** The picture beside the app's name in Link. */
export const LogoRow = ({ app }: { app: App }) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const params = { path: { clientId: app.clientId } }
  const refresh = () => queryClient.invalidateQueries({ queryKey: APPS_KEY })
  const set = useMutation({
    mutationFn: async (file: File) => {
      const image = toBase64Url(new Uint8Array(await file.arrayBuffer()))
      return read(client.PUT('/v1/apps/{clientId}/logo', { params, body: { image } }), () => true)
    },
    onSuccess: refresh,
  })
  const remove = useMutation({
    mutationFn: () => read(client.DELETE('/v1/apps/{clientId}/logo', { params }), () => true),
    onSuccess: refresh,
  })
  const failed = set.error ?? remove.error
  return (
    <>
      <PanelRow
        title="Logo"
        hint="PNG, JPEG or WebP, at most 96 kB and 1024 pixels a side"
        mark={
          app.logoUrl === null ? (
            <ProviderMark name={app.name} />
          ) : (
            <img src={app.logoUrl} alt="" width={36} height={36} className={classes['logo']} />
          )
        }
      >
        <FileButton accept="image/png,image/jpeg,image/webp" onChange={(file) => file && set.mutate(file)}>
          {(props) => (
            <Button {...props} variant="default" size="xs" loading={set.isPending}>
              {app.logoUrl === null ? 'Upload' : 'Replace'}
            </Button>
          )}
        </FileButton>
        {app.logoUrl === null ? null : (
          <Button variant="subtle" color="gray" size="xs" loading={remove.isPending} onClick={() => remove.mutate()}>
            Remove
          </Button>
        )}
      </PanelRow>
      {failed === null ? null : (
        <div className={classes['note']}>
          <ProblemNote problem={problemIn(failed)} />
        </div>
      )}
    </>
  )
}

const toBase64Url = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
