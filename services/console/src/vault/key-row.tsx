import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconDots, IconEye, IconRefresh, IconReplace, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { StoredKey } from '@1relay/custody'
import { PanelRow, Time } from '../ui/index.js'
import { CheckKeyItem } from './check-key-item.js'
import { DeleteKeyDialog } from './delete-key-dialog.js'
import { RevealKeyDialog } from './reveal-key-dialog.js'
import { RotateKeyDialog } from './rotate-key-dialog.js'

interface KeyRowProps {
  readonly item: StoredKey
  /** Of the provider. */
  readonly name: string
  readonly all: readonly StoredKey[]
}

type Doing = 'reveal' | 'replace' | 'update' | 'delete'

/** One key: its name, how old it is, and what can be done with it. */
export const KeyRow = ({ item, name, all }: KeyRowProps) => {
  const [doing, setDoing] = useState<Doing>()
  const close = () => setDoing(undefined)
  const title = `${name} key “${item.label}”`
  const isOnly = all.filter(({ provider }) => provider === item.provider).length === 1
  return (
    <PanelRow
      title={item.label}
      hint={
        <>
          Added <Time at={item.createdAt} />
          {item.updatedAt === item.createdAt ? null : (
            <>
              {' '}
              · replaced <Time at={item.updatedAt} />
            </>
          )}
        </>
      }
    >
      <Button
        variant="default"
        size="xs"
        leftSection={<IconEye size={16} aria-hidden="true" />}
        onClick={() => setDoing('reveal')}
        aria-label={`Reveal ${title}`}
      >
        Reveal
      </Button>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconReplace size={16} aria-hidden="true" />}
        onClick={() => setDoing('replace')}
        aria-label={`Replace ${title}`}
      >
        Replace
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`More for ${title}`}>
            <IconDots size={18} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <CheckKeyItem item={item} provider={name} />
          <Menu.Item leftSection={<IconRefresh size={16} aria-hidden="true" />} onClick={() => setDoing('update')}>
            Update connections
          </Menu.Item>
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} aria-hidden="true" />}
            onClick={() => setDoing('delete')}
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <RevealKeyDialog opened={doing === 'reveal'} onClose={close} item={item} title={title} />
      <RotateKeyDialog
        opened={doing === 'replace' || doing === 'update'}
        isReplacing={doing === 'replace'}
        onClose={close}
        item={item}
        title={title}
        isOnly={isOnly}
      />
      <DeleteKeyDialog opened={doing === 'delete'} onClose={close} item={item} title={title} />
    </PanelRow>
  )
}
