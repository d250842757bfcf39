import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'

interface CopyButtonProps {
  /** What is copied, or how to get it when it is asked for. */
  readonly value: string | (() => string)
  readonly label?: string
  readonly variant?: string
  readonly size?: string
}

/** Copies, and says so: on the button and to a screen reader. */
export const CopyButton = ({ value, label = 'Copy', variant = 'default', size = 'sm' }: CopyButtonProps) => {
  const clipboard = useClipboard({ timeout: 2000 })
  const icon = clipboard.copied ? <IconCheck size={16} aria-hidden="true" /> : <IconCopy size={16} aria-hidden="true" />
  return (
    <>
      <Button
        variant={variant}
        size={size}
        leftSection={icon}
        onClick={() => clipboard.copy(typeof value === 'string' ? value : value())}
      >
        {clipboard.copied ? 'Copied' : label}
      </Button>
      <span role="status" className="for-readers">
        {clipboard.copied ? 'Copied' : ''}
      </span>
    </>
  )
}
