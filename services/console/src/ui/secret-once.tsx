import { Button, Group } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useId } from 'react'
import { CopyButton } from './copy-button.js'
import classes from './secret-once.module.css'

interface SecretOnceProps {
  readonly label: string
  readonly value: string
  /** Name of the text file, when it may be saved as one. */
  readonly fileName?: string
  /** A code in groups that a person may copy by hand, in larger letters. */
  readonly large?: boolean
}

/** A secret that is shown now and never again. */
export const SecretOnce = ({ label, value, fileName, large = false }: SecretOnceProps) => {
  const id = useId()
  return (
    <div className={classes['box']}>
      <p id={id} className={classes['label']}>
        {label}
      </p>
      <output aria-labelledby={id} className={classes['value']} data-large={large}>
        {value}
      </output>
      <Group gap="xs" mt="sm">
        <CopyButton value={value} />
        {fileName === undefined ? null : (
          <Button
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden="true" />}
            onClick={() => download(fileName, `${label}\n${value}\n`)}
          >
            Download
          </Button>
        )}
      </Group>
    </div>
  )
}

const download = (name: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
