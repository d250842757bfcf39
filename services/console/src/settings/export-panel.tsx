import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { problemIn, read } from '../api/index.js'
import { Panel, toast } from '../ui/index.js'
import { useClient } from '../wiring/index.js'

/** Everything that is stored about the person, as one file. */
export const ExportPanel = () => {
  const client = useClient()
  const fetchExport = useMutation({
    mutationFn: () => read(client.GET('/v1/account/export'), ({ data }) => data),
    onSuccess: (data) => download('1relay-export.json', JSON.stringify(data, undefined, 2)),
    onError: (error) => toast.problem(problemIn(error)),
    gcTime: 0,
  })
  return (
    <Panel
      title="Your data"
      lead="Everything that is stored about you, as one JSON file. Keys are in it as they are stored: sealed."
      actions={
        <Button
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden="true" />}
          loading={fetchExport.isPending}
          onClick={() => fetchExport.mutate()}
        >
          Export
        </Button>
      }
    />
  )
}

const download = (name: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
