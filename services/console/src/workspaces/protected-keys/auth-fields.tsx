import { NativeSelect, TextInput } from '@mantine/core'
import { AUTH_KINDS, type AuthProblem, type AuthText } from './parse-protection.js'
import classes from '../workspaces.module.css'

interface AuthFieldsProps {
  readonly text: AuthText
  readonly problems: AuthProblem
  readonly onChange: (text: AuthText) => void
}

/** How the API wants to be shown the key. Nothing of it is secret. */
export const AuthFields = ({ text, problems, onChange }: AuthFieldsProps) => {
  const { kind } = text
  const set = (change: Partial<AuthText>) => onChange({ ...text, ...change })
  return (
    <div className={classes['fields']}>
      <NativeSelect
        label="How the API takes it"
        value={kind}
        onChange={(event) => set({ kind: event.currentTarget.value as AuthText['kind'] })}
        data={AUTH_KINDS.map(({ value, label }) => ({ value, label }))}
      />
      {kind === 'header' || kind === 'query' ? (
        <TextInput
          label={kind === 'header' ? 'Name of the header' : 'Name of the parameter'}
          placeholder={kind === 'header' ? 'x-api-key' : 'api_key'}
          value={text.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          autoComplete="off"
          spellCheck={false}
          error={problems.name}
        />
      ) : null}
      {kind === 'oauth2' ? <OAuth2Fields text={text} problems={problems} onChange={onChange} /> : null}
    </div>
  )
}

const OAuth2Fields = ({ text, problems, onChange }: AuthFieldsProps) => {
  const set = (change: Partial<AuthText>) => onChange({ ...text, ...change })
  return (
    <>
      <TextInput
        label="Token URL"
        description="The relay fetches and renews access tokens there; neither they nor the client secret ever leave it."
        placeholder="https://auth.example.com/oauth/token"
        value={text.tokenUrl}
        onChange={(event) => set({ tokenUrl: event.currentTarget.value })}
        autoComplete="off"
        spellCheck={false}
        error={problems.tokenUrl}
      />
      <TextInput
        label="Scope"
        description="Empty, unless the API asks for one."
        value={text.scope}
        onChange={(event) => set({ scope: event.currentTarget.value })}
        autoComplete="off"
        spellCheck={false}
        error={problems.scope}
      />
      <TextInput
        label="Audience"
        description="Empty, unless the API asks for one."
        value={text.audience}
        onChange={(event) => set({ audience: event.currentTarget.value })}
        autoComplete="off"
        spellCheck={false}
        error={problems.audience}
      />
      <NativeSelect
        label="Client id and secret are sent"
        value={text.clientAuth}
        onChange={(event) => set({ clientAuth: event.currentTarget.value === 'body' ? 'body' : 'basic' })}
        data={[
          { value: 'basic', label: 'In the Authorization header' },
          { value: 'body', label: 'In the body' },
        ]}
      />
    </>
  )
}
