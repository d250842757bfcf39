import { Button, Checkbox, Group, Textarea, TextInput } from '@mantine/core'
import type { Vendor } from '../protected-keys/queries.js'
import shared from '../workspaces.module.css'
import classes from './keys.module.css'
import type { KeyProblem, KeyText } from './parse-key.js'
import { linesOf, METHODS } from './parse-scope.js'

interface ScopeFieldsProps {
  readonly text: Pick<KeyText, 'methods' | 'paths' | 'deniedQueryParameters' | 'models'>
  readonly problems: KeyProblem
  readonly examples: Vendor['examples']
  /** Whether models can be named: AI providers only. */
  readonly hasModels: boolean
  readonly onChange: (change: Partial<KeyText>) => void
}

/** What may be called. Nothing is allowed that is not named here. */
export const ScopeFields = ({ text, problems, examples, hasModels, onChange }: ScopeFieldsProps) => (
  <>
    <Checkbox.Group
      size="md"
      label="Methods"
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
    <div>
      <Textarea
        label="Paths"
        description="As the API documents them, one a line. * is anything within one segment, ** any number of segments."
        placeholder={'/v1/responses\n/v1/files/*'}
        autosize
        minRows={2}
        spellCheck={false}
        value={text.paths}
        onChange={(event) => onChange({ paths: event.currentTarget.value })}
        error={problems.paths}
      />
      <Examples text={text} examples={examples} onChange={onChange} />
    </div>
    <TextInput
      label="Denied query parameters"
      description="Calls that carry one of them are refused. Separated by spaces; empty: none."
      placeholder="associations"
      spellCheck={false}
      autoComplete="off"
      value={text.deniedQueryParameters}
      onChange={(event) => onChange({ deniedQueryParameters: event.currentTarget.value })}
      error={problems.deniedQueryParameters}
    />
    {hasModels ? (
      <TextInput
        label="Models"
        description="Separated by spaces; * stands for anything. Empty: all models."
        placeholder="gpt-4o-mini gpt-4.1*"
        spellCheck={false}
        autoComplete="off"
        value={text.models}
        onChange={(event) => onChange({ models: event.currentTarget.value })}
        error={problems.models}
      />
    ) : null}
  </>
)

/** One click each: what this API is mostly asked. */
const Examples = ({ text, examples, onChange }: Pick<ScopeFieldsProps, 'text' | 'examples' | 'onChange'>) => {
  const paths = linesOf(text.paths)
  const left = examples.filter(({ path }) => !paths.includes(path))
  if (left.length === 0) return null
  const add = ({ method, path }: Vendor['examples'][number]) =>
    onChange({
      paths: [...paths, path].join('\n'),
      methods: METHODS.filter((known) => known === method || text.methods.includes(known)),
    })
  return (
    <div className={classes['examples']}>
      <span className={shared['quiet']}>Add:</span>
      {left.map((example) => (
        <Button
          key={`${example.method} ${example.path}`}
          size="compact-sm"
          variant="default"
          onClick={() => add(example)}
        >
          {example.method} {example.path}
        </Button>
      ))}
    </div>
  )
}
