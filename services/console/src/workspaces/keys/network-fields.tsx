import { Radio, Stack, Textarea } from '@mantine/core'
import type { KeyProblem, KeyText } from './parse-key.js'

interface NetworkFieldsProps {
  readonly text: KeyText
  readonly problems: KeyProblem
  readonly onChange: (change: Partial<KeyText>) => void
}

/** From where a key works. */
export const NetworkFields = ({ text, problems, onChange }: NetworkFieldsProps) => (
  <>
    <Radio.Group
      size="md"
      label="Network"
      name="network"
      value={text.network}
      onChange={(network) => onChange({ network: network })}
    >
      <Stack gap={8} mt={4}>
        <Radio
          value="confirm"
          label="From networks that its holder confirmed"
          description="The first one is trusted; from any later one calls get 423 until the holder confirms it by mail."
        />
        <Radio value="allowlist" label="From fixed addresses only" description="For servers and CI runners." />
        {/* A person's key that leaks is stopped by this question alone. */}
        <Radio value="any" label="From anywhere" disabled={text.owner === 'person'} />
      </Stack>
    </Radio.Group>
    {text.network === 'allowlist' ? (
      <Textarea
        label="Addresses and networks"
        description="IPv4 or IPv6, one a line."
        placeholder={'203.0.113.7\n2001:db8::/32'}
        autosize
        minRows={2}
        spellCheck={false}
        value={text.cidrs}
        onChange={(event) => onChange({ cidrs: event.currentTarget.value })}
        error={problems.cidrs}
      />
    ) : null}
  </>
)
