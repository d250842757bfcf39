import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { accountQuery } from '../api/index.js'
import { useVaultStatus } from '../keyring/index.js'
import { ButtonLink, Page, QueryView } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import { AddKeyDialog } from './add-key-dialog.js'
import { CreateVault } from './create-vault.js'
import { KeyList } from './key-list.js'
import { LockedNote } from './locked-note.js'

/** Before there is a vault: making one. After that: its keys. */
export const VaultPage = () => {
  const query = useQuery(accountQuery(useClient()))
  return <QueryView query={query}>{({ hasVault }) => (hasVault ? <Keys /> : <CreateVault />)}</QueryView>
}

const Keys = () => {
  const { isOpen } = useVaultStatus()
  // The provider that the dialog begins with; null while the dialog is closed.
  const [adding, setAdding] = useState<string | undefined | null>(null)
  return (
    <Page
      title="Vault"
      lead="Add a key once, and use it in every app that you connect. It is stored encrypted; nobody but you can open it."
      actions={
        <>
          <ButtonLink to="/vault/access" variant="default">
            Ways to unlock
          </ButtonLink>
          <Button leftSection={<IconPlus size={18} aria-hidden="true" />} onClick={() => setAdding(undefined)}>
            Add a key
          </Button>
        </>
      }
    >
      {isOpen ? null : <LockedNote />}
      <KeyList onAdd={setAdding} />
      <AddKeyDialog opened={adding !== null} provider={adding ?? undefined} onClose={() => setAdding(null)} />
    </Page>
  )
}
