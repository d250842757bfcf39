import { NativeSelect, TextInput } from '@mantine/core'
import type { Known } from './catalogue.js'

export interface UpstreamText {
  readonly address: string
  readonly tenant: string
}

interface UpstreamFieldsProps {
  readonly api: Known | undefined
  readonly text: UpstreamText
  readonly error: string | undefined
  readonly onChange: (text: UpstreamText) => void
}

/** Where the key goes: nothing to ask where the catalogue knows it, else a region, an own part of the address, or all of it. */
export const UpstreamFields = ({ api, text, error, onChange }: UpstreamFieldsProps) => {
  if (api?.upstream) return null
  const origins = api?.origins ?? []
  const isTenant = text.address.includes('{tenant}')
  return (
    <>
      {origins.length > 1 ? (
        <NativeSelect
          label="Address of the API"
          value={text.address}
          onChange={(event) => onChange({ ...text, address: event.currentTarget.value })}
          data={[...origins]}
          error={isTenant ? undefined : error}
        />
      ) : null}
      {origins.length === 0 ? (
        <TextInput
          label="Address of the API"
          description="The key is sealed for this address and never sent to another one."
          placeholder="https://api.example.com"
          value={text.address}
          onChange={(event) => onChange({ ...text, address: event.currentTarget.value })}
          autoComplete="off"
          spellCheck={false}
          error={error}
        />
      ) : null}
      {isTenant ? (
        <TextInput
          label="Your part of the address"
          description={`${api?.tenant ?? ''} It takes the place of {tenant} in ${text.address}.`.trim()}
          value={text.tenant}
          onChange={(event) => onChange({ ...text, tenant: event.currentTarget.value })}
          autoComplete="off"
          spellCheck={false}
          error={error}
        />
      ) : null}
    </>
  )
}
