import { Checkbox, Stack, Textarea, TextInput } from '@mantine/core'
import { valueOf } from '../ui/index.js'
import { parseOrigins } from './parse-origins.js'
import type { App } from './queries.js'

export type AppTerms = Pick<App, 'name' | 'origins' | 'isTest'>
export type AppProblem = Readonly<Partial<Record<'name' | 'origins', string>>>

interface AppFieldsProps {
  readonly app?: AppTerms
  readonly problems: AppProblem
}

/** What people see of an app, and where it may show Link. Read with `readApp`. */
export const AppFields = ({ app, problems }: AppFieldsProps) => (
  <Stack gap="md">
    <TextInput
      name="name"
      label="Name"
      description="People see it in Link."
      maxLength={100}
      defaultValue={app?.name ?? ''}
      error={problems.name}
      data-autofocus
    />
    <Textarea
      name="origins"
      label="Origins"
      description="Where your pages are served from, one a line. No other page can show Link for this app."
      placeholder={'https://app.example.com\nhttp://localhost:3000'}
      autosize
      minRows={2}
      spellCheck={false}
      defaultValue={app?.origins.join('\n') ?? ''}
      error={problems.origins}
    />
    <Checkbox
      name="isTest"
      label="Test mode"
      description="Only you can connect to it."
      defaultChecked={app?.isTest ?? false}
    />
  </Stack>
)

/** What stands in the fields, or what is wrong with each. */
export const readApp = (
  form: HTMLFormElement,
): { readonly ok: true; readonly app: AppTerms } | { readonly ok: false; readonly problems: AppProblem } => {
  const name = valueOf(form, 'name').trim()
  const origins = parseOrigins((form.elements.namedItem('origins') as HTMLTextAreaElement).value)
  const isTest = (form.elements.namedItem('isTest') as HTMLInputElement).checked
  if (name !== '' && origins.ok) return { ok: true, app: { name, origins: origins.origins, isTest } }
  return {
    ok: false,
    problems: {
      ...(name === '' ? { name: 'A name, so that people know who asks.' } : {}),
      ...(origins.ok ? {} : { origins: origins.problem }),
    },
  }
}
