import { Checkbox, Group, Textarea } from '@mantine/core'
import { METHODS } from '../keys/parse-scope.js'
import type { TokenProblem, TokenText } from './parse-management-token.js'

interface OwnScopeFieldsProps {
  readonly text: TokenText
  readonly problems: TokenProblem
  readonly onChange: (change: Partial<TokenText>) => void
}

/** Which calls of the management API a token may make, if not all that its role may. */
export const OwnScopeFields = ({ text, problems, onChange }: OwnScopeFieldsProps) => (
  <>
    <MethodBoxes
      label="Methods"
      hint="None chosen: all that the role may."
      text={text}
      problems={problems}
      onChange={onChange}
    />
    <Textarea
      label="Paths of the management API"
      description="Globs, one a line. Empty: all that the role may."
      placeholder="/v1/workspaces/*/keys"
      autosize
      minRows={1}
      spellCheck={false}
      value={text.paths}
      onChange={(event) => onChange({ paths: event.currentTarget.value })}
      error={problems.paths}
    />
  </>
)

interface MethodBoxesProps extends OwnScopeFieldsProps {
  readonly label: string
  readonly hint?: string
}

/** HTTP methods to choose from. */
export const MethodBoxes = ({ label, hint, text, problems, onChange }: MethodBoxesProps) => (
  <Checkbox.Group
    size="md"
    label={label}
    description={hint}
    value={[...text.methods]}
    onChange={(methods) => onChange({ methods: methods })}
    error={problems.methods}
  >
    <Group gap="md" mt={4}>
      {METHODS.map((method) => (
        <Checkbox key={method} value={method} label={method} />
      ))}
    </Group>
  </Checkbox.Group>
)
